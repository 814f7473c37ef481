"""Sections without anything in them."""

from bisect import bisect_left
from collections.abc import Iterator

from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import HtmlBlock, Text
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"empty": ("name",)}


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield headings with nothing below them, beside sections that have entries.

    Several in a row are a form to fill in or a headline of many lines, and meant. So is one
    with an `id` or a comment below it, and one that is an entry itself: a link, code, an image.
    """
    outline = context.outline
    for family in outline.sibling_groups():
        if not any(outline.has_entries(i) or _has_html_links(context, i) for i in family):
            continue
        empty = {i for i in family if outline.ends[i] == i + 1 and _bare(context, outline.own(i))}
        for index in sorted(empty):
            heading = outline.headings[index]
            row = {index - 1, index + 1} & empty
            plain = all(isinstance(inline, Text) for inline in heading.inlines)
            if heading.text and plain and not row and heading.level > 1:
                yield Violation("empty", heading.span, {"name": heading.text})


def _has_html_links(context: LintContext, index: int) -> bool:
    """Tell whether a section starts with HTML full of links: entries that are no Markdown."""
    own, blocks = context.outline.own(index), context.document.blocks
    place = bisect_left(blocks, own.start, key=lambda block: block.span.start)
    block = blocks[place] if place < len(blocks) and own.contains(blocks[place].span) else None
    return isinstance(block, HtmlBlock) and any(not link.is_image for link in block.links)


def _bare(context: LintContext, span: Span) -> bool:
    return not span.of(context.text).strip()


KIND = Kind(NoParameters, CASES, check)
