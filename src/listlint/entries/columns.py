"""Columns: the cells under one header in all tables of a list, and the values in them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from listlint.diagnostics.spans import Span
from listlint.entries import TableRoles, table_roles
from listlint.entries.context import LintContext
from listlint.markdown import Cell, CodeSpan, Inline, Link, Row, Table, Text, walk
from listlint.markdown.prose import OBJECT, prose_of


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
    """One value of a cell: what the reader sees, and the source that can be put otherwise.

    `url` is where the value leads, for one that is a link.
    """

    text: str
    span: Span
    url: str | None = None


class Nature(StrEnum):
    """What the cells of a column hold, learned from them."""

    VALUES = "values"  # words and names, one or more a cell
    NUMBERS = "numbers"  # numbers, dates, sizes
    LINKS = "links"  # links, badges, images
    TEXT = "text"  # sentences


@dataclass(frozen=True, slots=True)
class Placed:
    """A value with the field that it stands in."""

    value: Value
    field: Field


@dataclass(frozen=True, slots=True)
class Content:
    """A column, the values of its fields in source order, and what they are."""

    column: Column
    values: tuple[Placed, ...]
    nature: Nature


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
# How columns of licenses are called, as `header_key` folds it.
_LICENSE = frozenset(
    (
        "license", "lizenz", "licencia", "licença", "licenza",
        "许可", "许可证", "许可协议", "开源许可", "开源协议",
    )
)  # fmt: skip
_JOINTS = re.compile(r"[ \t]*(?:[/&,;，；、\n]|\u00b7)[ \t\n]*")
_TRAILING = re.compile(r"[ \t\u00a0]*(?:…|\.{2,})$")
# A slash that separates nothing.
_WHOLE = re.compile(r"n\s*/\s*a\.?", re.IGNORECASE)
_NUMBER = re.compile(
    r"[~≈<>=±+$€£¥-]*\d[\d.,:’'-]*(?:\s?[-–—~]\s?\d[\d.,:]*)?\s?(?:[%+]|[kmbtg]?b?|[kmgt]ib)?\+?",
    re.IGNORECASE,
)
_MONTH = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s\d+)?", re.IGNORECASE
)
_SHORT = 30
"""The most characters of a value that is a name; ideographs count twice."""
_WORDS = 4
"""The most words of a value that is a name."""
_MOSTLY = 0.9
"""The share of a column's cells that make it what they are."""


def header_key(text: str) -> str:
    """Return what all spellings of a header have in common."""
    words = unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split()
    return " ".join(_SYNONYMS.get(word, word) for word in words)


def columns(context: LintContext) -> tuple[Column, ...]:
    """Return the columns of a list's tables of entries, in the order of their first header."""
    headers: dict[str, str] = {}
    fields: dict[str, list[Field]] = {}
    for table in context.document.tables:
        roles = table_roles(table)
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


def is_shifted(row: Row, table: Table) -> bool:
    """Tell whether a row has a value too many, so that no one knows which belongs where."""
    return any(cell.text for cell in row.cells[len(table.header.cells) :])


def license_columns(context: LintContext, headers: Iterable[str]) -> Iterator[Column]:
    """Yield the columns whose header speaks of licenses, or is one of `headers`."""
    wanted = set(map(header_key, headers))
    for column in columns(context):
        if column.key in wanted or not _LICENSE.isdisjoint(column.key.split()):
            yield column


def _role(roles: TableRoles, index: int) -> Role:
    if index in (roles.name, roles.link):
        return Role.NAME
    return Role.DESCRIPTION if index == roles.description else Role.FIELD


def values(source: str, cell: Cell) -> Iterator[Value]:
    """Yield the values of a cell of the text `source`: `en/zh` and `a<br />b` are two.

    A link or a code span that is a value by itself is meant without its markup; an ellipsis
    behind the last value is no part of it.
    """
    if (plain := _plain(source, cell)) is not None:
        yield Value(plain, cell.span)
        return
    shown = prose_of(source, cell)
    if _WHOLE.fullmatch(shown.text.strip()):
        yield Value(" ".join(shown.text.split()), cell.span)
        return
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


def _plain(source: str, cell: Cell) -> str | None:
    """Return the text of a cell that is one word, letter by letter; most cells are."""
    if len(cell.inlines) == 1 and isinstance(cell.inlines[0], Text):
        text = cell.text
        if text.isalnum() and cell.span.of(source) == text:
            return text
    return None


