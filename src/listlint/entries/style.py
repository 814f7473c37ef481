"""Markup with several equivalent styles, such as the character of a list marker.

Readers see the same whatever is chosen; those who edit a list have to search for every variant.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.conventions import outliers
from listlint.markdown import (
    Block,
    Emphasis,
    EmphasisStyle,
    FootnoteDefinition,
    Item,
    List,
    Quote,
)

Rewrite = Callable[[str], tuple[Edit, ...]]
"""Returns the edits to another style; none if they would change the rendered page."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of such markup and its style; only places of one `group` are compared."""

    span: Span
    style: str
    rewrite: Rewrite
    group: Hashable = None


def inconsistent(
    context: LintContext, places: Iterable[Place], expected: str | None, what: str
) -> Iterator[Violation]:
    """Yield the places that differ from `expected`; without it, from their group's convention.

    `what` is the singular of what is compared, for the message: "list marker".
    """
    groups: dict[Hashable, list[tuple[Place, str]]] = {}
    for place in places:
        groups.setdefault(place.group, []).append((place, place.style))
    for group in groups.values():
        for outlier in outliers(group, context.conventions, expected):
            found, convention = outlier.value, outlier.convention
            style = convention.value
            if expected is None:
                counts = f"{convention.counts} use it"
                message = f"inconsistent {what} `{found}`; expected `{style}` ({counts})"
            else:
                message = f"{what} should be `{style}`, not `{found}`"
            edits = outlier.one.rewrite(style)
            fix = Fix(Safety.SAFE, f"use `{style}`", edits) if edits else None
            yield Violation(outlier.one.span, message, fix)


def replacing(span: Span) -> Rewrite:
    """Return a function that replaces `span` by another style."""
    return lambda style: (replace(span, style),)


def list_markers(context: LintContext, *, ordered: bool) -> Iterator[Place]:
    """Yield the markers of list items: `-`, `*`, `+`, or the `.`, `)` after a number.

    Tables of contents, and each level of nested lists, are groups of their own. Only their
    markers keep adjacent lists apart: these are not rewritten.
    """
    stack: list[tuple[Sequence[Block], int, bool]] = [(context.document.blocks, 0, False)]
    while stack:
        siblings, depth, in_contents = stack.pop()
        for index, block in enumerate(siblings):
            match block:
                case List():
                    contents = in_contents or block.span in context.contents
                    around = siblings[max(0, index - 1) : index + 2]
                    alone = sum(isinstance(sibling, List) for sibling in around) == 1
                    for item in block.items if block.ordered is ordered else ():
                        span = Span(item.marker.end - 1, item.marker.end)
                        rewrite = replacing(span) if alone else lambda _: ()
                        yield Place(span, span.of(context.text), rewrite, (contents, depth))
                    stack.append((block.items, depth + 1, contents))
                case Item() | Quote() | FootnoteDefinition():
                    stack.append((block.children, depth, in_contents))


def emphasis_markers(context: LintContext, style: EmphasisStyle) -> Iterator[Place]:
    """Yield the places of emphasis, each with its markers: `*`, `_`, `**`, `__`."""
    text = context.text
    for _, emphasis in context.document.inlines.of(Emphasis):
        if emphasis.style is style:
            marker = text[emphasis.span.start : emphasis.inner.start]
            yield Place(emphasis.span, marker, _emphasis_rewrite(text, emphasis))


def _emphasis_rewrite(text: str, emphasis: Emphasis) -> Rewrite:
    def rewrite(marker: str) -> tuple[Edit, ...]:
        start, end = emphasis.span
        inner = emphasis.inner.of(text)
        around = text[max(0, start - 1) : start] + text[end : end + 1]
        # `_` has no effect within a word, and adjacent markers are read as one.
        if re.search(r"[\w*_]", around) or inner[:1] in "*_" or inner[-1:] in "*_":
            return ()
        if marker[0] in inner:
            return ()
        opening, closing = Span(start, emphasis.inner.start), Span(emphasis.inner.end, end)
        return replace(opening, marker), replace(closing, marker)

    return rewrite
