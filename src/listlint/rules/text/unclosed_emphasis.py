"""Asterisks of bold text that GitHub shows."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Link, Text, walk

_STRONG = regex(r"(?<![\\*/\d])\*\*(?![*/\d])")
"""Not escaped, no part of a pattern of paths, no power of numbers."""
_SHOWN = regex(r"\*\*")
_LONGEST = 200
"""Most characters between two `**` that belong together."""
_WORDS = regex(r"[^\W\d_]{3}")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the first `**` of a text that is shown, where bold text was meant."""
    leaves = {prose.leaf.span: prose.leaf for prose in context.prose_with(_SHOWN)}
    links = context.document.inlines.of(Link)
    leaves |= {leaf.span: leaf for leaf, link in links if "**" in link.text}
    for _, leaf in sorted(leaves.items()):
        marks = [
            Span(*match.span())
            for inline in walk(leaf.inlines)
            if isinstance(inline, Text)
            for match in _STRONG.finditer(context.text, *inline.span)
        ]
        if marks and (fault := _fault(context.text, marks)):
            yield Violation(marks[0], f"{fault}; GitHub shows the asterisks")


def _fault(text: str, marks: list[Span]) -> str | None:
    """Return what is wrong; None for `**` that may be meant, as in `**options` or `price**`."""
    first = marks[0]
    if len(marks) == 1:
        before, after = text[first.start - 1 : first.start], text[first.end : first.end + 1]
        is_opening = not before.isalnum() and (after == "[" or after.isupper())
        return "unclosed `**`" if is_opening else None
    between = text[first.end : marks[1].start]
    if not _WORDS.search(between) or len(between) > _LONGEST or text[first.start - 1] == "(":
        return None
    return "space inside `**`" if between != between.strip() else "`**` next to punctuation"
