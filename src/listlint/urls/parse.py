"""From a URL as it stands in a list to what is asked for, as a browser would read it.

After the URL Standard (https://url.spec.whatwg.org/), with the parser of the standard library.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from listlint.urls.verdict import Evidence, Verdict, VerdictKind

PORTS = {"http": 80, "https": 443}
_PATH_KEPT = "!$%&'()*+,-./:;=@_~[]"
_QUERY_KEPT = _PATH_KEPT.replace("'", "") + "?{}|^`\\"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_FORBIDDEN = re.compile(r"[\x00-\x20#/:<>?@\\^|%\"`{}\[\]\x7f]")
_PLAIN_HOST = re.compile(
    r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?)*\.?"
)
_PLAIN = re.compile(
    r"(https?)://([A-Za-z0-9._-]+)(?::([1-9][0-9]{0,4}))?"
    r"(/[A-Za-z0-9!$&'()*+,./:;=@_~%-]*(?:\?[A-Za-z0-9!$&()*+,./:;=@_~%-]+)?)?(?:#([^\s]*))?"
)
"""Nearly all URLs: nothing in them is to be told apart or quoted, but perhaps dot segments."""
_PLAIN_REST = re.compile(r"/[A-Za-z0-9!$&'()*+,./:;=@_~-]*")
_CONTROLS = dict.fromkeys(map(ord, "\t\r\n"))
LONGEST = 8_192
"""Longer URLs are not asked for: servers refuse them, and nobody puts them in a list."""


class UnsupportedUrl(Exception):  # noqa: N818 - reads as what happened
    """There is nothing to ask for: `evidence` is `SCHEME` or `MALFORMED`."""

    def __init__(self, evidence: Evidence, reason: str) -> None:
        super().__init__(reason)
        self.evidence = evidence

    def verdict(self, url: str) -> Verdict:
        """Return the verdict on `url` that this is."""
        return Verdict(url, VerdictKind.SKIPPED, self.evidence, str(self))


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) URL in the form in which it is asked for, all ASCII.

    `host` is lower case and without brackets, `path` holds the query, `fragment` is as it was
    written and never sent, `user` is `name:password` where the URL names them.
    """

    scheme: str
    host: str
    port: int
    path: str
    fragment: str = ""
    user: str = ""

    @property
    def authority(self) -> str:
        """The value of the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole URL, without fragment and user."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a connection can be used again for."""
        return self.scheme, self.host, self.port


def target(url: str) -> Target:
    """Return what `url` asks for. Raises `UnsupportedUrl`."""
    if (plain := _plain(url)) is not None:
        return plain
    text = url.strip(" \x00\x0c\t\r\n").translate(_CONTROLS)
    scheme = _scheme(text)
    if scheme not in PORTS:
        raise _unasked(text, scheme)
    if len(text) > LONGEST:
        raise UnsupportedUrl(Evidence.MALFORMED, f"longer than {LONGEST} characters")
    before, _, fragment = text.partition("#")
    before = _slashes(before, scheme)
    try:
        parts = urlsplit(before)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise UnsupportedUrl(Evidence.MALFORMED, f"not a URL: {error}") from error
    if port == 0:
        raise UnsupportedUrl(Evidence.MALFORMED, "not a URL: port 0")
    return Target(
        scheme,
        _host(host),
        PORTS[scheme] if port is None else port,
        _path(parts),
        fragment,
        _user(parts),
    )


def _plain(url: str) -> Target | None:
    """Return the target of a URL that needs no second thought; None for all others."""
    if len(url) > LONGEST or "/." in url or "%2" in url:
        return None
    if (match := _PLAIN.fullmatch(url)) is None:
        return None
    scheme, host, port, path, fragment = match.groups()
    number = int(port) if port else PORTS[scheme]
    if number > 65_535:
        return None
    return Target(scheme, _host(host.lower()), number, path or "/", fragment or "")


