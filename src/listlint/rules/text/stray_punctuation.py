"""Periods, commas and spaces where they make no sense."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, replace
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.language.words import CJK
from listlint.markdown.prose import OBJECT, Prose, safety

_DOUBLED = re.compile(rf"(?<=[^\W_])[)\]\"'”’{OBJECT}]*(?P<marks>\.\.|,,|;;|,\.)(?=\s|$)")
# A comma anywhere, a period at the end of a sentence: ` . ` between words may be the mark itself.
_SPACE = re.compile(rf"(?<=[\w)\]{OBJECT}])[ \t]+(?P<mark>,(?=\s|$)|\.(?=$|\n|[ \t]+[A-Z]))")
_CJK_MARK = re.compile(
    rf"(?<=[A-Za-z0-9){OBJECT}])[ ]*(?P<mark>[、，。；])[ ]*(?=[A-Za-z0-9({OBJECT}]|$)"
)
_LATIN_WORD = re.compile(r"[A-Za-z]{3}")
_LATIN_MARKS = {"、": ",", "，": ",", "。": ".", "；": ";"}
_ANY = re.compile(r"[、，。；]|\.\.|,,|;;|,\.|[ \t][.,]")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield doubled marks, spaces before marks, and marks of Chinese in Latin text."""
    for prose in context.prose:
        if _ANY.search(prose.text):
            yield from _leaf(prose, context.text)


def _leaf(prose: Prose, source: str) -> Iterator[Violation]:
    text, trust = prose.text, safety(prose.leaf)
    for match in _DOUBLED.finditer(text):
        marks = match["marks"]
        expected = "." if marks == ",." else marks[0]
        span = prose.span(*match.span("marks"))
        fix = Fix(trust, f"write `{expected}`", (replace(span, expected),))
        yield Violation(span, f"doubled punctuation `{marks}`; expected `{expected}`", fix)
    for match in _SPACE.finditer(text):
        # A space keeps the period out of a bare URL.
        if prose.span(match.start() - 1, match.start()).of(source).startswith(("http", "www.")):
            continue
        span = prose.span(*match.span())
        fix = Fix(trust, "remove the space", (replace(span, match["mark"]),))
        yield Violation(span, f"space before `{match['mark']}`", fix)
    if _LATIN_WORD.search(text) and not CJK.search(prose.leaf.span.of(source)):
        for match in _CJK_MARK.finditer(text):
            expected = _LATIN_MARKS[match["mark"]]
            space = "" if match.end() == len(text) else " "
            span = prose.span(*match.span())
            fix = Fix(trust, f"write `{expected}`", (replace(span, expected + space),))
            yield Violation(span, f"`{match['mark']}` in Latin text; expected `{expected}`", fix)
