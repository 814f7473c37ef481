"""Entries out of order in lists and tables that are sorted but for a few."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from listlint.diagnostics.edits import Fix, Safety, delete, insert
from listlint.diagnostics.findings import Related
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.columns import is_shifted
from listlint.entries.context import LintContext
from listlint.entries.sequences import longest_rising
from listlint.entries.thresholds import Conventions
from listlint.markdown import Heading, Item, Paragraph, Row, Table, plain
from listlint.oldkinds import Kind, Learned, Violation

Key = tuple[tuple[int, int, str], ...]
"""What entries are compared by: numbers are `(0, number, "")`, texts `(1, 0, text)`."""


class By(StrEnum):
    """What a list is sorted by."""

    NAME = "name"
    """Letters and digits of the name; letter case and accents only where all else is equal."""
    WORDS = "words"
    """As `name`, but a blank or hyphen comes before every letter: `go zoo` before `goat`."""
    CODE = "code"
    """The name by code points: capitals before small letters."""
    YEAR = "year"
    """The last year that the entry names, oldest first."""
    NEWEST = "newest"
    """The last year that the entry names, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`by`: what every list is sorted by; without it, lists that are sorted but for a few.

    `ignore`: words that do not count at the beginning of a name.
    """

    by: By | None = None
    ignore: tuple[str, ...] = ("a", "an", "the")


_NAMES = ("name", "neighbour")
_HABIT = (*_NAMES, "agreeing", "total")
CASES = {
    "after": _HABIT,
    "first": _HABIT,
    "decided-after": _NAMES,
    "decided-first": _NAMES,
}

_GAP = (-1, 0, "")
"""The end of a word: before all that could go on."""
_DIGITS = re.compile(r"(\d{1,18})")
_APART = re.compile(r"[\W_]+")
_YEAR = re.compile(r"(?<![\d/.-])(19[5-9]\d|20[0-4]\d)(?![\d.])")


@dataclass(frozen=True, slots=True)
class _One:
    """An item or row of a list: what it is sorted by, and its lines in the source."""

    name: str
    place: Span
    lines: Span
    said: str
    url: str | None


@dataclass(frozen=True)
class _Sorted:
    """A list by one order: the indices of the most entries that are in order, and the keys."""

    by: By
    keys: tuple[Key, ...]
    kept: tuple[int, ...]

    @cached_property
    def kept_keys(self) -> tuple[Key, ...]:
        """The keys of those in order: they never fall."""
        return tuple(self.keys[index] for index in self.kept)


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the fewest entries that must move for nearly sorted lists to be sorted."""
    lists = list(_lists(context))
    usual = parameters.by is None and _are_sorted(lists, context.conventions, parameters.ignore)
    for ones in lists:
        if parameters.by is not None:
            order = _order(ones, parameters.by, parameters.ignore)
            odd = _left_out(order)
        else:
            found = _nearly(ones, context, parameters.ignore, usual=usual)
            if found is None:
                continue
            order, odd = found
        for index in odd:
            yield _hit(context, ones, order, index, decided=parameters.by is not None)


def habits(context: LintContext, parameters: Parameters) -> Iterator[Learned]:
    """Yield what nearly all entries are sorted by, where no long list is unsorted."""
    lists = list(_lists(context))
    total = sum(map(len, lists))
    best: tuple[int, By] | None = None
    for by in (By.NAME, By.WORDS):
        orders = [_order(ones, by, parameters.ignore) for ones in lists]
        kept = sum(len(order.kept) for order in orders)
        unsorted = any(_is_unsorted(order, context.conventions) for order in orders)
        if not unsorted and (best is None or kept > best[0]):
            best = (kept, by)
    limits = context.conventions
    if best and total >= limits.minimum and best[0] >= limits.share * total:
        yield Learned("by", best[1], best[0], total, "entries are sorted by name in their list")


def _is_unsorted(order: _Sorted, limits: Conventions) -> bool:
    """Tell whether a list is long enough to have an order and has none."""
    total = len(order.keys)
    return total >= limits.minimum and len(order.kept) < limits.share * total


# --- Lists ---------------------------------------------------------------------------------


