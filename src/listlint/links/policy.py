"""What the settings say of one URL or one host: filters, headers, accepted statuses."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import translate
from functools import lru_cache
from typing import TypeVar

from listlint.links.page_check import HostPolicy
from listlint.links.settings import Exclusion, LinkSettings, PatternKind
from listlint.urls.hosts import host_is

V = TypeVar("V")
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class Filter:
    """Patterns of URLs; those whose day is over match nothing. Raises `ValueError`."""

    def __init__(self, exclusions: Iterable[Exclusion], today: date) -> None:
        self.expired: list[Exclusion] = []
        self._compiled: list[tuple[re.Pattern[str], Exclusion]] = []
        for each in exclusions:
            if each.until is not None and each.until < today:
                self.expired.append(each)
            elif each.kind is PatternKind.HOST:
                self._compiled.append((re.compile(""), each))
            else:
                glob = each.kind is PatternKind.GLOB
                pattern = rf"\A{translate(each.pattern)}" if glob else each.pattern
                self._compiled.append((_compile(pattern), each))

    def __bool__(self) -> bool:
        return bool(self._compiled)

    def match(self, url: str, host: str) -> Exclusion | None:
        """Return the first pattern that matches."""
        for pattern, each in self._compiled:
            if each.kind is PatternKind.HOST:
                if host_matches(each.pattern, host):
                    return each
            elif pattern.search(url):
                return each
        return None


class Remap:
    """Puts other URLs in the place of some. Raises `ValueError` for a bad pattern."""

    def __init__(self, rules: Sequence[tuple[str, str]]) -> None:
        self._rules = [(_compile(pattern), new) for pattern, new in rules]

    def __call__(self, url: str) -> str:
        """Return what is asked for in place of `url`: the first rule that matches says."""
        for pattern, new in self._rules:
            if pattern.search(url):
                try:
                    return pattern.sub(new, url, count=1)
                except (re.error, IndexError) as error:
                    raise ValueError(f"{new!r} cannot replace: {error}") from error
        return url


class Hosts:
    """What is particular to each host; `notices` tells which secrets are missing."""

    def __init__(self, settings: LinkSettings) -> None:
        self.notices: list[str] = []
        self._accept = settings.accept
        self._lines: dict[str, str] = {}
        for host, headers in settings.headers.items():
            for name, value in headers.items():
                self._add(host, name, self._filled(value, settings.environ))
        for host, pair in settings.auth.items():
            filled = self._filled(pair, settings.environ)
            code = filled and b64encode(filled.encode()).decode()
            self._add(host, "Authorization", code and f"Basic {code}")
        self.terms = lru_cache(4_096)(self._terms)

    def _terms(self, host: str) -> HostPolicy:
        lines = "".join(
            line for pattern, line in self._lines.items() if host_matches(pattern, host)
        )
        accepted: frozenset[int] = frozenset()
        for pattern, statuses in self._accept.items():
            if host_matches(pattern, host):
                accepted |= statuses
        return HostPolicy(lines, accepted)

    def _add(self, host: str, name: str, value: str | None) -> None:
        if value is None:
            return
        if not _HEADER.fullmatch(name) or not value.isascii() or not value.isprintable():
            raise ValueError(f"the header {name!r} for {host} cannot be sent")
        self._lines[host] = self._lines.get(host, "") + f"{name}: {value}\r\n"

    def _filled(self, value: str, environ: Mapping[str, str]) -> str | None:
        missing = [name for name in _VARIABLE.findall(value) if not environ.get(name)]
        for name in missing:
            line = f"{name} is not set in the environment: a header that needs it is not sent"
            if line not in self.notices:
                self.notices.append(line)
        return None if missing else _VARIABLE.sub(lambda m: environ[m[1]], value)


def host_matches(pattern: str, host: str) -> bool:
    """Tell whether `host` is `pattern` (`a.example`), or below it (`*.example`)."""
    pattern = pattern.lower()
    if pattern.startswith("*."):
        return host != pattern[2:] and host_is(host, pattern[2:])
    return host == pattern


def _compile(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
