"""Regular expressions from configs, with linear time and bounded memory.

The only module that imports RE2. Offsets are code points, as everywhere.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex

_MEMORY = 8 << 20
"""Most bytes of memory of a compiled expression with its caches."""
_MATCHES = 1_000
"""Most matches of one text, since each search may read all of the rest."""
_REFERENCE = regex(r"\\(?:(?P<number>[1-9]\d?)|g<(?P<name>\w+)>|(?P<other>.?))", re.DOTALL)
_SURROGATE = regex(r"[\ud800-\udfff]")
_LOOKAROUND = ("(?=", "(?!", "(?<=", "(?<!")
_BACKREFERENCE = regex(r"\\[1-9k]|\(\?P")


@dataclass(frozen=True, slots=True)
class Match:
    """A match of a pattern."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """The offsets of the whole match and of each group, -1 for a group that did not match."""

    def span(self, group: int = 0) -> tuple[int, int]:
        """Return the offsets of the match, or of a group."""
        return self.spans[group]

    def __getitem__(self, group: int) -> str:
        start, end = self.spans[group]
        return self.text[start:end] if start >= 0 else ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled regular expression; see `compile_pattern`."""

    text: str
    _compiled: Any

    def search(self, text: str) -> Match | None:
        """Return the first match, if any."""
        return next(self.finditer(text), None)

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield the first thousand matches, from left to right."""
        groups = range(self._compiled.groups + 1)
        last = None
        # RE2 reads UTF-8, which cannot represent undecodable bytes.
        for found in islice(self._compiled.finditer(_SURROGATE.sub("\ufffd", text)), _MATCHES):
            match = Match(text, tuple(found.span(group) for group in groups))
            if match != last:  # an empty match after skipped text is found twice
                yield match
            last = match

    def sub(self, template: str, text: str, count: int = _MATCHES) -> str:
        """Return `text` with the first `count` matches replaced by `template`.

        `\\1` and `\\g<name>` in a template are what a group matched. Raises `ValueError` for a
        template that does not fit.
        """
        parts = self._parse(template)
        pieces: list[str] = []
        end = 0
        for match in islice(self.finditer(text), count):
            pieces.append(text[end : match.span()[0]])
            pieces += [part if isinstance(part, str) else match[part] for part in parts]
            end = match.span()[1]
        return "".join([*pieces, text[end:]])

    def expand(self, template: str, match: Match) -> str:
        """Return `template` with the groups of a match. Raises `ValueError`, as `sub` does."""
        parts = self._parse(template)
        return "".join(part if isinstance(part, str) else match[part] for part in parts)

    def _parse(self, template: str) -> list[str | int]:
        """Return a template as literal text and numbers of groups."""
        parts: list[str | int] = []
        end = 0
        for reference in _REFERENCE.finditer(template):
            parts.append(template[end : reference.start()])
            end = reference.end()
            if reference["other"] == "\\":
                parts.append("\\")
                continue
            if reference["other"] is not None:
                raise ValueError(f"unknown escape {reference[0]} in the replacement")
            name = reference["number"] or reference["name"]
            group = int(name) if name.isdecimal() else self._compiled.groupindex.get(name)
            if group is None or group > self._compiled.groups:
                raise ValueError(f"the pattern has no group {name}, which the replacement uses")
            parts.append(group)
        return [*parts, template[end:]]


def compile_pattern(text: str, ignore_case: bool = False) -> Pattern:
    """Return the compiled pattern of a regular expression (RE2 syntax).

    Raises `ValueError` with one line about what is wrong.
    """
    import re2  # most configs have no pattern

    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        return Pattern(text, re2.compile(text, options))
    except re2.error as error:
        raise ValueError(_explain(error.args[0].decode())) from None


def _explain(error: str) -> str:
    """Return the message for an error, also for features that RE2 does not support."""
    reason, _, part = error.partition(": ")
    if part in _LOOKAROUND:
        return f"lookahead and lookbehind are not supported: {part}"
    if _BACKREFERENCE.fullmatch(part):
        return f"backreferences are not supported: {part}"
    if reason.startswith("pattern too large"):
        return "the regular expression is too large"
    reason = reason.replace("perl operator", "group")
    return f"invalid regular expression: {reason} {part[:60]}".rstrip()
