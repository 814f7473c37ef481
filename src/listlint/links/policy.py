"""The settings for a URL or a host: filters, headers, accepted statuses."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from datetime import date
from fnmatch import translate
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.language.patterns import compile_pattern
from listlint.links.page_check import HostPolicy
from listlint.links.settings import LinkCheckOptions, RemapRule, UrlPattern
from listlint.urls.hosts import host_is
from listlint.urls.parse import PORTS, Target

_VARIABLE = regex(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
FROM_BASE = "read it from the base with `--config-from`"
_PORT = regex(r"(.*):(\d{1,5})", re.DOTALL)
_HEADER = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Filter:
    """Patterns of URLs; expired ones do not match. Raises `ValueError`."""

    def __init__(self, patterns: Iterable[UrlPattern], today: date) -> None:
        self.expired: list[UrlPattern] = []
        self._matchers: list[tuple[Callable[[str, str], bool], UrlPattern]] = []
        for each in patterns:
            if each.until is not None and each.until < today:
                self.expired.append(each)
            else:
                self._matchers.append((_matcher(each), each))

    def __bool__(self) -> bool:
        return bool(self._matchers)

    def match(self, url: str, host: str) -> UrlPattern | None:
        """Return the first pattern that matches."""
        return next((each for matches, each in self._matchers if matches(url, host)), None)


def _matcher(pattern: UrlPattern) -> Callable[[str, str], bool]:
    """Return a function that returns whether a pattern matches a URL and its host."""
    if pattern.glob is not None:  # what fnmatch makes of a glob does not backtrack
        glob = re.compile(translate(pattern.glob))
        return lambda url, _: glob.match(url) is not None
    if pattern.regex is not None:
        regex = compile_pattern(pattern.regex)
        return lambda url, _: regex.search(url) is not None
    return lambda _, host: host_matches(pattern.host or "", host)


class Remap:
    """Replaces URLs before requests. Raises `ValueError` for an invalid pattern."""

    def __init__(self, rules: Iterable[RemapRule]) -> None:
        self._rules = [(compile_pattern(rule.regex), rule.to) for rule in rules]

    def __call__(self, url: str) -> str:
        """Return the URL to request for `url`, by the first rule that matches."""
        for pattern, new in self._rules:
            if pattern.search(url):
                return pattern.sub(new, url, count=1)
        return url


@dataclass(frozen=True, slots=True)
class _Header:
    """A header of the config: where it is sent, and its value, as written and filled in."""

    origin: str
    name: str
    written: str
    value: str


class Hosts:
    """The settings for each host; `notices` are about missing secrets."""

    def __init__(self, settings: LinkCheckOptions) -> None:
        self.notices: list[str] = []
        self._settings = settings
        self._headers: list[_Header] = []
        for origin, headers in settings.headers.items():
            for name, value in headers.items():
                self._add(origin, name, value, self._filled(value))
        for origin, pair in settings.auth.items():
            filled = self._filled(pair)
            code = filled and b64encode(filled.encode()).decode()
            self._add(origin, "Authorization", pair, code and f"Basic {code}")
        self._common = (settings.user_agent, _content(settings.ca_file))
        self._of_origin = lru_cache(4_096)(self._look)

    def policy(self, where: Target) -> HostPolicy:
        """Return what is particular to the host of `where`."""
        return self._of_origin(*where.origin)[0]

    def terms(self, where: Target) -> str:
        """Return a digest of the settings on which verdicts on pages of a host depend."""
        return self._of_origin(*where.origin)[1]

    def _look(self, scheme: str, host: str, port: int) -> tuple[HostPolicy, str]:
        sent = [h for h in self._headers if _sent_to(h, scheme, host, port)]
        statuses: dict[str, str] = dict(self._settings.status)
        for pattern, accepted in self._settings.accept.items():
            if host_matches(pattern, host):
                statuses |= {str(status): "alive" for status in accepted}
        verify = True
        for pattern, own in self._settings.hosts.items():
            if host_matches(pattern, host):
                statuses |= own.status
                verify &= own.verify
        headers = {header.name: header.value for header in sent}
        written = [(h.name, h.written) for h in sent]
        terms = repr((self._common, written, sorted(statuses.items()), verify))
        digest = blake2b(terms.encode(), digest_size=8).hexdigest()
        return HostPolicy(headers, statuses, verify), digest

    def _add(self, origin: str, name: str, written: str, value: str | None) -> None:
        if value is None:
            return
        if not _HEADER.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise ValueError(f"invalid header `{name}` for {origin}")
        self._headers.append(_Header(origin.lower(), name, written, value))

    def _filled(self, value: str) -> str | None:
        trusted, environ = self._settings.trusted, self._settings.environ
        names = _VARIABLE.findall(value)
        missing = [name for name in names if not (trusted and environ.get(name))]
        for name in missing:
            reason = "is not set" if trusted else f"is not for configs of a request ({FROM_BASE})"
            line = f"environment variable {name} {reason}; a header that needs it is not sent"
            if line not in self.notices:
                self.notices.append(line)
        return None if missing else _VARIABLE.sub(lambda m: environ[m[1]], value)


def _sent_to(header: _Header, scheme: str, host: str, port: int) -> bool:
    """Return whether a header is sent to an origin: a secret not in the clear, unless it says so.

    `https://a.example` and `a.example:8443` are origins; `a.example` is any that is not secret.
    """
    only_scheme, _, rest = header.origin.rpartition("://")
    pattern, number = rest, ""
    if match := _PORT.fullmatch(rest):
        pattern, number = match.groups()
    if not host_matches(pattern, host) or (only_scheme and only_scheme != scheme):
        return False
    if number:
        return int(number) == port
    if only_scheme:
        return port == PORTS[scheme]
    return not _VARIABLE.search(header.written) or (scheme, port) == ("https", 443)


def _content(file: str) -> str:
    """Return a digest of the content of a file; empty without one."""
    try:
        return blake2b(Path(file).read_bytes(), digest_size=8).hexdigest() if file else ""
    except OSError:
        return ""


def host_matches(pattern: str, host: str) -> bool:
    """Return whether `host` is `pattern` (`a.example`), or below it (`*.example`)."""
    pattern = pattern.lower()
    if pattern.startswith("*."):
        return host != pattern[2:] and host_is(host, pattern[2:])
    return host == pattern.strip("[]")
