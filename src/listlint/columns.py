"""Columns: the cells under one header in all tables of a list, and the values in them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from listlint.document import Cell, CodeSpan, Inline, Link, Row, Table, walk
from listlint.entries import TableRoles, table_roles
from listlint.listing import Listing
from listlint.prose import OBJECT, prose_of
from listlint.text import Span


class Role(StrEnum):
    """What a cell is to its row's entry."""

    NAME = "name"
    DESCRIPTION = "description"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Field:
    """A cell with the row and the table that it stands in."""

    cell: Cell
    row: Row
    table: Table
    role: Role

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all stands in the cell."""
        return not self.cell.text.strip() and not self.cell.inlines


@dataclass(frozen=True, slots=True)
class Column:
    """The fields under one header, whatever its spelling, in source order.

    `key` is what `header_key` makes of the header, `header` its first spelling.
    """

    key: str
    header: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a cell: what the reader sees, and the source that can be put otherwise."""

    text: str
    span: Span


# American and British spellings of words that head columns.
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
_JOINTS = re.compile(r"[ \t]*(?:[/&,;，；、\n]|\u00b7)[ \t\n]*")
_TRAILING = re.compile(r"[ \t\u00a0]*(?:…|\.{2,})$")


def header_key(text: str) -> str:
    """Return what all spellings of a header have in common."""
    words = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split()
    return " ".join(_SYNONYMS.get(word, word) for word in words)


def columns(listing: Listing) -> tuple[Column, ...]:
    """Return the columns of a list's tables of entries, in the order of their first header."""
    headers: dict[str, str] = {}
    fields: dict[str, list[Field]] = {}
    for table in listing.document.tables:
        roles = table_roles(table)
        if roles is None:
            continue
        for index, head in enumerate(table.header.cells):
            key = header_key(head.text)
            if not key:
                continue
            headers.setdefault(key, " ".join(head.text.split()))
            role = _role(roles, index)
            fields.setdefault(key, []).extend(
                Field(row.cells[index], row, table, role)
                for row in table.rows
                if index < len(row.cells)
            )
    return tuple(Column(key, headers[key], tuple(fields[key])) for key in headers)


def _role(roles: TableRoles, index: int) -> Role:
    if index in (roles.name, roles.link):
        return Role.NAME
    return Role.DESCRIPTION if index == roles.description else Role.FIELD


def values(source: str, cell: Cell) -> Iterator[Value]:
    """Yield the values of a cell of the text `source`: `en/zh` and `a<br />b` are two.

    A link or a code span that is a value by itself is meant without its markup; an ellipsis
    behind the last value is no part of it.
    """
    shown = prose_of(source, cell)
    objects = {inline.span: inline for inline in walk(cell.inlines)}
    at = 0
    for joint in [*_JOINTS.finditer(shown.text), None]:
        end = joint.start() if joint else len(shown.text)
        raw = shown.text[at:end]
        text = _TRAILING.sub("", raw.strip())
        start = at + len(raw) - len(raw.lstrip())
        at = joint.end() if joint else end
        if not text:
            continue
        span = shown.span(start, start + len(text))
        if text == OBJECT:
            yield _inner(source, objects.get(span), span)
        elif OBJECT not in text:
            yield Value(" ".join(text.split()), span)


def _inner(source: str, inline: Inline | None, span: Span) -> Value:
    match inline:
        case Link():
            return Value(" ".join(inline.text.split()), inline.text_span)
        case CodeSpan():
            raw = span.of(source)
            ticks = len(raw) - len(raw.lstrip("`"))
            return Value(inline.text, Span(span.start + ticks, span.end - ticks))
        case _:
            return Value(span.of(source), span)
