"""Tables of contents: their items, the headings they link to, and mismatches."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from urllib.parse import unquote

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import links_of
from listlint.entries.context import LintContext
from listlint.entries.sequences import longest_rising
from listlint.language.words import normalized_letters
from listlint.markdown import (
    Block,
    Heading,
    Item,
    Link,
    LinkKind,
    List,
    Paragraph,
    Quote,
    slug_text,
)
from listlint.markdown.headings import accidental_underline

_TOP = "#top"
"""GitHub's own anchor at the top of the page."""
_SIGNS = regex(r"(?<=\w)[+#]+(?!\w)")
_NEAR = 5000
"""Most code points between a table of contents and a link that belongs to it."""


@dataclass(frozen=True, slots=True)
class TocItem:
    """An item of a table of contents."""

    item: Item
    paragraph: Paragraph
    link: Link
    name: str
    """The normalized text of the link."""
    depth: int
    loose: bool
    target: int | None
    """The index of the heading that it links to, if any."""
    heading: Heading | None
    """That heading."""


@dataclass(frozen=True)
class Toc:
    """A table of contents: the lists of one section that link to headings of one scope."""

    items: tuple[TocItem, ...]
    scope: range

    @cached_property
    def listed(self) -> frozenset[int]:
        """The headings that are listed."""
        return frozenset(item.target for item in self.items if item.target is not None)

    @cached_property
    def models(self) -> Mapping[int, Sequence[TocItem]]:
        """The items whose style new items copy, by the level of their heading."""
        models: dict[int, list[TocItem]] = {}
        for item in self.items:
            if item.heading and item.link.kind is LinkKind.INLINE:
                models.setdefault(item.heading.level, []).append(item)
        return models


class HeadingIndex:
    """The headings of a list by anchor and by name; headings are numbers in page order."""

    def __init__(self, context: LintContext) -> None:
        self.text = context.text
        self.document = context.document
        self.conventions = context.conventions
        self.contents = context.contents
        self.outline = context.outline
        self.headings = context.document.headings
        self.starts = context.outline.starts
        self._by_anchor = {
            anchor.casefold(): index
            for anchor, span in context.document.anchors.items()
            if (index := self._shown_at(span)) is not None
        }
        self._by_name: dict[str, list[int]] = {}
        for index in range(len(self.headings)):
            for name in self.names(index):
                self._by_name.setdefault(name, []).append(index)
        inward = [link for link in context.document.links if link.url.startswith("#")]
        self._inward = sorted((link.span.start, link.url) for link in inward)

    def _shown_at(self, anchor: Span) -> int | None:
        """Return the heading that a link to an anchor shows."""
        following = bisect_right(self.starts, anchor.start)
        if following and anchor.start < self.headings[following - 1].span.end:
            return following - 1
        if following < len(self.starts):
            between = self.text[anchor.end : min(self.starts[following], anchor.end + 200)]
            if not re.sub(r"<[^<>]*>", "", between).strip():
                return following
        return following - 1 if following else None

    def target(self, url: str) -> int | None:
        """Return the heading that a `#…` URL links to."""
        fragment = unquote(url[1:]).strip().casefold().removeprefix("user-content-")
        return self._by_anchor.get(fragment) if url.startswith("#") else None

    def names(self, index: int) -> frozenset[str]:
        """Return the names of a heading, with and without its badges."""
        heading = self.headings[index]
        return frozenset(map(section_name, (heading.text, heading_name(heading))))

    def named(self, name: str, scope: range, most: int) -> Sequence[int]:
        """Return the first `most` headings of a scope with a normalized name."""
        headings = self._by_name.get(name, [])
        left, right = bisect_left(headings, scope.start), bisect_left(headings, scope.stop)
        return headings[left : min(right, left + most)]

    def scopes(self, offset: int) -> Iterator[range]:
        """Yield the headings of each section around a place, innermost first, then the rest."""
        index = self.outline.innermost(offset)
        while index is not None:
            yield range(index + 1, self.outline.ends[index])
            index = self.outline.parents[index]
        yield range(bisect_right(self.starts, offset), len(self.headings))

    def linked_between(self, start: int, end: int) -> set[int | None]:
        """Return the headings that links of a stretch of the page link to."""
        first, last = bisect_left(self._inward, (start,)), bisect_left(self._inward, (end,))
        return {self.target(url) for _, url in self._inward[first:last]}

    def expected(self, optional: Collection[str], *, empty: bool) -> Mapping[int, Sequence[int]]:
        """Return, by level, the headings that a table of contents may have to list.

        Sections with an `optional` name do not count, nor do those without entries unless `empty`.
        """
        levels: dict[int, list[int]] = {}
        skipped = 0
        for index, heading in enumerate(self.headings):
            if index < skipped:
                continue
            if accidental_underline(self.text, heading) is not None:
                continue  # another rule reports it
            if heading_name(heading).casefold() in optional:
                skipped = self.outline.ends[index]
            elif empty or self.outline.has_entries(index):
                levels.setdefault(heading.level, []).append(index)
        return levels


