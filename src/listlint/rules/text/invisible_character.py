"""Characters that cannot be seen."""

import unicodedata
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, NoOptions

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
_HIDDEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0"
)
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
# A set first, by which Python searches fast.
_RUN = regex(
    f"[{_SPACES}{_HIDDEN}{_CONTROLS}](?:(?P<space>(?<=[{_SPACES}])[ {_SPACES}]*)"
    f"|(?<=[{_HIDDEN}])[{_HIDDEN}]*|[{_CONTROLS}]*)"
)
_SEPARATING = "\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
_LINE_ENDS = regex(f"[{_SEPARATING}]")
# Scripts that need joiners, or marks of direction: Hebrew to Arabic, Indic, Khmer, Mongolian.
_JOINING = regex(r"[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb1d-\ufefc]")
_JOINERS = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u061c"
# Scripts without spaces between words, which a zero-width space separates: Thai to Khmer.
_UNSPACED = regex(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\uaa60-\uaa7f]")
_HANGUL = regex(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_MARKER = regex(r"[ \t>]*(?P<marker>[-*+]|\d{1,9}[.)]|#{1,6})?")
_MARKER_WIDTH = 40
"""How far into its line a marker is looked for."""
_OPENING = regex(r"[-*+#>|<`~=\d]")
_SYNTAX = regex(r"[@#:/`*_~\[\]()<>\\|&!=]")
"""Beside one of these, such a character may be there to keep GitHub from reading it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of such characters, and the edit that removes it."""

    is_space: bool
    names: str
    span: Span
    edit: Edit


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield one violation for each line and character, with all of its places.

    Spaces other than the plain one are reported only where they make a marker text.
    """
    text, lines = context.text, context.document.lines
    headings = Spans(heading.span for heading in context.document.headings)
    groups: dict[tuple[int, str, Safety, bool], list[_Run]] = {}
    for run in _runs(text):
        line, column = lines.position(run.span.start)
        opens = column <= _MARKER_WIDTH and _opens(text, run, run.span.start - column + 1)
        if run.is_space and not opens:
            continue
        start, end = run.span
        is_syntax = _SYNTAX.search(text[max(0, start - 1) : start] + text[end : end + 1])
        has_meaning = start in context.verbatim or start in headings
        is_risky = has_meaning or (text[end : end + 1] != "[" if opens else is_syntax)
        safety = Safety.UNSAFE if is_risky else Safety.SAFE
        groups.setdefault((line, run.names, safety, opens), []).append(run)
    for (_, names, safety, opens), (first, *others) in groups.items():
        edits = (first.edit, *(run.edit for run in others))
        do = "write a plain space" if first.edit.text else "remove it"
        message = (
            f"{names} instead of a plain space"
            if first.is_space
            else f"invisible character{'s' if ', ' in names else ''} {names}"
        )
        related = tuple(Related(run.span, "also here") for run in others)
        fix = Fix(safety, do, edits, rearranges=opens)
        yield Violation(first.span, message, fix, related=related)


def _runs(text: str) -> Iterator[_Run]:
    for match in _RUN.finditer(text):
        start, end = match.span()
        is_space = match["space"] is not None
        while is_space and text[start - 1 : start] == " ":
            start -= 1
        run = text[start:end]
        if not is_space and _joins(run, text, start, end):
            continue
        around = text[max(0, start - 1) : start], text[end : end + 1]
        separates = is_space or _LINE_ENDS.search(run) is not None
        between_words = all(char and not char.isspace() for char in around)
        names = ", ".join(dict.fromkeys(_name(char) for char in run if char != " "))
        edit = replace(Span(start, end), " " if separates and between_words else "")
        yield _Run(is_space, names, Span(start, end), edit)


def _opens(text: str, run: _Run, line: int) -> bool:
    """Return whether the line that begins at `line` may become an item, a heading, … by the fix."""
    match = _MARKER.fullmatch(text, line, run.span.start)
    if match is None or run.span.end == len(text):
        return False
    if match["marker"]:
        return text[run.span.start] != " " and text[run.span.end] not in "\r\n"
    return _OPENING.match(text, run.span.end) is not None


def _joins(run: str, text: str, start: int, end: int) -> bool:
    """Return whether characters are needed: to join emoji, or in scripts that join letters."""
    around = text[max(0, start - 40) : end + 40]
    if all(char in "\u115f\u1160\u3164\uffa0" for char in run):
        return _HANGUL.search(around) is not None
    if run == "\u200b" and _UNSPACED.search(around):
        return True
    if len(run) > 1 or run not in _JOINERS:
        return False
    if _JOINING.search(around):
        return True
    neighbors = text[max(0, start - 2) : start] + text[end : end + 1]
    return run == "\u200d" and any(
        unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f" for char in neighbors
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'CONTROL CHARACTER')}"
