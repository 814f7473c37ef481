"""Which links of a page are in entries, and which lists have none: what was not understood."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.model import is_badge
from listlint.entries.paragraphs import LAYOUT, is_centered
from listlint.entries.sections import is_meta
from listlint.markdown import Block, HtmlBlock, Link, List, Paragraph, Quote, Table, plain

_LISTED = 8
"""Links that make a section look like a list."""
_MANY = 20
"""Links outside of entries that make a page look like a list."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many links of lists are in entries, and the sections with lists but no entry."""

    links: int
    within: int
    unread: tuple[Span, ...]
    """Their headings; the first link outside of entries where most links are."""


def coverage(context: LintContext) -> Coverage:
    """Return which links of lists are in entries; contents, license and so on are no lists."""
    spans = [entry.item.span if entry.item else entry.span for entry in context.entries]
    starts = [span.start for span in spans]
    ends = list(accumulate((span.end for span in spans), max))
    place = context.sections.number
    with_entries = {place(start) for start in starts}
    outside: Counter[int] = Counter()
    first: dict[int, Link] = {}
    links = within = 0
    for link in _listed(context):
        links += 1
        index = bisect_right(starts, link.span.start) - 1
        if index >= 0 and link.span.start < ends[index]:
            within += 1
            continue
        number = place(link.span.start)
        outside[number] += 1
        first.setdefault(number, link)
    unread = [n for n, count in outside.items() if count >= _LISTED and n not in with_entries]
    if not unread and links - within >= _MANY and within * 2 < links:
        unread = [next(iter(first))]
    return Coverage(links, within, tuple(_mark(context, first[number]) for number in unread))


def _mark(context: LintContext, link: Link) -> Span:
    heading = context.sections.innermost(link.span.start)
    return heading.span if heading else link.span


def _listed(context: LintContext) -> Iterator[Link]:
    """Yield the links of lists, tables, quotes, HTML and paragraphs that begin with a link."""
    blocks = [block for block in context.document.blocks if _is_list(context, block)]
    starts = [block.span.start for block in blocks]
    for link in context.document.links:
        index = bisect_right(starts, link.span.start) - 1
        if index < 0 or not blocks[index].span.contains(link.span):
            continue
        if not link.is_image and link.text.strip() and not link.url.startswith(("#", "mailto:")):
            yield link


def _is_list(context: LintContext, block: Block) -> bool:
    section = context.sections.at(block.span.start)
    if is_meta(section) or (not section and len(context.document.headings) > 1):
        return False
    match block:
        case List():
            return block.span not in context.contents
        case Table() | Quote():
            return True
        case HtmlBlock():
            # Tables of HTML are a layout: of contributors, of logos.
            is_table = any(tag.tag in LAYOUT for tag in block.tags)
            return not is_table and not is_centered(context.document, block)
        case Paragraph():
            shown = (i for i in block.inlines if is_badge(i) or re.search(r"\w", plain((i,))))
            return isinstance(next(shown, None), Link)
    return False
