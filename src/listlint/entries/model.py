"""Entries, which all rules read alike; badges and tables of contents, which are not entries."""

from bisect import bisect_left
from collections.abc import Mapping
from enum import StrEnum

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.thresholds import DEFAULT
from listlint.markdown import (
    Cell,
    Document,
    Emphasis,
    Heading,
    HtmlInline,
    Inline,
    Item,
    Leaf,
    Link,
    List,
    Paragraph,
    Row,
    Table,
    Text,
    every,
)
from listlint.urls.identity import identity


class EntryKind(StrEnum):
    """How an entry is written."""

    ROW = "row"
    ITEM = "item"
    HEADING = "heading"
    """A heading that is a link; the text below describes it."""
    PARAGRAPH = "paragraph"
    """A paragraph or one of its lines, also in a block quote."""
    HTML = "html"
    """A line of an HTML block."""


@dataclass(frozen=True, slots=True)
class EntryField:
    """A field of an entry: its text, and where it is.

    `leaf` is the cell or paragraph that has it and nothing else.
    """

    name: str
    text: str
    span: Span
    leaf: Leaf | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it has neither text nor an image."""
        return not self.text.strip() and not (self.leaf and self.leaf.inlines)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list.

    `span` is that of the row, or of the entry's own lines; `url` is None without a link, "" for
    an empty one. `name` and `name_span` are without the badges and icons before the name.
    `separator` is between the name and the description.
    `description_span` excludes trailing badges, tags and parentheses. `leading_text` is the text
    before the name, except emoji and badges; `leaves` hold the entry's text: the cells of a row,
    the paragraph of an item.
    """

    name: str
    url: str | None
    description: str
    section: tuple[str, ...]
    kind: EntryKind
    span: Span
    name_span: Span
    description_span: Span | None = None
    link: Link | None = None
    separator: Span | None = None
    leading_text: str = ""
    values: tuple[EntryField, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    table: Table | None = None
    row: Row | None = None
    item: Item | None = None
    parent: List | None = None

    @property
    def fields(self) -> Mapping[str, str]:
        """The other cells by header; the tags, license, links and badges of other entries."""
        fields: dict[str, str] = {}
        for value in self.values:
            if not value.span.contains(self.name_span) or not self.row:
                fields[value.name] = value.text
        return fields

    @property
    def identity(self) -> str | None:
        """The key of its URL, the same for all spellings; None without a URL."""
        return _identity(self.url)

    @property
    def key(self) -> str:
        """By what it is recognized in another version: its identity, or its name without one."""
        return key_of(self.name, self.url)

    @property
    def place(self) -> Span:
        """The span that findings point to: its link, or its name if it has none."""
        return self.link.span if self.link else self.name_span

    @property
    def group(self) -> Span | tuple[str, ...]:
        """What it has in common with the entries beside it: their table, list or section."""
        around = self.table or self.parent
        return around.span if around else self.section

    @property
    def description_leaf(self) -> Leaf | None:
        """The cell, paragraph or heading that the description begins in."""
        if self.description_span is None:
            return None
        start = self.description_span.start
        for leaf in self.leaves:
            if leaf.span.start <= start < leaf.span.end:
                return leaf
        return None

    @property
    def description_cell(self) -> Cell | None:
        """The cell that describes a row."""
        leaf = self.description_leaf if self.row else None
        return leaf if isinstance(leaf, Cell) else None


def key_of(name: str, url: str | None) -> str:
    """Return by what an entry with this name and URL is recognized: `Entry.key`."""
    return _identity(url) or f"name:{name.casefold()}"


def _identity(url: str | None) -> str | None:
    return identity(url) if url and not url.startswith("#") else None


def links_of(inlines: tuple[Inline, ...]) -> list[Link]:
    """Return the links of `inlines`, however nested, without images."""
    found: list[Link] = []
    for inline in inlines:
        if isinstance(inline, Link):
            if not inline.is_image:
                found.append(inline)
            if inline.marked:
                found += links_of(inline.marked)
        elif isinstance(inline, Emphasis):
            found += links_of(inline.children)
    return found


def inlines_after(leaf: Leaf | None, offset: int) -> tuple[Inline, ...]:
    """Return the inlines of a leaf that end after an offset, as those of a description."""
    inlines = leaf.inlines if leaf else ()
    first = len(inlines)
    while first and inlines[first - 1].span.end > offset:
        first -= 1
    return inlines[first:]


def is_badge(inline: Inline) -> bool:
    """Return whether `inline` is an image, or a link that contains only images."""
    if not isinstance(inline, Link):
        return False
    if inline.is_image:
        return True
    has_image = False
    for child in inline.marked or ():
        if isinstance(child, Link) and child.is_image:
            has_image = True
        elif not _is_invisible(child):
            return False
    return has_image


def _is_invisible(inline: Inline) -> bool:
    return isinstance(inline, HtmlInline) or (isinstance(inline, Text) and not inline.text.strip())


def contents_lists(document: Document, share: float = DEFAULT.toc_share) -> frozenset[Span]:
    """Return the spans of the lists that are tables of contents, also of nested ones.

    A `share` of their links, with those of nested lists, link into the page.
    """
    inward = sorted(link.span.start for link in document.links if link.url.startswith("#"))
    return frozenset(
        block.span
        for block in document.every_block
        if isinstance(block, List)
        and bisect_left(inward, block.span.start) < bisect_left(inward, block.span.end)
        and _links_inward(block, share)
    )


def _links_inward(block: List, share: float) -> bool:
    texts = (b for b in every((block,)) if isinstance(b, (Paragraph, Heading)))
    links = (link for text in texts for link in links_of(text.inlines))
    urls = [link.url for link in links if not is_badge(link)]
    inward = sum(url.startswith("#") and len(url) > 1 for url in urls)
    return bool(urls) and inward >= share * len(urls)


def first_link(inlines: tuple[Inline, ...]) -> Link | None:
    """Return the first link of `inlines` that is not a badge."""
    for link in links_of(inlines):
        if not is_badge(link):
            return link
    return None
