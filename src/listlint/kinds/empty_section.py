"""Sections without anything in them."""

from bisect import bisect_left
from collections.abc import Iterator

from listlint.document import HtmlBlock, Text
from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing
from listlint.text import Span

CASES = {"empty": ("name",)}


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield headings with nothing below them, beside sections that have entries.

    Several in a row are a form to fill in or a headline of many lines, and meant. So is one
    with an `id` or a comment below it, and one that is an entry itself: a link, code, an image.
    """
    outline = listing.outline
    for family in outline.families():
        if not any(outline.has_entries(i) or _has_html_links(listing, i) for i in family):
            continue
        empty = {i for i in family if outline.ends[i] == i + 1 and _bare(listing, outline.own(i))}
        for index in sorted(empty):
            heading = outline.headings[index]
            row = {index - 1, index + 1} & empty
            plain = all(isinstance(inline, Text) for inline in heading.inlines)
            if heading.text and plain and not row and heading.level > 1:
                yield Hit("empty", heading.span, {"name": heading.text})


def _has_html_links(listing: Listing, index: int) -> bool:
    """Tell whether a section starts with HTML full of links: entries that are no Markdown."""
    own, blocks = listing.outline.own(index), listing.document.blocks
    place = bisect_left(blocks, own.start, key=lambda block: block.span.start)
    block = blocks[place] if place < len(blocks) and own.contains(blocks[place].span) else None
    return isinstance(block, HtmlBlock) and any(not link.is_image for link in block.links)


def _bare(listing: Listing, span: Span) -> bool:
    return not span.of(listing.text).strip()


KIND = Kind(NoParameters, CASES, check)