def _inner(source: str, inline: Inline | None, span: Span) -> Value:
    match inline:
        case Link():
            return Value(" ".join(inline.text.split()), inline.text_span, inline.url)
        case CodeSpan():
            raw = span.of(source)
            ticks = len(raw) - len(raw.lstrip("`"))
            return Value(inline.text, Span(span.start + ticks, span.end - ticks))
        case _:
            return Value(span.of(source), span)


def contents(context: LintContext) -> tuple[Content, ...]:
    """Return the columns that are neither names nor descriptions, with their values.

    A value with a bracket that its own text does not close (`free (EU` of `free (EU, US)`) is
    a piece of one, and left out.
    """
    return context.cached(_contents)


def _contents(context: LintContext) -> tuple[Content, ...]:
    return tuple(_read(context))


def _read(context: LintContext) -> Iterator[Content]:
    for column in columns(context):
        fields = tuple(field for field in column.fields if field.role is Role.FIELD)
        filled = [field for field in fields if not field.is_blank]
        if not filled:
            continue
        placed: list[Placed] = []
        counts: Counter[Nature] = Counter()
        for one in filled:
            own = [Placed(value, one) for value in values(context.text, one.cell)]
            placed += (p for p in own if p.value.text.count("(") == p.value.text.count(")"))
            counts[_nature(one.cell, own)] += 1
        yield Content(Column(column.key, column.header, fields), tuple(placed), _most(counts))


def _nature(cell: Cell, placed: list[Placed]) -> Nature:
    """Tell what one cell holds; a cell that nothing is known of holds links or text."""
    if not placed:
        return Nature.TEXT if cell.text.strip() else Nature.LINKS
    if any(p.value.url is not None for p in placed):
        return Nature.LINKS
    texts = [p.value.text for p in placed]
    if all(_NUMBER.fullmatch(text) or _MONTH.fullmatch(text) for text in texts):
        return Nature.NUMBERS
    return Nature.VALUES if all(map(_is_short, texts)) else Nature.TEXT


def _is_short(text: str) -> bool:
    wide = 0 if text.isascii() else sum(map(_is_wide, text))
    blanks = text.count(" ")
    if blanks > 1 and text.endswith((".", "!", "?", "。")):
        return False
    return len(text) + wide <= _SHORT and blanks < _WORDS


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _most(counts: Counter[Nature]) -> Nature:
    """Return what nearly all cells are; links and numbers are so where most are."""
    total = counts.total()
    for nature in (Nature.LINKS, Nature.NUMBERS):
        if counts[nature] * 2 > total:
            return nature
    return Nature.TEXT if counts[Nature.TEXT] > (1 - _MOSTLY) * total else Nature.VALUES


# --- Spellings of values -------------------------------------------------------------------

_SEPARATORS = re.compile(r"(?<=[^\W\d])[\s._-]+(?=\w)|(?<=\w)[\s._-]+(?![\d\W])(?=\w)|\.$")


@lru_cache(maxsize=65_536)
def bare(text: str) -> str:
    """Return a text without what cannot be seen: marks of format, odd blanks."""
    kept = (char for char in text if unicodedata.category(char) != "Cf" and char != "\ufe0f")
    return " ".join("".join(kept).split())


def unseen(text: str) -> str:
    """Name the characters of a text that its reader does not see."""
    shown = bare(text)
    codes = dict.fromkeys(f"U+{ord(char):04X}" for char in text if char not in shown)
    return ", ".join(codes) or "two blanks"


@lru_cache(maxsize=65_536)
def value_key(text: str) -> str:
    """Return what all spellings of a value have in common.

    Letter case, blanks, hyphens, underscores and stops between letters, and a stop at the end
    make no difference: `Hugging Face` is `huggingface`, `etc` is `etc.`. Between digits
    they do: `3.5` is not `35`.
    """
    folded = unicodedata.normalize("NFKC", bare(text)).casefold()
    return _SEPARATORS.sub("", folded) or folded


_PLACEHOLDERS = frozenset(
    ("-", "/", "–", "—", "--", "---", "?", "??", "n/a", "na", "tbd", "tba", "unknown", "unclear")
)


_ANSWERS = frozenset(
    ("yes", "no", "y", "n", "true", "false", "✓", "✔", "✅", "☑", "✗", "✘", "❌", "❎", "是", "否")
)


def is_answer(text: str) -> bool:
    """Tell whether a cell's text answers a question with yes or no."""
    return text.strip().casefold() in _ANSWERS


def is_placeholder(text: str) -> bool:
    """Tell whether a cell's text says that there is nothing to say."""
    return text.strip().casefold() in _PLACEHOLDERS
