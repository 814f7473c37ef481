"""The tables of contents of a list, and the headings that they lead to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from listlint.diagnostics.spans import Span
from listlint.entries import is_table_of_contents, links_of
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.markdown import Block, Heading, Item, Link, List, Paragraph, Quote, slug_text

MOSTLY = 0.9
"""Which share of the items of a table of contents makes it what they are."""


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a table of contents: the link that leads somewhere, and where that is."""

    item: Item
    link: Link
    depth: int
    loose: bool
    paragraph: Paragraph
    target: int | None = None
    """The index of the heading, if any."""


@dataclass(frozen=True)
class Contents:
    """A table of contents: the lists of one section that lead to headings of one scope."""

    lines: tuple[Line, ...]
    scope: range

    @cached_property
    def listed(self) -> frozenset[int]:
        """The headings that are listed."""
        return frozenset(line.target for line in self.lines if line.target is not None)


class Targets:
    """The headings of a list, and which links lead to them."""

    def __init__(self, context: LintContext) -> None:
        self.text = context.text
        self.document = context.document
        self.outline = context.outline
        self.headings = context.document.headings
        self.starts = context.outline.starts
        self.by_anchor = {
            anchor.casefold(): index
            for anchor, span in context.document.anchors.items()
            if (index := self._led_to(span)) is not None
        }
        self.by_text: dict[str, list[int]] = {}
        for index, heading in enumerate(self.headings):
            for name in dict.fromkeys(
                (normalized_letters(heading.text), normalized_letters(heading_name(heading)))
            ):
                self.by_text.setdefault(name, []).append(index)
        inward = [link for link in context.document.links if link.url.startswith("#")]
        self._inward = sorted((link.span.start, link.url) for link in inward)

    def _led_to(self, span: Span) -> int | None:
        """Return the heading that a reader sees who follows a link to an anchor."""
        following = bisect_right(self.starts, span.start)
        if following and span.start < self.headings[following - 1].span.end:
            return following - 1
        if following < len(self.starts):
            between = self.text[span.end : min(self.starts[following], span.end + 200)]
            if not re.sub(r"<[^<>]*>", "", between).strip():
                return following
        return following - 1 if following else None

    def led_to_by(self, url: str) -> int | None:
        """Return the heading that a `#…` URL leads to."""
        fragment = unquote(url[1:]).strip().casefold().removeprefix("user-content-")
        return self.by_anchor.get(fragment) if url.startswith("#") else None

    def called(self, name: str, scope: range, most: int) -> Sequence[int]:
        """Return the headings of a scope that are called `name`; none where there are too many."""
        every = self.by_text.get(name, [])
        left, right = bisect_left(every, scope.start), bisect_left(every, scope.stop)
        return every[left:right] if right - left <= most else ()

    def around(self, offset: int) -> Iterator[range]:
        """Yield the sibling_groups that a place stands in, the smallest first, then the page's."""
        index = self.outline.innermost(offset)
        while index is not None:
            yield range(index + 1, self.outline.ends[index])
            index = self.outline.parents[index]
        yield range(bisect_right(self.starts, offset), len(self.headings))

    def linked_between(self, start: int, end: int) -> set[int | None]:
        """Return the headings that links of a stretch of the page lead to."""
        first, last = bisect_left(self._inward, (start,)), bisect_left(self._inward, (end,))
        return {self.led_to_by(url) for _, url in self._inward[first:last]}


def heading_name(heading: Heading) -> str:
    """Return what a heading says; what its badges say is no part of it."""
    return slug_text(heading.inlines).strip() or heading.text


def tables_of_contents(page: Targets) -> Iterator[Contents]:
    """Yield the tables of contents, lists of one section as one."""
    by_place: dict[int, list[Line]] = {}
    for block in _lists(page.document.blocks):
        place = bisect_right(page.starts, block.span.start)
        by_place.setdefault(place, []).extend(_lines(page, block, 1))
    for lines in by_place.values():
        targets = list(_meant(page, lines))
        if not targets:
            continue
        for scope in page.around(lines[0].item.span.start):
            within = [target for target in targets if target in scope]
            # One that leads back to the page's title, or up, does not widen the scope.
            if len(within) >= MOSTLY * len(targets):
                yield Contents(tuple(lines), scope)
                break


def _meant(page: Targets, lines: Sequence[Line]) -> Iterator[int]:
    """Yield the headings that items lead to, or would if their anchor were right."""
    for line in lines:
        same = page.by_text.get(normalized_letters(line.link.text), [])
        if line.target is not None:
            yield line.target
        elif len(same) == 1:
            yield same[0]


def _lists(blocks: Sequence[Block]) -> Iterator[List]:
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        if isinstance(block, List) and is_table_of_contents(block):
            yield block
        elif isinstance(block, Quote | List | Item):
            stack.extend(reversed(block.children))


def _lines(page: Targets, block: List, depth: int) -> Iterator[Line]:
    stack = [(item, depth, not block.tight) for item in reversed(block.items)]
    while stack:
        item, level, loose = stack.pop()
        first = item.children[0] if item.children else None
        if isinstance(first, Paragraph):
            link = next((x for x in links_of(first.inlines) if x.url.startswith("#")), None)
            if link is not None:
                yield Line(item, link, level, loose, first, page.led_to_by(link.url))
        for child in reversed(item.children):
            if isinstance(child, List):
                below = ((i, level + 1, not child.tight) for i in reversed(child.items))
                stack.extend(below)
