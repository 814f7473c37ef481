"""The values in the cells of a column, and variants of their spelling."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Column, Field, Role, columns
from listlint.entries.context import LintContext
from listlint.entries.model import is_badge, links_of
from listlint.language.spelling import edits1, transpositions
from listlint.language.words import is_not_applicable, visible
from listlint.markdown import Cell, CodeSpan, Inline, Link, Table, walk
from listlint.markdown.prose import OBJECT, Prose
from listlint.urls.parse import split_url


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a cell: its rendered text and its span.

    `url` is that of a value that is a link.
    """

    text: str
    span: Span
    url: str | None = None


class ColumnType(StrEnum):
    """The type of the values of a column."""

    VALUES = "values"
    """Words and names, one or more per cell."""
    NUMBERS = "numbers"
    """Numbers, dates, sizes."""
    LINKS = "links"
    """Links, badges, images."""
    TEXT = "text"
    """Sentences."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value with its field, and whether it is the first of its cell."""

    value: Value
    field: Field
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class ColumnContent:
    """A column, the values of its fields in source order, and their type."""

    column: Column
    values: tuple[FieldValue, ...]
    type: ColumnType


# --- Values of a cell ----------------------------------------------------------------------

_SEPARATOR = regex(r"[ \t]*(?:[/&,;，；、\n]|\u00b7)[ \t\n]*")
_ELLIPSIS = regex(r"[ \t\u00a0]*(?:…|\.{2,})$")


def values(source: str, cell: Cell) -> Iterator[Value]:
    """Yield the values of a cell of the text `source`: `en/zh` and `a<br />b` are two.

    A link or a code span that is a value by itself counts without its markup; a badge is none.
    An ellipsis after the last value is not part of it.
    """
    if (words := _plain_words(source, cell)) is not None:
        yield Value(words, cell.span)
        return
    shown = Prose(source, cell)
    is_whole = is_not_applicable(shown.text)  # the slash of `n/a` is not a separator
    separators = [] if is_whole else [*_SEPARATOR.finditer(shown.text)]
    objects = {inline.span: inline for inline in walk(cell.inlines)}
    at = 0
    for separator in [*separators, None]:
        end = separator.start() if separator else len(shown.text)
        raw = shown.text[at:end]
        text = _ELLIPSIS.sub("", raw.strip())
        start = at + len(raw) - len(raw.lstrip())
        at = separator.end() if separator else end
        if not text:
            continue
        span = shown.span(start, start + len(text))
        if text == OBJECT:
            inline = objects.get(span)
            if inline is None or not is_badge(inline):
                yield _without_markup(source, inline, span)
        elif OBJECT not in text:
            yield Value(" ".join(text.split()), span)


def _plain_words(source: str, cell: Cell) -> str | None:
    """Return the text of a cell that has only letters, digits and spaces, as most cells have."""
    text = cell.text
    if cell.marked is None and (text.isalnum() or text.replace(" ", "").isalnum()):
        return " ".join(text.split()) if cell.span.of(source) == text else None
    return None


def _without_markup(source: str, inline: Inline | None, span: Span) -> Value:
    match inline:
        case Link():
            return Value(" ".join(inline.text.split()), inline.text_span, inline.url)
        case CodeSpan():
            raw = span.of(source)
            ticks = len(raw) - len(raw.lstrip("`"))
            return Value(inline.text, Span(span.start + ticks, span.end - ticks))
        case _:
            return Value(span.of(source), span)


# --- Values of a column --------------------------------------------------------------------

_NUMBER = regex(
    r"[~≈<>=±+$€£¥-]*\d[\d.,:’'-]*(?:\s?[-–—~]\s?\d[\d.,:]*)?\s?(?:[%+]|[kmbtg]?b?|[kmgt]ib)?\+?",
    re.IGNORECASE,
)
_MONTH = regex(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s\d+)?", re.IGNORECASE
)
_NAME_CHARACTERS = 30
"""The most characters of a value that is a name; ideographs count twice."""
_NAME_WORDS = 4
"""The most words of a value that is a name."""


