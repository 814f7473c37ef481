"""Words of one script with a letter of another that looks the same."""

import re
from collections.abc import Iterable, Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, NoOptions
from listlint.urls.parse import split_url

# Letters that look like Latin ones in common typefaces (of Unicode's confusables.txt).
_LATIN = str.maketrans(
    "аеорсухіѕјһԁԛԝАВЕКМНОРСТУХІЅЈοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxisjhdqwABEKMHOPCTYXISJoABEZHIKMNOPTYX",
)
_LOOK_LATIN = frozenset(map(chr, _LATIN))
_LOOK_CYRILLIC = frozenset("aeopcyxijsABEKMHOPCTYXISJ")
_WORD = regex(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]{3,60}")
_OTHER = regex(r"[\u0370-\u03ff\u0400-\u052f]")
_MIXED = regex(_OTHER.pattern + r"(?:(?=[A-Za-z\u00c0-\u024f])|(?<=[A-Za-z\u00c0-\u024f].))")
"""What each such word contains; few lines have it."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield words that mix scripts by letters that look alike, and hosts that do."""
    headings = Spans(heading.span for heading in context.document.headings)
    lines = context.lines_with(_MIXED)
    for match in (match for line in lines for match in _WORD.finditer(context.text, *line)):
        word = match[0]
        if word.isascii() or not re.search(r"[A-Za-z]", word) or not _OTHER.search(word):
            continue
        if match.start() not in context.verbatim:
            safety = Safety.UNSAFE if match.start() in headings else Safety.SAFE
            yield from _word(word, Span(*match.span()), safety)
    for link in context.document.links:
        if link.url.isascii():
            continue
        host = split_url(link.url).host
        for label in host.split("."):
            letters = [char for char in label if not char.isascii()]
            if letters and _LOOK_LATIN.issuperset(letters):
                message = f"look-alike (homoglyph) {_characters(letters)} in the host `{host}`"
                yield Violation(link.span, message, url=link.url)
                break


def _word(word: str, span: Span, safety: Safety) -> Iterator[Violation]:
    other = _OTHER.findall(word)
    latin = [char for char in word if not _OTHER.match(char)]
    if _LOOK_LATIN.issuperset(other) and len(latin) >= max(2, len(other)):
        expected = word.translate(_LATIN)
        fix = Fix(safety, f"write `{expected}` in Latin letters", (replace(span, expected),))
        message = f"look-alike (homoglyph) {_characters(other)} in `{word}`; expected Latin letters"
        yield Violation(span, message, fix)
    elif (
        _LOOK_CYRILLIC.issuperset(latin)
        and len(other) >= 3
        and len(latin) <= 2
        and word[1:].islower()
    ):
        message = f"look-alike (homoglyph) Latin {_characters(latin)} in `{word}`"
        yield Violation(span, message)


def _characters(letters: Iterable[str]) -> str:
    different = list(dict.fromkeys(letters))
    shown = ", ".join(f"`{char}`" for char in different)
    return f"{'character' if len(different) == 1 else 'characters'} {shown}"
