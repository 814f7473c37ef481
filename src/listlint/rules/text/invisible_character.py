"""Characters that cannot be seen."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, NoOptions

_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
_HIDDEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0"
)
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
_RUN = re.compile(f"(?P<space>[{_SPACES}][ {_SPACES}]*)|[{_HIDDEN}]+|[{_CONTROLS}]+")
# French sets a narrow space before these, and within guillemets; a number keeps its unit.
_FRENCH_AFTER, _FRENCH_BEFORE = "!?:;»%€", "«"
# Scripts that need joiners, or marks of direction: Hebrew to Arabic, Indic, Khmer, Mongolian.
_JOINING = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb1d-\ufefc]")
_JOINERS = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u061c"
_MARKER = re.compile(r"[ \t>]*(?P<marker>[-*+]|\d{1,9}[.)]|#{1,6})?")
_MARKER_WIDTH = 40
"""How far into its line a marker is looked for."""
_OPENING = re.compile(r"[-*+#>|<`~=\d]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")
_LINE_ENDS = ("", "\n", "\r")


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of such characters, and the edit that removes it."""

    is_space: bool
    names: str
    span: Span
    edit: Edit


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield one violation for each line and character, with all of its places."""
    text, lines = context.text, context.document.lines
    addresses = _addresses(context)
    groups: dict[tuple[int, str, Safety, bool], list[_Run]] = {}
    for run in _runs(text):
        line, column = lines.position(run.span.start)
        opens = column <= _MARKER_WIDTH and _opens(text, run, run.span.start - column + 1)
        is_risky = run.span.start in addresses or (opens and text[run.span.end] != "[")
        safety = Safety.UNSAFE if is_risky else Safety.SAFE
        groups.setdefault((line, run.names, safety, opens), []).append(run)
    for (_, names, safety, opens), (first, *others) in groups.items():
        edits = (first.edit, *(run.edit for run in others))
        do = "write a plain space" if first.is_space else "remove it"
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
        run, start, end = match[0], match.start(), match.end()
        is_space = match["space"] is not None
        while is_space and start and text[start - 1] == " ":
            start -= 1
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        if _is_typography(before, after) if is_space else _joins(run, text, start, end):
            continue
        trails = before not in _LINE_ENDS and after in _LINE_ENDS
        names = ", ".join(dict.fromkeys(_name(char) for char in run if char != " "))
        edit = replace(Span(start, end), " " if is_space and not trails else "")
        yield _Run(is_space, names, Span(start, end), edit)


def _opens(text: str, run: _Run, line: int) -> bool:
    """Return whether the line that begins at `line` may become an item, a heading, … by the fix."""
    match = _MARKER.fullmatch(text, line, run.span.start)
    if match is None or run.span.end == len(text):
        return False
    if match["marker"]:
        return text[run.span.start] != " " and text[run.span.end] not in "\r\n"
    return _OPENING.match(text, run.span.end) is not None


def _addresses(context: LintContext) -> Spans:
    """Return where such a character may be part of an address: in URLs and headings."""
    document = context.document
    return Spans([*(x.url_span for x in document.links), *(x.span for x in document.headings)])


def _is_typography(before: str, after: str) -> bool:
    if (after and after in _FRENCH_AFTER) or (before and before in _FRENCH_BEFORE):
        return True
    return before.isdigit() and after.isalnum()


def _joins(run: str, text: str, start: int, end: int) -> bool:
    """Return whether characters are needed: to join emoji, or in scripts that join letters."""
    around = text[max(0, start - 40) : end + 40]
    if all(char in "\u115f\u1160\u3164\uffa0" for char in run):
        return _HANGUL.search(around) is not None
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