def column_contents(context: LintContext) -> tuple[ColumnContent, ...]:
    """Return the columns that are neither names nor descriptions, with their values.

    A value with a parenthesis that its own text does not close (`free (EU` of `free (EU, US)`)
    is part of one, and left out.
    """
    return context.cached(_column_contents)


def _column_contents(context: LintContext) -> tuple[ColumnContent, ...]:
    found = []
    for column in columns(context):
        fields = tuple([field for field in column.fields if field.role is Role.FIELD])
        filled = [
            (field, list(values(context.text, field.cell)))
            for field in fields
            if not field.is_empty
        ]
        held: list[FieldValue] = []
        types: Counter[ColumnType] = Counter()
        whole: Counter[str] = Counter()
        if any(len(own) > 1 for _, own in filled):
            whole.update(value_key(field.cell.text) for field in fields)
        for field, own in filled:
            if len(own) > 1 and whole[value_key(" ".join(v.text for v in own))] > 1:
                continue  # one value on two lines, as other cells have it on one
            types[_cell_type(field.cell, own)] += 1
            held += [
                FieldValue(value, field, is_first=value is own[0])
                for value in own
                if value.text.count("(") == value.text.count(")")
            ]
        if types:
            type_ = _column_type(types, context.conventions.column_share)
            found.append(
                ColumnContent(Column(column.key, column.header, fields), tuple(held), type_)
            )
    return tuple(found)


def _cell_type(cell: Cell, own: list[Value]) -> ColumnType:
    """Return what one cell holds; one without values holds links, badges or text."""
    if not own:
        has_links = any(isinstance(inline, Link) for inline in walk(cell.inlines))
        return ColumnType.LINKS if has_links or not cell.text.strip() else ColumnType.TEXT
    if any(value.url is not None for value in own):
        return ColumnType.LINKS
    texts = [value.text for value in own]
    if all(map(_is_number, texts)):
        return ColumnType.NUMBERS
    return ColumnType.VALUES if all(map(_may_be_name, texts)) else ColumnType.TEXT


@lru_cache(maxsize=4096)
def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text) or _MONTH.fullmatch(text))


@lru_cache(maxsize=4096)
def _may_be_name(text: str) -> bool:
    wide = 0 if text.isascii() else sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    spaces = text.count(" ")
    if spaces > 1 and text.endswith((".", "!", "?", "。")):
        return False
    return len(text) + wide <= _NAME_CHARACTERS and spaces < _NAME_WORDS


def _column_type(types: Counter[ColumnType], share: float) -> ColumnType:
    """Return what nearly all cells hold; for links and numbers, most are enough."""
    total = types.total()
    for type_ in (ColumnType.LINKS, ColumnType.NUMBERS):
        if types[type_] * 2 > total:
            return type_
    is_text = types[ColumnType.TEXT] > (1 - share) * total
    return ColumnType.TEXT if is_text else ColumnType.VALUES


def counting_columns(table: Table, share: float) -> frozenset[int]:
    """Return the indices of the columns that count the rows."""
    found = set()
    for column in range(len(table.header.cells)):
        cells = [row.cells[column] for row in table.rows if column < len(row.cells)]
        if len(cells) > 2 and all(cell.text.strip().isdecimal() for cell in cells):
            numbers = [int(cell.text) for cell in cells]
            steps = [right - left for left, right in pairwise(numbers)]
            if steps.count(1) >= share * len(steps):
                found.add(column)
    return frozenset(found)


# --- Evidence for a value ------------------------------------------------------------------

_IN_URL = regex(r"[/?&=#:_+ -]+")
_DIGIT = regex(r"\d")
_WORD = regex(r"\w+")
_REMARK = regex(r"\s*\(.*")
_LONGEST = 10_000
"""Characters of the URLs of a row that are searched: each value of the row is."""