def follow(base: Target, location: str) -> Target:
    """Return where a `Location` header leads from `base`; fragments are inherited (RFC 9110).

    Raises `UnsupportedUrl`.
    """
    text = location.strip(" \t\r\n").translate(_CONTROLS)
    scheme = _scheme(text)
    if not scheme:
        try:
            text = urljoin(base.url, text.replace("\\", "/"))
        except ValueError as error:
            raise UnsupportedUrl(Evidence.MALFORMED, f"not a URL: {error}") from error
    found = target(text)
    fragment = found.fragment or ("" if "#" in text else base.fragment)
    same = found.origin == base.origin
    return Target(
        found.scheme,
        found.host,
        found.port,
        found.path,
        fragment,
        found.user or (base.user if same else ""),
    )


def _scheme(text: str) -> str:
    match = _SCHEME.match(text)
    return match[1].lower() if match else ""


def _slashes(text: str, scheme: str) -> str:
    """Read backslashes, and any number of slashes behind the scheme, as browsers do."""
    rest = text[len(scheme) + 1 :]
    before, mark, query = rest.partition("?")
    return f"{scheme}://{before.replace(chr(92), '/').lstrip('/')}{mark}{query}"


@lru_cache(4_096)
def _host(host: str) -> str:
    """Return `host` in ASCII. Raises `UnsupportedUrl`."""
    if ":" in host:
        try:
            address = IPv6Address(host)
        except ValueError:
            address = None
        if address is None or address.scope_id is not None:  # zones mean this machine's cables
            raise UnsupportedUrl(Evidence.MALFORMED, f"no host name: {host!r}")
        return str(address)
    name = unquote(host).lower() if "%" in host else host
    if _PLAIN_HOST.fullmatch(name) and "xn--" not in name:
        return name
    if not name or _FORBIDDEN.search(name):
        raise UnsupportedUrl(
            Evidence.MALFORMED, "no host name" if not name else f"no host name: {host!r}"
        )
    import idna

    try:
        # Unassigned and symbol code points (emoji domains) exist, though IDNA 2008 has none.
        return idna.encode(name, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        try:
            ascii_name = name.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise UnsupportedUrl(Evidence.MALFORMED, f"no host name: {host!r}") from error
        if not ascii_name or _FORBIDDEN.search(ascii_name):
            raise UnsupportedUrl(Evidence.MALFORMED, f"no host name: {host!r}") from None
        return ascii_name


def _path(parts: SplitResult) -> str:
    path = parts.path or "/"
    if not _PLAIN_REST.fullmatch(path):
        path = _quoted(path, _PATH_KEPT)
    if "/." in path or "/%2e" in path.lower():
        path = _without_dots(path)
    if not parts.query:
        return path
    query = parts.query
    if not _PLAIN_REST.fullmatch("/" + query):
        query = _quoted(query, _QUERY_KEPT)
    return f"{path}?{query}"


def _quoted(text: str, kept: str) -> str:
    return quote(text, safe=kept, errors="surrogateescape")


def _without_dots(path: str) -> str:
    """Resolve `.` and `..`, also where they are spelled with `%2e`."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for i, segment in enumerate(segments):
        name = segment.lower().replace("%2e", ".")
        last = i == len(segments) - 1
        if name == "..":
            del kept[-1:]
        elif name != ".":
            kept.append(segment)
        if last and name in (".", ".."):
            kept.append("")
    return "/" + "/".join(kept)


def _user(parts: SplitResult) -> str:
    if "@" not in parts.netloc:
        return ""
    return unquote(parts.netloc.rpartition("@")[0])


def _unasked(text: str, scheme: str) -> UnsupportedUrl:
    """Tell why a URL of another scheme, or of none, is not asked for."""
    rest = text[len(scheme) + 1 :]
    match scheme:
        case "":
            return UnsupportedUrl(Evidence.SCHEME, "not a web address")
        case "mailto":
            good = bool(re.match(r"[^@\s?]+@[^@\s?]+|\?", rest))
        case "tel":
            good = bool(re.fullmatch(r"\+?[0-9().\s-]*[0-9][0-9().\s-]*(?:;.*)?", unquote(rest)))
        case "data":
            good = "," in rest
        case "ftp":
            good = bool(re.match(r"//[^/\s]", rest))
        case _:
            good = True
    if good:
        return UnsupportedUrl(Evidence.SCHEME, f"{scheme}: links are not checked")
    return UnsupportedUrl(Evidence.MALFORMED, f"not a {scheme}: link")
