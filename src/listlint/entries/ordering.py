"""How lists and tables are sorted, and which of their entries are out of order."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.columns import is_shifted
from listlint.entries.context import LintContext
from listlint.entries.sequences import longest_rising
from listlint.entries.thresholds import Conventions
from listlint.entries.values import counting_columns
from listlint.markdown import Heading, Item, Paragraph, Row, Table, plain

Key = tuple[tuple[int, int, str], ...]
"""Sort key of an entry: numbers are `(0, number, "")`, texts `(1, 0, text)`."""


class SortKey(StrEnum):
    """A sort order of a list."""

    NAME = "name"
    """Letters and digits of the name, without letter case and accents."""
    WORDS = "words"
    """As `name`, but a space or hyphen comes before every letter: `go zoo` before `goat`."""
    CODE = "code"
    """The name by code points: capitals before lowercase letters."""
    YEAR = "year"
    """The last year that the entry mentions, oldest first."""
    NEWEST = "newest"
    """The last year that the entry mentions, newest first."""


@dataclass(frozen=True, slots=True)
class Sortable:
    """An item or row of a list: its name, and its lines in the source.

    `url` is None for one that is not an entry.
    """

    name: str
    place: Span
    lines: Span
    text: str
    url: str | None

    @property
    def year(self) -> int | None:
        """The last year in its text."""
        found = _YEAR.findall(self.text)
        return int(found[-1]) if found else None


@dataclass(frozen=True)
class Order:
    """A list with one sort order: its keys, and the indices of those in order and the others."""

    keys: tuple[Key, ...]
    kept: tuple[int, ...]
    misplaced: tuple[int, ...]

    @cached_property
    def kept_keys(self) -> tuple[Key, ...]:
        """The keys of those in order, never decreasing."""
        return tuple(self.keys[index] for index in self.kept)


# --- Lists ---------------------------------------------------------------------------------


def sortable_lists(context: LintContext) -> Iterator[list[Sortable]]:
    """Yield the bullet lists and tables of entries, each with all of its items or rows."""
    seen: set[Span] = set()
    entry_at = {entry.span.start: entry for entry in context.entries}
    for entry in context.entries:
        around = entry.table or entry.parent
        if around is None or around.span in seen:
            continue
        seen.add(around.span)
        if isinstance(around, Table):
            if counting_columns(around, context.conventions.column_share):
                continue
            # In a row with too many cells, the name may be in any of them.
            rows = [row for row in around.rows if not is_shifted(row, around)]
            items = [_row(context, row, entry_at.get(row.span.start)) for row in rows]
        elif around.ordered:
            continue
        else:
            items = [_item(context, item, entry_at.get(item.marker.start)) for item in around.items]
        items = [item for item in items if item.name]
        if len(items) > 1 and sum(item.url is not None for item in items) * 10 >= len(items) * 9:
            yield items


def _item(context: LintContext, item: Item, entry: Entry | None) -> Sortable:
    leaf = next((b for b in item.children[:1] if isinstance(b, Paragraph | Heading)), None)
    text = plain(leaf.inlines) if leaf else ""
    lines = _lines(context, item.span)
    if entry is None:
        return Sortable(text.strip(), item.marker, lines, text, None)
    return Sortable(entry.leading_text or entry.name, entry.place, lines, text, entry.url)


def _row(context: LintContext, row: Row, entry: Entry | None) -> Sortable:
    text = " ".join(cell.text for cell in row.cells)
    lines = _lines(context, row.span)
    if entry is None:
        return Sortable(text, row.span, lines, text, None)
    return Sortable(entry.name, entry.name_span, lines, text, entry.url or "")


def _lines(context: LintContext, span: Span) -> Span:
    """Return the whole lines of a span, without the last line's end."""
    whole = context.document.lines.whole(span)
    return Span(whole.start, whole.start + len(whole.of(context.text).rstrip("\r\n")))


# --- Orders --------------------------------------------------------------------------------


def sort_order(items: Sequence[Sortable], by: SortKey, ignore: tuple[str, ...]) -> Order:
    """Return a list by `by`; the words `ignore` are ignored at the start of a name."""
    keys = tuple(_key(item, by, ignore) for item in items)
    kept = tuple(longest_rising(keys))
    in_order = set(kept)
    return Order(keys, kept, tuple(i for i in range(len(keys)) if i not in in_order))


