"""Split URLs into parts, and parse them as browsers do.

`split_url` never fails; `target` follows the URL standard (https://url.spec.whatwg.org/) and
rejects URLs that cannot be requested.
"""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.urls.hosts import ascii_host
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

_SPLIT = regex(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)

PORTS = {"http": 80, "https": 443}
_PATH_KEPT = "!$%&'()*+,-./:;=@_~[]"
_QUERY_KEPT = _PATH_KEPT.replace("'", "") + "?{}|^`\\"
_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PLAIN = regex(
    r"(https?)://([A-Za-z0-9._-]+)(?::([1-9][0-9]{0,4}))?"
    r"(/[A-Za-z0-9!$&'()*+,./:;=@_~%-]*(?:\?[A-Za-z0-9!$&()*+,./:;=@_~%-]+)?)?(?:#([^\s]*))?"
)
"""Simple URLs, which need no normalization except of dot segments: nearly all of them."""
_PLAIN_REST = regex(r"/[A-Za-z0-9!$&'()*+,./:;=@_~-]*")
_CONTROLS = dict.fromkeys(map(ord, "\t\r\n"))
LONGEST = 8_192
"""Most characters of a URL that is requested; servers reject longer ones."""


_BRACKETED = regex(r"\[[^\]]*\]")


class UrlParts(NamedTuple):
    """The parts of a URL by RFC 3986, appendix B. Absent parts are ""."""

    scheme: str
    authority: str
    path: str
    query: str
    fragment: str

    @property
    def user(self) -> str:
        """`name:password` as written, "" without one."""
        return self.authority.rpartition("@")[0]

    @property
    def host(self) -> str:
        """The host in lower case, without user, port and closing dots."""
        return _host_and_port(self.authority)[0].rstrip(".").lower()

    @property
    def port(self) -> str:
        """The port as written, "" without one."""
        return _host_and_port(self.authority)[1]

    @property
    def url(self) -> str:
        """The whole URL, without the delimiters of empty parts."""
        return "".join(
            (
                f"{self.scheme}:" if self.scheme else "",
                f"//{self.authority}" if self.authority else "",
                self.path,
                f"?{self.query}" if self.query else "",
                f"#{self.fragment}" if self.fragment else "",
            )
        )


@lru_cache(4_096)
def _host_and_port(authority: str) -> tuple[str, str]:
    """Return host and port as written."""
    written = authority.rpartition("@")[2]
    if match := _BRACKETED.match(written):
        return match[0], written[match.end() :].removeprefix(":")
    host, _, port = written.partition(":")
    return host, port


@lru_cache(maxsize=65_536)
def split_url(url: str) -> UrlParts:
    """Return the parts of `url`, the scheme in lower case."""
    match = _SPLIT.match(url)
    if match is None:  # the pattern matches every string
        return UrlParts("", "", url, "", "")
    scheme, authority, path, query, fragment = match.groups("")
    return UrlParts(scheme.lower(), authority, path, query, fragment)


def is_web(url: str) -> bool:
    """Return whether a link goes to a web page; `//host` has the scheme of GitHub's pages."""
    return url.startswith("//") or split_url(url).scheme in PORTS


class UnsupportedUrl(Exception):  # noqa: N818 - reads as what happened
    """The URL cannot be requested: `evidence` is `SCHEME` or `MALFORMED`."""

    def __init__(self, evidence: Evidence, reason: str) -> None:
        super().__init__(reason)
        self.evidence = evidence

    def verdict(self, url: str) -> Verdict:
        """Return the verdict for `url`."""
        return Verdict(url, VerdictKind.SKIPPED, self.evidence, str(self))


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) URL in the form in which it is requested, all ASCII.

    `host` is in lower case and without brackets, `path` includes the query, `fragment` is as
    written and never sent, `user` is `name:password`, if the URL has them.
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
        """Scheme, host and port, for which a connection can be reused."""
        return self.scheme, self.host, self.port


def target(url: str) -> Target:
    """Return the target of `url`. Raises `UnsupportedUrl`."""
    if (plain := _plain(url)) is not None:
        return plain
    text = url.strip(" \x00\x0c\t\r\n").translate(_CONTROLS)
    if text.startswith("//"):
        text = f"https:{text}"
    scheme = _scheme(text)
    if scheme not in PORTS:
        raise _unsupported(text, scheme)
    if len(text) > LONGEST:
        raise UnsupportedUrl(Evidence.MALFORMED, f"longer than {LONGEST:,} characters")
    before, _, fragment = text.partition("#")
    parts = split_url(_slashes(before, scheme))
    return Target(scheme, _host(parts), _port(parts), _path(parts), fragment, unquote(parts.user))


def _plain(url: str) -> Target | None:
    """Return the target of a simple URL; None for others."""
    if len(url) > LONGEST or "/." in url or "%2" in url:
        return None
    if (match := _PLAIN.fullmatch(url)) is None:
        return None
    scheme, host, port, path, fragment = match.groups()
    name, number = ascii_host(host), int(port) if port else PORTS[scheme]
    if name is None or number > 65_535:
        return None
    return Target(scheme, name, number, path or "/", fragment or "")


def follow(base: Target, location: str) -> Target:
    """Return the target of a `Location` header at `base`; fragments are inherited (RFC 9110).

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
    """Read backslashes, and any number of slashes after the scheme, as browsers do."""
    rest = text[len(scheme) + 1 :]
    before, mark, query = rest.partition("?")
    return f"{scheme}://{before.replace(chr(92), '/').lstrip('/')}{mark}{query}"


def _host(parts: UrlParts) -> str:
    """Return the host in ASCII and without brackets. Raises `UnsupportedUrl`."""
    written = _host_and_port(parts.authority)[0]
    name = _ipv6(written) if written.startswith("[") else ascii_host(unquote(written))
    if name is None:
        shown = f": {written!r}"
        raise UnsupportedUrl(
            Evidence.MALFORMED, f"invalid host name{shown}" if written else "no host name"
        )
    return name


def _ipv6(written: str) -> str | None:
    try:
        address = IPv6Address(written.strip("[]"))
    except ValueError:
        return None
    return None if address.scope_id else str(address)  # zones are local to a machine


def _port(parts: UrlParts) -> int:
    """Return the port, by default that of the scheme. Raises `UnsupportedUrl`."""
    if not parts.port:
        return PORTS[parts.scheme]
    number = int(parts.port) if re.fullmatch(r"0*[0-9]{1,5}", parts.port) else 0
    if not 0 < number < 65_536:
        raise UnsupportedUrl(Evidence.MALFORMED, f"not a URL: port {parts.port}")
    return number


def _path(parts: UrlParts) -> str:
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
    """Resolve `.` and `..`, also if written with `%2e`."""
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


def _unsupported(text: str, scheme: str) -> UnsupportedUrl:
    """Return why a URL of another scheme, or without one, is not requested."""
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