def heading_name(heading: Heading) -> str:
    """Return the text of a heading without that of its badges."""
    return slug_text(heading.inlines).strip() or heading.text


def section_name(text: str) -> str:
    """Return what the spellings of a section's name have in common: C, C++ and C# are three."""
    return normalized_letters(text) + "".join(_SIGNS.findall(text))


# --- Reading -------------------------------------------------------------------------------


def tables_of_contents(index: HeadingIndex) -> Iterator[Toc]:
    """Yield the tables of contents; the lists of one section are one."""
    by_section: dict[int, list[TocItem]] = {}
    for block in _lists(index.document.blocks, index.contents):
        section = bisect_right(index.starts, block.span.start)
        by_section.setdefault(section, []).extend(_items(index, block))
    for items in by_section.values():
        targets = list(_intended(index, items))
        if not targets:
            continue
        for scope in index.scopes(items[0].item.span.start):
            within = [target for target in targets if target in scope]
            # A link back to the title, or up, does not widen the scope.
            if len(within) >= index.conventions.toc_item_share * len(targets):
                yield Toc(tuple(items), scope)
                break


def _intended(index: HeadingIndex, items: Sequence[TocItem]) -> Iterator[int]:
    """Yield the headings that items link to, or would if their anchor were right."""
    page = range(len(index.headings))
    for item in items:
        if item.target is not None:
            yield item.target
        elif len(same := index.named(item.name, page, 2)) == 1:
            yield same[0]


def _lists(blocks: Sequence[Block], contents: frozenset[Span]) -> Iterator[List]:
    stack = list(reversed(blocks)) if contents else []
    while stack:
        block = stack.pop()
        if isinstance(block, List) and block.span in contents:
            yield block
        elif isinstance(block, (Quote, List, Item)):
            stack.extend(reversed(block.children))


def _items(index: HeadingIndex, block: List) -> Iterator[TocItem]:
    stack = [(item, 1, not block.tight) for item in reversed(block.items)]
    while stack:
        item, depth, loose = stack.pop()
        first = item.children[0] if item.children else None
        if isinstance(first, Paragraph):
            link = next((x for x in links_of(first.inlines) if x.url.startswith("#")), None)
            if link is not None:
                name, target = section_name(link.text), index.target(link.url)
                heading = None if target is None else index.headings[target]
                yield TocItem(item, first, link, name, depth, loose, target, heading)
        for child in reversed(item.children):
            if isinstance(child, List):
                below = ((i, depth + 1, not child.tight) for i in reversed(child.items))
                stack.extend(below)


# --- Comparing with the headings -----------------------------------------------------------


