"""Find a field of an entry by its name, in any spelling."""

from listlint.entries import Entry, EntryField
from listlint.entries.columns import header_key


def entry_field(entry: Entry, name: str) -> EntryField | None:
    """Return the field with a header or label, in any spelling that `header_key` knows."""
    key = header_key(name)
    return next((value for value in entry.values if header_key(value.name) == key), None)