def is_quoted(context: LintContext, one: FieldValue, *, ignore_case: bool = False) -> bool:
    """Return whether a value is spelled as in a link of its row, or in any as one word.

    `first timers only` is right in the row of `…/labels/first%20timers%20only`, and `Qwen2.5`
    where a link contains that.
    """
    text = _REMARK.sub("", one.value.text)
    urls = context.cached(_urls_of_rows).get(one.field.row.span.start, "")
    if text.casefold() in context.cached(_words_of_urls) or text in urls:
        return True
    return ignore_case and text.casefold() in urls.casefold()


def _urls_of_rows(context: LintContext) -> dict[int, str]:
    """Return the URLs of the links of each row, by where it begins."""
    found = {}
    for table in context.document.tables:
        for row in table.rows:
            links = (link for cell in row.cells for link in links_of(cell.inlines))
            found[row.span.start] = " ".join(unquote(link.url) for link in links)[:_LONGEST]
    return found


def _words_of_urls(context: LintContext) -> frozenset[str]:
    """Return the parts of paths in the links of a document that have letters and digits."""
    paths = (split_url(link.url).path for link in context.document.links if not link.is_image)
    parts = (
        part
        for path in paths
        if _DIGIT.search(path)
        for part in _IN_URL.split(unquote(path))
        if _DIGIT.search(part) and not part.isdecimal()
    )
    return frozenset(map(str.casefold, parts))


def is_explained(context: LintContext, text: str) -> bool:
    """Return whether a value is mentioned outside the tables, as a legend does."""
    return text.casefold() in context.cached(_words_of_prose)


def _words_of_prose(context: LintContext) -> frozenset[str]:
    texts = (one.text for one in context.prose if not isinstance(one.leaf, Cell))
    return frozenset(map(str.casefold, set(_WORD.findall("\n".join(texts)))))


# --- Spellings of a value ------------------------------------------------------------------

_INSIGNIFICANT = regex(r"(?<=[^\W\d])[\s._-]+(?=\w)|(?<=\w)[\s._-]+(?![\d\W])(?=\w)|\.$")
_LONG = 5
"""Letters of the shortest word in which one missing or added letter is a typo."""
_FEW = 100
"""Known values that are compared with a text before all of its typos are."""
_VERY_LONG = 10
"""Letters of the shortest word in which another letter is a typo, whatever the other values."""


@lru_cache(maxsize=65_536)
def value_key(text: str) -> str:
    """Return the key of a value, which is the same for all its spellings.

    Letter case, whitespace, hyphens, underscores and periods between letters, and a period at
    the end make no difference: `Hugging Face` is `huggingface`, `etc` is `etc.`. Between digits
    they do: `3.5` is not `35`.
    """
    folded = unicodedata.normalize("NFKC", visible(text)).casefold()
    return _INSIGNIFICANT.sub("", folded) or folded


def typo_of(text: str, known: Mapping[str, str], *, is_closed: bool) -> str | None:
    """Return the key of the value in `known`, texts by key, that `text` is one typo away from.

    Short values, those with digits and those in capitals are names of their own: `GPL` and
    `LGPL`, `v1` and `v2`. Where there may be any value (the set is not closed), another letter
    makes another one, unless the word is very long: `NextJS` and `NestJS`, but `Multilingial`.
    """
    if not _may_have_typo(text):
        return None
    key = value_key(text)
    if len(known) <= _FEW and not any(
        other != key and other[:1] == key[:1] and abs(len(other) - len(key)) <= 1 for other in known
    ):
        return None  # typos keep the first letter
    swapped = frozenset(transpositions(key))
    for near in edits1(key):
        if near not in known or near == key or not _may_have_typo(known[near]):
            continue
        if len(near) == len(key):
            if near in swapped or len(key) >= (_LONG if is_closed else _VERY_LONG):
                return near
        elif min(len(near), len(key)) >= (_LONG - 1 if is_closed else _LONG):
            return near
    return None


def _may_have_typo(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return (
        len(letters) >= 3
        and not any(char.isdigit() for char in text)
        and any(char.islower() for char in letters)
    )
