"""Columns: the cells under one header in all tables of a list."""

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from listlint.diagnostics.records import dataclass
from listlint.entries import TableRoles
from listlint.entries.context import LintContext
from listlint.entries.labels import LICENSE_HEADER
from listlint.markdown import Cell, Row, Table

# American and British spellings of words in headers.
_SYNONYMS = {
    "licence": "license",
    "licences": "license",
    "licenses": "license",
    "colour": "color",
    "organisation": "organization",
    "catalogue": "catalog",
    "centre": "center",
    "programme": "program",
    "behaviour": "behavior",
    "categorisation": "categorization",
}


class Role(StrEnum):
    """The role of a cell in its entry."""

    NAME = "name"
    DESCRIPTION = "description"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Field:
    """A cell with its row and its table."""

    cell: Cell
    row: Row
    table: Table
    role: Role

    @property
    def is_empty(self) -> bool:
        """Whether the cell has no content."""
        return self.cell.marked == ()

    @property
    def header(self) -> Cell:
        """The header of the cell in its own table."""
        return self.table.header.cells[self.row.cells.index(self.cell)]


@dataclass(frozen=True, slots=True)
class Column:
    """The fields under one header, whatever its spelling, in source order.

    `key` is what `header_key` makes of the header, `header` its first spelling.
    """

    key: str
    header: str
    fields: tuple[Field, ...]


def header_key(text: str) -> str:
    """Return the key of a header, which is the same for all its spellings."""
    words = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split()
    return " ".join(_SYNONYMS.get(word, word) for word in words)


def columns(context: LintContext) -> tuple[Column, ...]:
    """Return the columns of a list's tables of entries, in the order of their first header."""
    headers: dict[str, str] = {}
    fields: dict[str, list[Field]] = {}
    for table in context.document.tables:
        roles = context.roles.get(table.span)
        if roles is None:
            continue
        rows = [row for row in table.rows if not is_shifted(row, table)]
        for index, head in enumerate(table.header.cells):
            key = header_key(head.text)
            if not key:
                continue
            headers.setdefault(key, " ".join(head.text.split()))
            role = _role(roles, index)
            fields.setdefault(key, []).extend(
                Field(row.cells[index], row, table, role) for row in rows if index < len(row.cells)
            )
    return tuple(Column(key, headers[key], tuple(fields[key])) for key in headers)


def _role(roles: TableRoles, index: int) -> Role:
    if index in (roles.name, roles.link):
        return Role.NAME
    return Role.DESCRIPTION if index == roles.description else Role.FIELD


def is_shifted(row: Row, table: Table) -> bool:
    """Return whether a row has too many values, so that their columns are unknown."""
    width = len(table.header.cells)
    return len(row.cells) > width and any(cell.text for cell in row.cells[width:])


def license_columns(context: LintContext, headers: Iterable[str]) -> Iterator[Column]:
    """Yield the columns whose header mentions licenses, or is one of `headers`."""
    keys = set(map(header_key, headers))
    for column in columns(context):
        if column.key in keys or LICENSE_HEADER.search(column.key):
            yield column
