"""Fields of an entry: the cells of its row, or labeled items below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.columns import header_key
from listlint.entries.items import labeled_values
from listlint.markdown import Heading, Leaf, Paragraph


@dataclass(frozen=True, slots=True)
class EntryField:
    """A field of an entry: its text, and the cell or the labeled paragraph that has it."""

    text: str
    span: Span
    leaf: Leaf

    @property
    def is_empty(self) -> bool:
        """Whether it has neither text nor an image."""
        return not self.text.strip() and not self.leaf.inlines


def entry_field(entry: Entry, name: str) -> EntryField | None:
    """Return the field with a header or label, in any spelling that `header_key` knows."""
    key = header_key(name)
    if entry.table and entry.row:
        for head, cell in zip(entry.table.header.cells, entry.row.cells, strict=False):
            if header_key(head.text) == key:
                return EntryField(cell.text, cell.span, cell)
    elif entry.item:
        for label, value, leaf in labeled_values(entry.item):
            if header_key(label) == key:
                return EntryField(value, leaf.span, leaf)
    return None


def leaves(entry: Entry) -> Sequence[Leaf]:
    """Return the cells of a row, or the text of an item."""
    if entry.row:
        return entry.row.cells
    children = entry.item.children[:1] if entry.item else ()
    return [child for child in children if isinstance(child, Paragraph | Heading)]
