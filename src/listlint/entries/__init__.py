"""Find the entries of a list in its table rows and list items."""

from collections.abc import Iterator

from listlint.entries.items import labeled_item, linked_item
from listlint.entries.model import (
    Entry,
    EntryKind,
    Sections,
    is_badge,
    is_table_of_contents,
    links_of,
)
from listlint.entries.rows import TableRoles, row_entries, table_roles
from listlint.entries.thresholds import DEFAULT
from listlint.markdown import Block, Document, Item, List, Quote, Table

__all__ = [
    "Entry",
    "EntryKind",
    "Sections",
    "TableRoles",
    "entries",
    "is_badge",
    "is_table_of_contents",
    "links_of",
    "table_roles",
]


def entries(document: Document, toc_share: float = DEFAULT.toc_share) -> tuple[Entry, ...]:
    """Return the entries of a document in source order; tables of contents have none."""
    return tuple(_entries_of(document, Sections(document), toc_share))


def _entries_of(document: Document, sections: Sections, toc_share: float) -> Iterator[Entry]:
    stack: list[tuple[Block, List | None]] = [(block, None) for block in reversed(document.blocks)]
    while stack:
        block, parent = stack.pop()
        match block:
            case Table():
                yield from row_entries(block, sections.at(block.span.start))
            case List() if not is_table_of_contents(block, toc_share):
                stack.extend((item, block) for item in reversed(block.items))
            case Item():
                entry = labeled_item(document, block, parent, sections) if parent else None
                if entry is not None:
                    yield entry
                    continue
                if parent and (entry := linked_item(document, block, parent, sections)):
                    yield entry
                stack.extend((child, None) for child in reversed(block.children))
            case Quote():
                stack.extend((child, None) for child in reversed(block.children))
