"""Stops, commas and blanks that stand where they make no sense."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, replace
from listlint.entries.context import LintContext
from listlint.markdown.prose import OBJECT, Prose, safety
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"doubled": ("found", "wanted"), "blank": ("mark",), "foreign": ("mark", "wanted")}

_DOUBLED = re.compile(rf"(?<=[^\W_])[)\]\"'”’{OBJECT}]*(?P<marks>\.\.|,,|;;|,\.)(?=\s|$)")
# A comma anywhere, a stop at the end of a sentence: ` . ` between words may be the mark itself.
_BLANK = re.compile(rf"(?<=[\w)\]{OBJECT}])[ \t]+(?P<mark>,(?=\s|$)|\.(?=$|\n|[ \t]+[A-Z]))")
_FOREIGN = re.compile(
    rf"(?<=[A-Za-z0-9){OBJECT}])[ ]*(?P<mark>[、，。；])[ ]*(?=[A-Za-z0-9({OBJECT}]|$)"
)
_LATIN = re.compile(r"[A-Za-z]{3}")
_WIDE = re.compile(r"[\u2e80-\u2fff\u3003-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ASCII = {"、": ",", "，": ",", "。": ".", "；": ";"}
_MARKS = re.compile(r"[、，。；]|\.\.|,,|;;|,\.|[ \t][.,]")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield doubled marks, blanks before marks, and ideographic marks in Latin text."""
    for prose in context.prose:
        if _MARKS.search(prose.text):
            yield from _leaf(prose, context.text)


def _leaf(prose: Prose, source: str) -> Iterator[Violation]:
    text, trust = prose.text, safety(prose.leaf)
    for match in _DOUBLED.finditer(text):
        marks = match["marks"]
        wanted = "." if marks == ",." else marks[0]
        span = prose.span(*match.span("marks"))
        fix = Fix(trust, f"write `{wanted}`", (replace(span, wanted),))
        yield Violation("doubled", span, {"found": marks, "wanted": wanted}, fix)
    for match in _BLANK.finditer(text):
        # A blank keeps the stop out of a bare URL.
        if prose.span(match.start() - 1, match.start()).of(source).startswith(("http", "www.")):
            continue
        span = prose.span(*match.span())
        fix = Fix(trust, "remove the blank", (replace(span, match["mark"]),))
        yield Violation("blank", span, {"mark": match["mark"]}, fix)
    if _LATIN.search(text) and not _WIDE.search(prose.leaf.span.of(source)):
        for match in _FOREIGN.finditer(text):
            wanted = _ASCII[match["mark"]]
            blank = "" if match.end() == len(text) else " "
            span = prose.span(*match.span())
            fix = Fix(trust, f"write `{wanted}`", (replace(span, wanted + blank),))
            yield Violation("foreign", span, {"mark": match["mark"], "wanted": wanted}, fix)


KIND = Kind(NoParameters, CASES, check)
