"""Characters that nobody can see, told by name."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.findings import Related
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, NoParameters, Violation

_VALUES = ("names", "count", "more")
CASES = {"blank": _VALUES, "hidden": _VALUES, "control": _VALUES}

_BLANKS = "\u00a0\u2000-\u200a\u202f\u205f"
_HIDDEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\u3164\ufeff\uffa0"
)
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
_FOUND = re.compile(
    f"(?P<blank>[{_BLANKS}][ {_BLANKS}]*)|(?P<hidden>[{_HIDDEN}]+)|(?P<control>[{_CONTROLS}]+)"
)
# French sets a narrow blank before these, and within guillemets; a number keeps its unit.
_FRENCH_AFTER, _FRENCH_BEFORE = "!?:;»%€", "«"
# Scripts that need joiners, or marks of direction: Hebrew to Arabic, Indic, Khmer, Mongolian.
_JOINING = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb1d-\ufefc]")
_JOINERS = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u061c"
_MARKER = re.compile(r"[ \t>]*(?P<marker>[-*+]|\d{1,9}[.)]|#{1,6})?")
_MARKER_WIDTH = 40
"""How far into its line a marker is looked for."""
_OPENING = re.compile(r"[-*+#>|<`~=\d]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _InvisibleRun:
    """A run of such characters of one case, and the edit that takes it away."""

    case: str
    names: str
    span: Span
    edit: Edit


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield one violation for each line and sort of character, with all of its places."""
    text, lines = context.text, context.document.lines
    risky = _risky(context)
    groups: dict[tuple[int, str, str, Safety, bool], list[_InvisibleRun]] = {}
    for run in _runs(text):
        line, column = lines.position(run.span.start)
        opens = column <= _MARKER_WIDTH and _opens(text, run, run.span.start - column + 1)
        is_risky = run.span.start in risky or (opens and text[run.span.end] != "[")
        safety = Safety.UNSAFE if is_risky else Safety.SAFE
        groups.setdefault((line, run.case, run.names, safety, opens), []).append(run)
    for (_, case, names, safety, opens), runs in groups.items():
        description = "write a plain blank" if case == "blank" else "remove it"
        fix = Fix(safety, description, tuple(run.edit for run in runs), rearranges=opens)
        more = f", {len(runs)} times" if len(runs) > 1 else ""
        values = {"names": names, "count": str(len(runs)), "more": more}
        related = tuple(Related(run.span, "here, too") for run in runs[1:])
        yield Violation(case, runs[0].span, values, fix, related=related)


def _runs(text: str) -> Iterator[_InvisibleRun]:
    for match in _FOUND.finditer(text):
        run, start, end = match[0], match.start(), match.end()
        case = match.lastgroup or ""
        while case == "blank" and start and text[start - 1] == " ":
            start -= 1
        before, after = text[start - 1 : start] if start else "", text[end : end + 1]
        mended = ""
        if case == "blank":
            if _is_typography(before, after):
                continue
            inside = before not in ("", "\n", "\r") and after not in ("", "\n", "\r")
            mended = " " if inside or before in ("", "\n", "\r") else ""
        elif case == "hidden" and _works(run, text, start, end):
            continue
        names = ", ".join(dict.fromkeys(_name(char) for char in run if char != " "))
        yield _InvisibleRun(case, names, Span(start, end), replace(Span(start, end), mended))


def _opens(text: str, run: _InvisibleRun, line: int) -> bool:
    """Tell whether the line that begins at `line` may become an item, a heading, … by the edit."""
    match = _MARKER.fullmatch(text, line, run.span.start)
    if match is None or run.span.end == len(text):
        return False
    if match["marker"]:
        return text[run.span.start] != " " and text[run.span.end] not in "\r\n"
    return _OPENING.match(text, run.span.end) is not None


def _risky(context: LintContext) -> Spans:
    """Return where such a character may be part of an address: in URLs and headings."""
    document = context.document
    return Spans([*(x.url_span for x in document.links), *(x.span for x in document.headings)])


def _is_typography(before: str, after: str) -> bool:
    if (after and after in _FRENCH_AFTER) or (before and before in _FRENCH_BEFORE):
        return True
    return before.isdigit() and after.isalnum()


def _works(run: str, text: str, start: int, end: int) -> bool:
    """Tell whether characters do their work: joining emoji, or letters of scripts that join."""
    around = text[max(0, start - 40) : end + 40]
    if all(char in "\u115f\u1160\u3164\uffa0" for char in run):
        return _HANGUL.search(around) is not None
    if len(run) > 1 or run not in _JOINERS:
        return False
    if _JOINING.search(around):
        return True
    neighbours = text[max(0, start - 2) : start] + text[end : end + 1]
    return run == "\u200d" and any(
        unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f" for char in neighbours
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'CONTROL CHARACTER')}"


KIND = Kind(NoParameters, CASES, check)
