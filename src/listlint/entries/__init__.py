"""Find the entries of a list, however they are written."""

from collections import Counter
from collections.abc import Iterator, Mapping

from listlint.diagnostics.spans import Span
from listlint.entries.headings import heading_entries
from listlint.entries.items import are_labels, read_items
from listlint.entries.model import (
    Entry,
    EntryField,
    EntryKind,
    contents_lists,
    is_badge,
    key_of,
    links_of,
)
from listlint.entries.paragraphs import paragraph_entries
from listlint.entries.rows import TableRoles, header_of, row_entries, table_roles
from listlint.entries.sections import Sections, is_meta
from listlint.markdown import Block, Document, List, Quote, Table

__all__ = [
    "Entry",
    "EntryField",
    "EntryKind",
    "Sections",
    "TableRoles",
    "contents_lists",
    "entries",
    "is_badge",
    "is_meta",
    "key_of",
    "links_of",
    "table_roles",
]


def entries(
    document: Document,
    sections: Sections | None = None,
    roles: Mapping[Span, TableRoles] | None = None,
    contents: frozenset[Span] | None = None,
) -> tuple[Entry, ...]:
    """Return the entries of a document in source order; tables of contents have none."""
    sections = sections or Sections(document)
    roles = table_roles(document.tables) if roles is None else roles
    contents = contents_lists(document) if contents is None else contents
    found = list(_rows_and_items(document, sections, roles, contents))
    found += paragraph_entries(document, sections)
    found.sort(key=_start)
    headings = list(heading_entries(document, sections, found))
    if headings:
        found = sorted((*_outside(found, iter(headings)), *headings), key=_start)
    return tuple(found)


_HOLDERS = (Table, List, Quote)
"""What has entries of its own."""


def _start(entry: Entry) -> int:
    return entry.span.start


def _outside(found: list[Entry], headings: Iterator[Entry]) -> Iterator[Entry]:
    """Yield the entries that are not part of the entry of a heading."""
    heading = next(headings, None)
    for entry in found:
        while heading is not None and heading.span.end <= entry.span.start:
            heading = next(headings, None)
        if heading is None or not heading.span.contains(entry.span):
            yield entry


def _rows_and_items(
    document: Document,
    sections: Sections,
    roles: Mapping[Span, TableRoles],
    contents: frozenset[Span],
) -> Iterator[Entry]:
    # A table about the list itself is an entry if it is one of several of its kind.
    headers = Counter(map(header_of, document.tables))
    stack: list[tuple[Block, tuple[str, ...], bool]] = [
        (block, (), False) for block in reversed(document.blocks)
    ]
    while stack:
        block, groups, is_below = stack.pop()
        around = sections.at(block.span.start)
        section = (*around, *groups)
        match block:
            case Table() if block.span in roles:
                if not is_meta(around) or headers[header_of(block)] > 1:
                    yield from row_entries(block, roles[block.span], section)
            case List() if not is_meta(around):
                if block.span in contents or (is_below and are_labels(document, block)):
                    continue
                below: list[tuple[Block, tuple[str, ...], bool]] = []
                for item, entry, group, is_whole in read_items(document, block, section):
                    if entry is not None:
                        yield entry
                    if not is_whole:
                        within = (*groups, group) if group else groups
                        is_entry = entry is not None and not group
                        below += [
                            (child, within, is_entry)
                            for child in item.children
                            if isinstance(child, _HOLDERS)
                        ]
                stack.extend(reversed(below))
            case Quote():
                stack.extend((child, groups, is_below) for child in reversed(block.children))