def _lists(context: LintContext) -> Iterator[list[_One]]:
    """Yield the bullet lists and tables of entries, each with all that stands in it."""
    seen: set[Span] = set()
    named = {entry.span.start: entry for entry in context.entries}
    for entry in context.entries:
        around = entry.table or entry.parent
        if around is None or around.span in seen:
            continue
        seen.add(around.span)
        if isinstance(around, Table):
            # Of a row with a cell too many, no one knows which is the name.
            rows = [row for row in around.rows if not is_shifted(row, around)]
            ones = [_row(context, row, named.get(row.span.start)) for row in rows]
            if _is_numbered(around):
                continue
        else:
            if around.ordered:
                continue
            ones = [_item(context, item, named.get(item.marker.start)) for item in around.items]
        ones = [one for one in ones if one.name]
        if len(ones) > 1 and sum(one.url is not None for one in ones) * 10 >= len(ones) * 9:
            yield ones


def _item(context: LintContext, item: Item, entry: Entry | None) -> _One:
    leaf = next((b for b in item.children[:1] if isinstance(b, Paragraph | Heading)), None)
    said = plain(leaf.inlines) if leaf else ""
    if entry is None:
        place = item.marker
        return _One(said.strip(), place, _lines(context, item.span), said, None)
    name = entry.leading_text or entry.name
    return _One(name, entry.place, _lines(context, item.span), said, entry.url)


def _row(context: LintContext, row: Row, entry: Entry | None) -> _One:
    said = " ".join(cell.text for cell in row.cells)
    if entry is None:
        return _One(said, row.span, _lines(context, row.span), said, None)
    return _One(entry.name, entry.name_span, _lines(context, row.span), said, entry.url or "")


def _lines(context: LintContext, span: Span) -> Span:
    """Return the whole lines of a span, without the last line's end."""
    whole = context.document.lines.whole(span)
    return Span(whole.start, whole.start + len(whole.of(context.text).rstrip("\r\n")))


def _is_numbered(table: Table) -> bool:
    """Tell whether a column counts the rows."""
    for column in range(len(table.header.cells)):
        numbers = [row.cells[column].text.strip() for row in table.rows if column < len(row.cells)]
        if len(numbers) > 2 and all(number.isdecimal() for number in numbers):
            steps = [int(right) - int(left) for left, right in pairwise(numbers)]
            if steps.count(1) * 10 >= len(steps) * 9:
                return True
    return False


# --- Orders --------------------------------------------------------------------------------


def _are_sorted(
    lists: Sequence[Sequence[_One]], limits: Conventions, ignore: tuple[str, ...]
) -> bool:
    """Tell whether nearly all lists of the page are sorted by name, or all but one."""
    long = [ones for ones in lists if len(ones) >= _SHORT]
    done = [
        ones
        for ones in long
        if any(len(_order(ones, by, ignore).kept) == len(ones) for by in _BY_NAME)
    ]
    return (
        len(done) >= _LISTS
        and sum(map(len, done)) >= limits.minimum
        and (len(done) >= limits.share * len(long) or len(done) == len(long) - 1)
    )


def _nearly(
    ones: Sequence[_One], context: LintContext, ignore: tuple[str, ...], *, usual: bool
) -> tuple[_Sorted, list[int]] | None:
    """Return the order that a list has but for a few, and those; None where it has none.

    Where the other lists of the page are sorted (`usual`), a short one with a single entry out of
    order counts as well.
    An entry that some usual way of sorting names puts where it stands is not out of order;
    those before the first that is in order are put first on purpose, as `Others` is put last.
    """
    limits = context.conventions
    usual = usual and len(ones) > _SHORT
    if len(ones) < limits.minimum and not usual:
        return None
    by_name = [_order(ones, by, ignore) for by in _BY_NAME]
    order = max(by_name, key=lambda o: len(o.kept))
    is_near = len(ones) >= limits.minimum and len(order.kept) >= limits.share * len(ones)
    if is_near or (usual and len(order.kept) >= len(ones) - 1):
        first = order.kept[0]
        every = [order.keys, *(o.keys for o in by_name)]
        every += (tuple(key(one.name) for one in ones) for key in (_plain, _digits_last))
        odd = [
            i
            for i in _left_out(order)
            if i > first
            and not any(_fits(keys, order, i) for keys in every)
            and not (i > order.kept[-1] and _words(ones[i].name)[:1] in _LAST)
        ]
        return order, odd
    if len(ones) < limits.minimum or len({_year(one) for one in ones} - {None}) < _YEARS:
        return None
    dated = [_order(ones, by, ignore) for by in (By.YEAR, By.NEWEST)]
    order = max(dated, key=lambda o: len(o.kept))
    if len(order.kept) < limits.share * len(ones):
        return None
    first = order.kept[0]
    return order, [i for i in _left_out(order) if i > first and _year(ones[i]) is not None]