def are_sorted(
    lists: Sequence[Sequence[Sortable]], limits: Conventions, ignore: tuple[str, ...]
) -> bool:
    """Return whether nearly all lists of a document are sorted by name, or all but one."""
    long = [items for items in lists if len(items) >= limits.order_minimum]
    done = [
        items
        for items in long
        if any(not sort_order(items, by, ignore).misplaced for by in _BY_NAME)
    ]
    return (
        len(done) >= limits.order_lists_minimum
        and sum(map(len, done)) >= limits.minimum
        and (len(done) >= limits.share * len(long) or len(done) == len(long) - 1)
    )


def usual_order(
    items: Sequence[Sortable], limits: Conventions, ignore: tuple[str, ...], *, usual: bool
) -> Order | None:
    """Return the order that nearly all of a list is in; None without one.

    Where the other lists of the document are sorted (`usual`), a short one with a single entry
    out of order counts as well.
    An entry that some usual way of sorting names puts where it is, is not misplaced; those before
    the first that is in order are put first on purpose, as `Others` is put last.
    """
    is_long = len(items) >= limits.minimum
    usual = usual and len(items) > limits.order_minimum
    if not is_long and not usual:
        return None
    by_name = [sort_order(items, by, ignore) for by in _BY_NAME]
    order = max(by_name, key=lambda o: len(o.kept))
    if (is_long and len(order.kept) >= limits.share * len(items)) or (
        usual and len(order.misplaced) <= 1
    ):
        others = [o.keys for o in by_name]
        others += (tuple(key(item.name) for item in items) for key in (_plain, _digits_last))
        misplaced = (
            i
            for i in order.misplaced
            if i > order.kept[0]
            and not any(_fits(keys, order, i) for keys in others)
            and not (i > order.kept[-1] and _words(items[i].name)[:1] in _LAST)
        )
        return replace(order, misplaced=tuple(misplaced))
    if not is_long or len({item.year for item in items} - {None}) < limits.order_years_minimum:
        return None
    by_year = [sort_order(items, by, ignore) for by in (SortKey.YEAR, SortKey.NEWEST)]
    order = max(by_year, key=lambda o: len(o.kept))
    if len(order.kept) < limits.share * len(items):
        return None
    dated = (i for i in order.misplaced if i > order.kept[0] and items[i].year is not None)
    return replace(order, misplaced=tuple(dated))


def _fits(keys: Sequence[Key], order: Order, index: int) -> bool:
    """Return whether an entry is in order, by other keys, between those that are."""
    at = bisect_left(order.kept, index)
    left = order.kept[at - 1] if at else None
    right = order.kept[at] if at < len(order.kept) else None
    return (left is None or keys[left] <= keys[index]) and (
        right is None or keys[index] <= keys[right]
    )


# --- Keys ----------------------------------------------------------------------------------

_WORD_END = (-1, 0, "")
"""The end of a word, which sorts before any character."""
_DIGITS = re.compile(r"(\d{1,18})")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?<![\d/.-])(19[5-9]\d|20[0-4]\d)(?![\d.])")
_BY_NAME = (SortKey.NAME, SortKey.WORDS, SortKey.CODE)
_LAST = (["and"], ["miscellaneous"], ["misc"], ["more"], ["other"], ["others"], ["see"])
"""Starts of names that are put last on purpose."""


def _key(item: Sortable, by: SortKey, ignore: tuple[str, ...]) -> Key:
    match by:
        case SortKey.YEAR:
            return ((0, item.year or 0, ""),)
        case SortKey.NEWEST:
            return ((0, -(item.year or 0), ""),)
        case SortKey.CODE:
            return ((1, 0, item.name),)
        case SortKey.WORDS:
            words = _words(item.name, ignore)
            return tuple(part for word in words for part in (*_natural(word), _WORD_END))
        case SortKey.NAME:
            return _natural("".join(_words(item.name, ignore)))


def _words(name: str, ignore: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a name, without letter case and accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = [word for word in _BETWEEN_WORDS.split(bare.casefold()) if word]
    while len(words) > 1 and words[0] in ignore:
        words = words[1:]
    return words


def _natural(text: str) -> Key:
    """Return a key that compares numbers in a text by value."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )


def _plain(name: str) -> Key:
    return ((1, 0, " ".join(name.casefold().split())),)


def _digits_last(name: str) -> Key:
    key = _natural("".join(_words(name)))
    return tuple((2, number, text) if rank == 0 else (rank, 0, text) for rank, number, text in key)
