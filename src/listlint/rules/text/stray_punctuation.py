"""Periods, commas and spaces where they make no sense."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, delete, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.conventions import are_exceptions
from listlint.language.words import CJK
from listlint.markdown.prose import OBJECT, Prose, safety

_DOUBLED = regex(
    rf"(?<=[^\W_])[)\]\"'”’{OBJECT}]*(?P<marks>\.\.|,,|;;|,\.|,[ \n]{{1,3}}[.,])(?=\s|$)"
)
_CUT_NAME = regex(r"[/\\@]\S*$")
# A comma anywhere, a period at the end of a sentence: ` . ` between words may be the mark itself.
_SPACE = regex(
    rf"(?<=[\w)\]\"”{OBJECT}])[ \t]+"
    r"(?P<mark>,(?=\s|$)|,(?P<word>)(?=[^\W\d_]{2})|\.(?=$|\n|[ \t]+[A-Z]))"
)
_CJK_MARK = regex(
    rf"(?<=[A-Za-z0-9){OBJECT}])[ ]*(?P<mark>[、，。；])[ ]*(?=[A-Za-z0-9({OBJECT}]|$)"
)
_LATIN_WORD = regex(r"[A-Za-z]{3}")
_LATIN_MARKS = {"、": ",", "，": ",", "。": ".", "；": ";"}
_ANY = regex(r"[、，。；.,;](?:(?<=[、，。；])|(?<=\.\.|,,|;;|,\.|\s[.,]))")
_ANY_CJK = regex("[、，。；]")

_TAG = regex(r"<(?!br\b)", re.IGNORECASE)


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield doubled marks, spaces before marks, and marks of Chinese in Latin text."""
    for prose in context.prose_with(_ANY):
        yield from _leaf(prose, context.text)
    foreign = list(_foreign(context))
    if foreign and _is_latin(context):
        yield from foreign


def _is_latin(context: LintContext) -> bool:
    """Return whether a list has few texts in Chinese, Japanese or Korean."""
    found = {leaf.span.start for leaf in context.leaves_with(CJK, context.text)}
    with_cjk = sum(prose.leaf.span.start in found for prose in context.prose)
    return are_exceptions(with_cjk, len(context.prose), context.conventions)


def _leaf(prose: Prose, source: str) -> Iterator[Violation]:
    text, trust = prose.text, safety(prose.leaf)
    for match in _DOUBLED.finditer(text):
        start, end = match.span("marks")
        if _CUT_NAME.search(text, max(0, start - 80), start) or _has_html(prose, match, source):
            continue
        shown = match["marks"].replace("\n", " ")
        expected = "." if shown.endswith(".") else shown[0]
        if "\n" not in match["marks"]:
            edit = replace(prose.span(start, end), expected)
        else:  # the line break stays
            edit = delete(prose.span(end - 1, end + len(text[end:]) - len(text[end:].lstrip(" "))))
        fix = Fix(trust, f"write `{expected}`", (edit,))
        message = f"doubled punctuation `{shown}`; expected `{expected}`"
        yield Violation(prose.span(start, end), message, fix)
    for match in _SPACE.finditer(text):
        # A space keeps the period out of a bare URL.
        if prose.span(match.start() - 1, match.start()).of(source).startswith(("http", "www.")):
            continue
        if _has_html(prose, match, source):
            continue
        mark = match["mark"]
        after = "" if match["word"] is None else " "
        span = prose.span(*match.span())
        fix = Fix(
            trust, "move the space" if after else "remove the space", (replace(span, mark + after),)
        )
        yield Violation(span, f"space before `{mark}`", fix)


def _has_html(prose: Prose, match: re.Match[str], source: str) -> bool:
    """Return whether a comment or a tag is in between: `the <name> .`, shown as `the .`."""
    return _TAG.search(prose.span(*match.span()).of(source)) is not None


def _foreign(context: LintContext) -> Iterator[Violation]:
    """Yield Chinese marks in Latin texts."""
    for prose in context.prose_with(_ANY_CJK):
        text = prose.text
        if not _LATIN_WORD.search(text) or CJK.search(prose.leaf.span.of(context.text)):
            continue
        for match in _CJK_MARK.finditer(text):
            expected = _LATIN_MARKS[match["mark"]]
            space = "" if match.end() == len(text) else " "
            span = prose.span(*match.span())
            edit = replace(span, expected + space)
            fix = Fix(safety(prose.leaf), f"write `{expected}`", (edit,))
            yield Violation(span, f"`{match['mark']}` in Latin text; expected `{expected}`", fix)