def wrong_anchors(index: HeadingIndex, toc: Toc) -> Iterator[tuple[int, int]]:
    """Yield the positions of items that do not link to the heading they name, and that heading."""
    uses = Counter(item.target for item in toc.items if item.target is not None)
    rightly = {
        item.target
        for item in toc.items
        if item.target is not None and item.name in index.names(item.target)
    }
    namesakes = Counter(item.name for item in toc.items)
    # With more headings than items of one name, the match is unknown.
    same = {name: index.named(name, toc.scope, len(toc.items) + 2) for name in namesakes}
    free = {name: [x for x in same[name] if x not in toc.listed] for name in same}
    page = range(len(index.headings))
    turns: Counter[str] = Counter()
    for position, item in enumerate(toc.items):
        turn = turns[item.name]
        turns[item.name] += 1
        if item.target is None or item.target not in toc.scope:
            found = free[item.name]
            if item.target is None and not same[item.name]:
                found = [x for x in index.named(item.name, page, 2) if x not in toc.listed]
            if len(found) == 1:
                yield position, found[0]
        elif item.target in rightly and item.name not in index.names(item.target):
            # Another item has the name of that heading, and another heading that of this item.
            if len(free[item.name]) == 1:
                yield position, free[item.name][0]
        elif (
            uses[item.target] > 1
            and len(same[item.name]) == namesakes[item.name] > 1
            and same[item.name][turn] != item.target
        ):
            # Sections of one name: the first link was copied to all of them.
            yield position, same[item.name][turn]


def unmatched_items(index: HeadingIndex, toc: Toc) -> Iterator[int]:
    """Yield the positions of items whose link and name match no heading."""
    for position, item in enumerate(toc.items):
        is_open = item.target is None and item.link.url != _TOP and item.name
        if is_open and not index.named(item.name, toc.scope, 1):
            yield position


def unlisted(
    index: HeadingIndex, toc: Toc, expected: Mapping[int, Sequence[int]], *, complete: bool
) -> frozenset[int]:
    """Return the expected headings of the listed levels that are not listed.

    A level is listed if most of its headings are; if `complete`, if one is. The work is linear
    in what is listed.
    """
    first, last = toc.items[0].item.span.start, toc.items[-1].item.span.end
    start = max(toc.scope.start, bisect_left(index.starts, first))
    listed = Counter(index.headings[x].level for x in toc.listed if x in toc.scope)
    families: dict[int | None, set[int]] = {}
    for level, count in listed.items():
        headings = expected.get(level, [])
        left, right = bisect_left(headings, start), bisect_left(headings, toc.scope.stop)
        is_listed = (
            count >= index.conventions.toc_level_minimum
            and count >= index.conventions.toc_level_share * (right - left)
        )
        if is_listed or complete:
            own = (x for x in toc.listed if index.headings[x].level == level)
            for heading in {*headings[left:right], *own}:
                families.setdefault(index.outline.parents[heading], set()).add(heading)
    missing: set[int] = set()
    for parent, family in sorted(families.items(), key=lambda pair: pair[0] or -1):
        others = family - toc.listed
        # If no subsection of a listed section is listed, they are omitted on purpose.
        is_open = len(others) < len(family) if complete else len(others) * 2 < len(family)
        if is_open or (parent in missing and not complete):
            missing |= others
    if missing:
        # Some tables of contents consist of several lists and other blocks.
        missing -= index.linked_between(first - _NEAR, last + _NEAR)
    return frozenset(missing)


def gaps(toc: Toc, missing: Collection[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield missing headings that are neighbors, and the position of the item before them.

    What precedes the first listed heading is an introduction, left out on purpose.
    """
    positions = {item.target: position for position, item in enumerate(toc.items)}
    before: int | None = None
    for is_missing, group in groupby(sorted({*missing, *toc.listed}), missing.__contains__):
        headings = list(group)
        if not is_missing:
            before = positions[headings[-1]]
        elif before is not None:
            yield before, headings


def misplaced(index: HeadingIndex, toc: Toc) -> Iterator[tuple[TocItem, TocItem | None, TocItem]]:
    """Yield the fewest items that are not in the order of their headings.

    With each comes the item that it should follow, None where it should be first, and the item
    that is first of those in order.
    """
    within = [item for item in toc.items if item.target in toc.scope]
    once = list({item.target: item for item in reversed(within)}.values())[::-1]
    kept = longest_rising([item.target or 0 for item in once])
    conventions = index.conventions
    if len(once) <= conventions.toc_level_minimum:
        return
    if len(kept) < conventions.toc_item_share * len(once):
        return
    in_order = [once[position] for position in kept]
    targets = [item.target or 0 for item in in_order]
    for position in sorted(set(range(len(once))) - set(kept)):
        place = bisect_right(targets, once[position].target or 0)
        yield once[position], in_order[place - 1] if place else None, in_order[0]
