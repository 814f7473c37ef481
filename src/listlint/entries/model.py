"""Entries and their sections; badges and tables of contents, which are not entries."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from listlint.diagnostics.spans import Span
from listlint.entries.thresholds import DEFAULT
from listlint.markdown import (
    Cell,
    Document,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Paragraph,
    Row,
    Table,
    Text,
    every,
    walk,
)
from listlint.urls.identity import identity


class EntryKind(StrEnum):
    """Whether an entry is a table row or a list item."""

    ROW = "row"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list.

    `span` is that of the row or of the item's own lines; `url` is None without a link, "" for an
    empty one. `separator` is between the name and the description of an item.
    `description_span` excludes trailing badges, tags and parentheses. `leading_text` is the text
    before the name, except emoji; `fields` are the other cells by header.
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
    fields: Mapping[str, str] = field(default_factory=dict)
    table: Table | None = None
    row: Row | None = None
    item: Item | None = None
    parent: List | None = None

    @property
    def identity(self) -> str | None:
        """The key of its URL, the same for all spellings; None without a URL."""
        if not self.url or self.url.startswith("#"):
            return None
        return identity(self.url)

    @property
    def key(self) -> str:
        """By what it is recognized in another version: its identity, or its name without one."""
        return self.identity or f"name:{self.name.casefold()}"

    @property
    def place(self) -> Span:
        """The span that findings point to: its link, or its name if it has none."""
        return self.link.span if self.link else self.name_span

    @property
    def description_cell(self) -> Cell | None:
        """The cell that describes a row."""
        cells = self.row.cells if self.row else ()
        return next((cell for cell in cells if cell.span == self.description_span), None)


class Sections:
    """Finds the section of any offset in a document."""

    def __init__(self, document: Document) -> None:
        headings = document.headings
        self.title = headings[0] if headings and headings[0].level == 1 else None
        self._headings = headings
        self._starts = [heading.span.start for heading in headings]
        self._paths: list[tuple[Heading, ...]] = []
        path: list[Heading] = []
        for heading in headings:
            if heading is not self.title:
                path = [above for above in path if above.level < heading.level]
                path.append(heading)
            self._paths.append(tuple(path))

    def headings_at(self, offset: int) -> tuple[Heading, ...]:
        """Return the headings of the sections of `offset`, outermost first, without the title."""
        index = bisect_right(self._starts, offset)
        return self._paths[index - 1] if index else ()

    def innermost(self, offset: int) -> Heading | None:
        """Return the last heading before `offset`, the title included."""
        return self._headings[i - 1] if (i := bisect_right(self._starts, offset)) else None

    def at(self, offset: int) -> tuple[str, ...]:
        """Return the texts of `headings_at`."""
        return tuple(heading.text for heading in self.headings_at(offset))


def links_of(inlines: tuple[Inline, ...]) -> Iterator[Link]:
    """Yield the links of `inlines`, without images."""
    return (i for i in walk(inlines) if isinstance(i, Link) and not i.is_image)


def is_badge(inline: Inline) -> bool:
    """Return whether `inline` is an image, or a link that contains only images."""
    if not isinstance(inline, Link):
        return False
    if inline.is_image:
        return True
    shown = [c for c in inline.children if not (isinstance(c, Text) and not c.text.strip())]
    return bool(shown) and all(isinstance(c, Link) and c.is_image for c in shown)


def is_table_of_contents(block: List, share: float = DEFAULT.toc_share) -> bool:
    """Return whether a `share` of the links of a list, with nested ones, link into the page."""
    texts = (b for b in every((block,)) if isinstance(b, Paragraph | Heading))
    links = (link for text in texts for link in links_of(text.inlines))
    urls = [link.url for link in links if not is_badge(link)]
    inward = sum(url.startswith("#") and len(url) > 1 for url in urls)
    return bool(urls) and inward >= share * len(urls)


def first_link(inlines: tuple[Inline, ...]) -> Link | None:
    """Return the first link of `inlines` that is not a badge."""
    return next((link for link in links_of(inlines) if not is_badge(link)), None)