def _order(ones: Sequence[_One], by: By, ignore: tuple[str, ...]) -> _Sorted:
    keys = tuple(_key(one, by, ignore) for one in ones)
    return _Sorted(by, keys, tuple(longest_rising(keys)))


def _left_out(order: _Sorted) -> list[int]:
    kept = set(order.kept)
    return [index for index in range(len(order.keys)) if index not in kept]


def _fits(keys: Sequence[Key], order: _Sorted, index: int) -> bool:
    """Tell whether an entry stands in order, by other keys, between those that are."""
    at = bisect_left(order.kept, index)
    left = order.kept[at - 1] if at else None
    right = order.kept[at] if at < len(order.kept) else None
    return (left is None or keys[left] <= keys[index]) and (
        right is None or keys[index] <= keys[right]
    )


def _key(one: _One, by: By, ignore: tuple[str, ...]) -> Key:
    match by:
        case By.YEAR:
            return ((0, _year(one) or 0, ""),)
        case By.NEWEST:
            return ((0, -(_year(one) or 0), ""),)
        case By.CODE:
            return ((1, 0, one.name),)
        case By.WORDS:
            return tuple(
                part for word in _words(one.name, ignore) for part in (*_natural(word), _GAP)
            )
        case By.NAME:
            return _natural("".join(_words(one.name, ignore)))


def _year(one: _One) -> int | None:
    """Return the last year that an entry names."""
    found = _YEAR.findall(one.said)
    return int(found[-1]) if found else None


def _words(name: str, ignore: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a name in letters without case and accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = [word for word in _APART.split(bare.casefold()) if word]
    while len(words) > 1 and words[0] in ignore:
        words = words[1:]
    return words


def _natural(text: str) -> Key:
    """Return a key by which numbers in a text count as numbers."""
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


_BY_NAME = (By.NAME, By.WORDS, By.CODE)
_LAST = (["and"], ["miscellaneous"], ["misc"], ["more"], ["other"], ["others"], ["see"])
"""How the names begin that are put last on purpose."""
_SHORT, _LISTS = 4, 2
"""A shorter list is sorted by chance; so many sorted ones of a page are not."""
_YEARS = 3
"""So many different years a list must name to be sorted by year."""


# --- Findings ------------------------------------------------------------------------------


def _hit(
    context: LintContext, ones: Sequence[_One], order: _Sorted, index: int, *, decided: bool
) -> Violation:
    one = ones[index]
    at = bisect_right(order.kept_keys, order.keys[index])
    neighbour = order.kept[at - 1] if at else order.kept[0]
    case = "after" if at else "first"
    near = ones[neighbour]
    values = {
        "name": one.name,
        "neighbour": near.name,
        "agreeing": str(len(order.kept)),
        "total": str(len(ones)),
    }
    return Violation(
        f"decided-{case}" if decided else case,
        one.place,
        values,
        _fix(context.text, ones, index, neighbour, before=not at),
        one.url or None,
        (Related(near.place, "it belongs before this" if not at else "it belongs after this"),),
    )


def _fix(
    text: str, ones: Sequence[_One], index: int, neighbour: int, *, before: bool
) -> Fix | None:
    """Return the fix that moves whole lines; None where something stands between the items."""
    mine = ones[index].lines
    if index + 1 < len(ones):
        joint = Span(mine.end, ones[index + 1].lines.start)
        removed = Span(mine.start, joint.end)
    else:
        joint = Span(ones[index - 1].lines.end, mine.start)
        removed = Span(joint.start, mine.end)
    if joint.of(text).strip() or not joint.of(text):
        return None
    moved, near = mine.of(text), ones[neighbour].lines
    if before:
        edit = insert(near.start, moved + joint.of(text))
    else:
        edit = insert(near.end, joint.of(text) + moved)
    side = "before" if before else "after"
    edits = tuple(sorted((delete(removed), edit), key=lambda e: e.span))
    return Fix(Safety.SAFE, f"move it {side} `{ones[neighbour].name}`", edits, rearranges=True)


KIND = Kind(Parameters, CASES, check, habits=habits)
