"""How lists and tables are sorted, and which of their entries are out of order."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property, lru_cache, partial
from itertools import groupby, pairwise
from math import lgamma, log
from operator import itemgetter

from listlint.diagnostics.edits import Fix, Safety, delete, insert
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.columns import is_shifted
from listlint.entries.context import LintContext
from listlint.entries.model import is_badge
from listlint.entries.sequences import longest_rising
from listlint.entries.thresholds import Conventions
from listlint.entries.values import counting_columns
from listlint.markdown import List, Table, plain

Key = tuple[tuple[int, int, str], ...]
"""Sort key of an entry: numbers are `(0, number, "")`, texts `(1, 0, text)`."""


class SortKey(StrEnum):
    """A sort order of a list."""

    NAME = "name"
    """Letters and digits of the name, without letter case."""
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
    """An entry of a list: its name, and its lines in the source.

    `certain` is the part of its name that sorts alike in every language: up to the first letter
    beyond ASCII, as `Å` is last in Swedish and an `A` in German.
    """

    name: str
    certain: str
    entry: Entry
    context: LintContext

    @property
    def place(self) -> Span:
        """The span that findings point to."""
        return self.entry.name_span if self.entry.row else self.entry.place

    @property
    def lines(self) -> Span:
        """Its whole lines, without the last line's end."""
        span = (self.entry.row or self.entry.item or self.entry).span
        whole = self.context.document.lines.whole(span)
        return Span(whole.start, whole.start + len(whole.of(self.context.text).rstrip("\r\n")))

    @property
    def year(self) -> int | None:
        """The last year in its text."""
        text = " ".join(plain(leaf.inlines) for leaf in self.entry.leaves)
        found = _YEAR.findall(text)
        return int(found[-1]) if found else None


@dataclass(frozen=True)
class Order:
    """A list by one sort order: its lowest and highest keys, and the indices of those in order.

    The two keys of an entry differ where its place depends on the language: it is only misplaced
    where no language has it between its neighbors.
    """

    lowest: Sequence[Key]
    highest: Sequence[Key]
    kept: tuple[int, ...]
    misplaced: frozenset[int]

    @property
    def total(self) -> int:
        """How many entries show the order."""
        return len(self.kept) + len(self.misplaced)

    @cached_property
    def kept_keys(self) -> tuple[Key, ...]:
        """The keys of those in order, never decreasing."""
        return tuple([self.lowest[index] for index in self.kept])

    @cached_property
    def chance(self) -> float:
        """An upper bound of how probable a random list is as well sorted, as a logarithm.

        Any of the entries may be those out of order; of all ways to arrange the others, those
        are in order that only exchange entries with equal keys.
        """
        chosen = lgamma(self.total + 1) - lgamma(len(self.misplaced) + 1)
        counts = Counter(self.kept_keys).values()
        equal = sum(lgamma(count + 1) for count in counts if count > 1)
        return chosen + equal - 2 * lgamma(len(self.kept) + 1)

    def fits(self, index: int, low: Key, high: Key) -> bool:
        """Return whether an entry with these keys is in order between those that are."""
        at = bisect_left(self.kept, index)
        if at < len(self.kept) and self.kept[at] == index:
            return True
        is_after = at == 0 or self.lowest[self.kept[at - 1]] <= high
        return is_after and (at == len(self.kept) or low <= self.highest[self.kept[at]])

    def target(self, index: int, *, highest: bool = False) -> tuple[int, bool]:
        """Return beside which of those in order an entry belongs, and whether after it."""
        key = (self.highest if highest else self.lowest)[index]
        at = bisect_right(self.kept_keys, key)
        return self.kept[max(at - 1, 0)], at > 0


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An entry out of order: it belongs `after` (or before) the entry at `neighbor`.

    `in_order` counts the others that are; `is_certain` is false where the usual ways of sorting
    do not agree on its place.
    """

    index: int
    neighbor: int
    after: bool
    in_order: int
    is_certain: bool


# --- Lists ---------------------------------------------------------------------------------


def sortable_lists(context: LintContext) -> Iterator[list[Sortable]]:
    """Yield the entries of each bullet list and table that consists of entries."""
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
            total, found = len(rows), [entry_at.get(row.span.start) for row in rows]
        elif around.ordered:
            continue
        else:
            total = len(around.items)
            found = [entry_at.get(item.marker.start) for item in around.items]
        named = [(one, _name(one)) for one in found if one is not None and not _is_group(one)]
        named = [(one, name) for one, name in named if name]
        if len(named) > 1 and len(named) * 10 >= total * 9:
            # Two letters may be one where the language has letters of its own.
            texts = (*(name for _, name in named), *entry.section)
            foreign = sum(_has_other_letter(one.description) for one, _ in named)
            has_others = any(map(_has_other_letter, texts)) or foreign * 10 >= len(named)
            sortables = [
                _sortable(context, one, name, have_pairs=has_others) for one, name in named
            ]
            yield from _by_group([one for one, _ in named], sortables)


def _has_other_letter(text: str) -> bool:
    return not text.isascii() and _OTHER_LETTER.search(text) is not None


def _by_group(entries: list[Entry], sortables: list[Sortable]) -> Iterator[list[Sortable]]:
    """Yield the lists that the rows of a table are sorted in.

    There is one for each group of rows with the same values before their names.
    """
    values = [
        tuple(cell.text for cell in one.row.cells if cell.span.end < one.name_span.start)
        if one.row
        else ()
        for one in entries
    ]
    runs = 1 + sum(left != right for left, right in pairwise(values))
    if len(set(values)) == runs < len(values):
        for _, group in groupby(zip(values, sortables, strict=True), key=itemgetter(0)):
            yield [one for _, one in group]
    else:
        yield sortables


def _sortable(context: LintContext, entry: Entry, name: str, *, have_pairs: bool) -> Sortable:
    if not have_pairs and name.isascii():
        return Sortable(name, name, entry, context)
    match = (_PAIR if have_pairs else _OTHER_LETTER).search(name)
    certain = name[: match.start()] if match else name
    return Sortable(name, certain, entry, context)


def _name(entry: Entry) -> str:
    """Return the name that an entry is sorted by, with the text before it but without badges.

    "" for one whose name is that of a badge: what it is sorted by is not known.
    """
    inlines = entry.leaves[0].inlines if entry.leaves and entry.item else ()
    badges = [inline for inline in inlines if is_badge(inline)]
    if any(badge.span.overlaps(entry.name_span) for badge in badges):
        return ""
    if not entry.leading_text or entry.link is None:
        return entry.name
    before = (i for i in inlines if i.span.end <= entry.link.span.start and i not in badges)
    leading = plain(tuple(before)).strip()
    return leading if any(map(str.isalnum, leading)) else entry.name


def _is_group(entry: Entry) -> bool:
    """Return whether an item without a link is the head of the list below it."""
    if entry.url is not None or entry.item is None:
        return False
    return any(isinstance(block, List) for block in entry.item.children[1:])


# --- Orders --------------------------------------------------------------------------------


def order_by(items: Sequence[Sortable], by: SortKey, ignore: tuple[str, ...]) -> Order:
    """Return a list by `by`; the words `ignore` are ignored at the start of a name."""
    match by:
        case SortKey.YEAR:
            return _by_year(items, newest=False)
        case SortKey.NEWEST:
            return _by_year(items, newest=True)
        case SortKey.CODE:
            return _by_name(items, _code)
        case SortKey.WORDS:
            return _by_name(items, partial(_by_words, ignore=ignore))
        case SortKey.NAME:
            return _by_name(items, partial(_letters, ignore=ignore))


def orders_by_name(items: Sequence[Sortable], ignore: tuple[str, ...]) -> list[Order]:
    """Return a list by every usual way of sorting names."""
    ways = (
        *(partial(_letters, ignore=ignore), partial(_by_words, ignore=ignore), _code),
        *(_letters, _by_words, _plain, _digits_last, _digits_as_letters, _numerals),
    )
    orders: list[Order] = []
    for way in ways:
        orders.append(_by_name(items, way, orders))
    return orders


def _by_name(
    items: Sequence[Sortable], key: Callable[[str], Key], known: Sequence[Order] = ()
) -> Order:
    """Return a list by a key: the order of another key that is `known`, if all are equal."""
    lowest = [key(item.certain) for item in items]
    highest = lowest.copy()
    for index, item in enumerate(items):
        if item.certain != item.name:
            highest[index] = key(item.certain + _LAST_LETTER)
    for order in known:
        if order.lowest == lowest and order.highest == highest:
            return order
    return _order(lowest, highest, [index for index, low in enumerate(lowest) if low])


def _by_year(items: Sequence[Sortable], *, newest: bool) -> Order:
    years = [item.year or 0 for item in items]
    dated: list[Key] = [((0, -year if newest else year, ""),) for year in years]
    return _order(dated, dated, [i for i, year in enumerate(years) if year])


def _order(lowest: Sequence[Key], highest: Sequence[Key], certain: Sequence[int]) -> Order:
    kept = [certain[i] for i in longest_rising([lowest[i] for i in certain])]
    order = Order(lowest, highest, tuple(kept), frozenset())
    others = set(certain).difference(kept)
    out = frozenset(i for i in others if not order.fits(i, lowest[i], highest[i]))
    return replace(order, misplaced=out) if out else order


def is_sorted(order: Order, limits: Conventions) -> bool:
    """Return whether a list is in an order: nearly all of it is, and not by chance."""
    return len(order.kept) >= limits.share * order.total and order.chance <= log(
        limits.order_chance
    )


def misplaced(
    lists: Sequence[Sequence[Sortable]], limits: Conventions, ignore: tuple[str, ...]
) -> Iterator[tuple[Sequence[Sortable], Misplaced]]:
    """Yield the entries that every usual way of sorting by name has elsewhere, with their lists.

    A way is usual where the lists of the document have few entries out of order by it. Lists
    that are not sorted by name may be sorted by year. A short list with a single entry out of
    order is checked where the other lists of the document are sorted.
    """
    orders = [orders_by_name(items, ignore) for items in lists]
    are_others_sorted = _are_sorted(lists, orders, limits)
    usual = _usual_ways(orders, limits)
    for items, by_name in zip(lists, orders, strict=True):
        if len(items) >= limits.minimum:
            found = [by_name[way] for way in usual if is_sorted(by_name[way], limits)]
        elif are_others_sorted and len(items) > limits.order_minimum:
            found = [by_name[way] for way in usual]
            found = [order for order in found if len(order.misplaced) <= 1 < len(order.kept)]
        else:
            continue
        if found:
            yield from ((items, one) for one in _misplaced(items, found, by_name))
        else:
            yield from ((items, one) for one in _misplaced_by_year(items, limits))


def _are_sorted(
    lists: Sequence[Sequence[Sortable]], orders: Sequence[Sequence[Order]], limits: Conventions
) -> bool:
    """Return whether nearly all lists of a document are sorted by name, or all but one.

    Entries that are reported, whatever the others are, count as moved: a list is then sorted. All
    of the lists together are not so by chance.
    """
    long = [
        one for items, one in zip(lists, orders, strict=True) if len(items) >= limits.order_minimum
    ]
    done: list[list[Order]] = []
    for by_name in long:
        reported = _reported(by_name, limits)
        if found := [order for order in by_name if order.kept and order.misplaced <= reported]:
            done.append(found)
    return (
        len(done) >= limits.order_lists_minimum
        and sum(len(found[0].lowest) for found in done) >= limits.minimum
        and (len(done) >= limits.share * len(long) or len(done) == len(long) - 1)
        and sum(min(o.chance for o in found) for found in done) <= log(limits.order_chance)
    )


def _reported(by_name: Sequence[Order], limits: Conventions) -> frozenset[int]:
    """Return the entries of a list that are out of order by all ways, if it is sorted by one."""
    is_long = len(by_name[0].lowest) >= limits.minimum
    if not is_long or not any(is_sorted(order, limits) for order in by_name):
        return frozenset()
    return frozenset.intersection(*(order.misplaced for order in by_name))


def _usual_ways(orders: Sequence[Sequence[Order]], limits: Conventions) -> list[int]:
    """Return the indices of the ways by which the fewest entries are out of order, or few more.

    Of two, the one with over twice as many is another order: by code points, for example. What is
    out of order by all ways says nothing about them, and does not count: the ways must be the same
    once it is moved.
    """
    done = [
        (by_name, frozenset.intersection(*(order.misplaced for order in by_name)))
        for by_name in orders
        if any(not order.misplaced or is_sorted(order, limits) for order in by_name)
    ]
    ways = zip(*([order.misplaced - common for order in way] for way, common in done), strict=True)
    totals = [sum(map(len, way)) for way in ways]
    return [way for way, total in enumerate(totals) if total <= 2 * min(totals) + _FEW]


def _misplaced(
    items: Sequence[Sortable], found: Sequence[Order], by_name: Sequence[Order]
) -> Iterator[Misplaced]:
    """Yield the entries of a list out of order by all of its orders `found`.

    Those before the first that is in order are put first on purpose, as `Others` is put last.
    """
    best = max(found, key=lambda order: len(order.kept))
    for index in sorted(frozenset.intersection(*(order.misplaced for order in found))):
        if index >= best.kept[0] and not _has_place(items[index], index, best.kept, by_name):
            yield place(found, index)


def _has_place(item: Sortable, index: int, kept: tuple[int, ...], by_name: Sequence[Order]) -> bool:
    """Return whether any way of sorting by name puts an entry between its neighbors in `kept`."""
    if index > kept[-1] and _words(item.name)[:1] in _LAST:
        return True
    bare = _letters(item.certain, _PREFIXES)
    return any(
        replace(order, kept=kept).fits(index, order.lowest[index], order.highest[index])
        for order in by_name
    ) or replace(by_name[0], kept=kept).fits(index, bare, bare)


def are_sorted(lists: Sequence[Sequence[Sortable]], limits: Conventions) -> bool:
    """Return whether nearly all lists of a document are sorted by name, or all but one."""
    return _are_sorted(lists, [orders_by_name(items, ARTICLES) for items in lists], limits)


def misplaced_among(
    items: Sequence[Sortable], added: Collection[int], limits: Conventions, *, usual: bool
) -> list[Misplaced] | None:
    """Return those of the `added` entries of a list that are out of order.

    The order is that of the other entries; None if they are not sorted by name, or may be so by
    chance and lists of the document are not sorted as a rule (`usual`).
    """
    others = [index for index in range(len(items)) if index not in added]
    if len(others) < limits.order_minimum:
        return None
    by_name = orders_by_name(items, ARTICLES)
    found = [
        replace(order, kept=tuple(others[index] for index in old.kept), misplaced=frozenset())
        for order, old in zip(
            by_name, orders_by_name([items[i] for i in others], ARTICLES), strict=True
        )
        if old.kept and (is_sorted(old, limits) or (usual and not old.misplaced))
    ]
    if not found:
        return None
    kept = max((order.kept for order in found), key=len)
    fitting = [
        index
        for index in added
        if _has_place(items[index], index, kept, by_name)
        and _words(items[index].name)[:1] not in _LAST
    ]
    found = [_extended(order, fitting) for order in found]
    kept = max((order.kept for order in found), key=len)
    return [
        place(found, index)
        for index in sorted(added)
        if not _has_place(items[index], index, kept, by_name)
    ]


def _extended(order: Order, indices: Iterable[int]) -> Order:
    """Return an order with those of the entries at `indices` that are in order, too."""
    known = sorted({*order.kept, *indices})
    kept = longest_rising([order.lowest[index] for index in known])
    return replace(order, kept=tuple(known[i] for i in kept))


def _misplaced_by_year(items: Sequence[Sortable], limits: Conventions) -> Iterator[Misplaced]:
    """Yield the dated entries out of order in a list that is sorted by year."""
    order = max((_by_year(items, newest=new) for new in (False, True)), key=lambda o: len(o.kept))
    is_dated = order.total >= limits.share * len(items)
    years = len(set(order.kept_keys))
    if is_dated and years >= limits.order_years_minimum and is_sorted(order, limits):
        for index in sorted(order.misplaced):
            if index > order.kept[0]:
                yield replace(place([order], index), is_certain=False)


def place(orders: Sequence[Order], index: int) -> Misplaced:
    """Return where an entry belongs: by the order that moves it the least."""
    places = {order.target(index): order for order in reversed(orders)}
    nearest = min(places, key=lambda target: abs(target[0] - index))
    order = places[nearest]
    is_certain = len(places) == 1 and order.target(index, highest=True) == nearest
    return Misplaced(index, *nearest, len(order.lowest) - len(order.misplaced), is_certain)


# --- Fixes ---------------------------------------------------------------------------------


def move(text: str, items: Sequence[Sortable], one: Misplaced, farthest: int) -> Fix | None:
    """Return the fix that moves an entry, by whole lines; None if there is text between entries.

    It is safe where the usual orders agree on the place, and where it is near, with no group or
    comment on the way.
    """
    index, neighbor = one.index, one.neighbor
    moved, near = items[index].lines, items[neighbor].lines
    if index + 1 < len(items):
        gap = Span(moved.end, items[index + 1].lines.start)
        removed = Span(moved.start, gap.end)
    else:
        gap = Span(items[index - 1].lines.end, moved.start)
        removed = Span(gap.start, moved.end)
    between = gap.of(text)
    if not between or between.strip():
        return None
    if one.after:
        edit = insert(near.end, between + moved.of(text))
    else:
        edit = insert(near.start, moved.of(text) + between)
    edits = tuple(sorted((delete(removed), edit), key=lambda e: e.span))
    first, last = sorted((index, neighbor))
    is_near = last - first <= farthest
    is_safe = one.is_certain and is_near and _is_free(text, items[max(first - 1, 0) : last + 2])
    safety = Safety.SAFE if is_safe else Safety.UNSAFE
    description = f"move it {'after' if one.after else 'before'} `{items[neighbor].name}`"
    return Fix(safety, description, edits, rearranges=True)


def _is_free(text: str, way: Sequence[Sortable]) -> bool:
    """Return whether there is no comment and no group among neighboring entries."""
    return "<!--" not in text[way[0].lines.start : way[-1].lines.end] and all(
        not text[left.lines.end : right.lines.start].strip() for left, right in pairwise(way)
    )


# --- Keys ----------------------------------------------------------------------------------

_LAST_LETTER = "\u9fa5"
"""A letter after all that are compared."""
_OTHER_LETTER = regex(r"[^\W\d_A-Za-z]")
_PAIR = regex(
    rf"{_OTHER_LETTER.pattern}|aa|ch|cs|dz|gy|ij|lj|ll|ly|nj|ny|rr|sz|ty|zs", re.IGNORECASE
)
"""A letter whose place depends on the language, or two that may be one: Czech `ch`, Danish `aa`."""
_WORD_END = (-1, 0, "")
"""The end of a word, which sorts before any character."""
_DIGITS = regex(r"(\d{1,18})")
_BETWEEN_WORDS = regex(r"[\W_]+")
_YEAR = regex(r"(?<![\d/.-])(19[5-9]\d|20[0-4]\d)(?![\d.])")
_NUMERAL = regex(r"(?<=\s)(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})\b")
"""A Roman numeral after a word, up to 39."""
_ROMAN = {"I": 1, "V": 5, "X": 10}
_REUSED = 10_000
"""Names of which the parts of keys are kept: the ways of sorting have most of them in common."""
_FEW = 2
ARTICLES = ("a", "an", "the")
"""Words that usually do not count at the start of a name."""
_PREFIXES = (
    *("a", "an", "the", "awesome", "das", "de", "der", "die", "ein", "eine", "el", "gli", "het"),
    *("i", "il", "l", "la", "las", "le", "les", "lo", "los", "o", "os", "um", "uma", "un", "una"),
    *("une", "uno"),
)
"""Articles and the like that some lists ignore at the start of a name."""
_LAST = (("and",), ("miscellaneous",), ("misc",), ("more",), ("other",), ("others",), ("see",))
"""Starts of names that are put last on purpose."""


def _code(name: str) -> Key:
    return ((1, 0, name),)


def _plain(name: str) -> Key:
    return ((1, 0, " ".join(name.casefold().split())),)


def _letters(name: str, ignore: tuple[str, ...] = ()) -> Key:
    return _natural("".join(_without(ignore, _words(name))))


def _by_words(name: str, ignore: tuple[str, ...] = ()) -> Key:
    return _word_keys(_without(ignore, _words(name)))


@lru_cache(maxsize=_REUSED)
def _word_keys(words: tuple[str, ...]) -> Key:
    return tuple(part for word in words for part in (*_natural(word), _WORD_END))


def _digits_last(name: str) -> Key:
    key = _letters(name)
    if name.isalpha():
        return key
    return tuple((2, number, text) if rank == 0 else (rank, 0, text) for rank, number, text in key)


def _digits_as_letters(name: str) -> Key:
    return ((1, 0, "".join(_words(name))),)


def _numerals(name: str) -> Key:
    if name.islower():
        return _letters(name)
    return _letters(_NUMERAL.sub(lambda match: str(_value(match[0])), name))


def _value(numeral: str) -> int:
    """Return the value of a Roman numeral."""
    values = [_ROMAN[letter] for letter in numeral]
    following = (*values[1:], 0)
    return sum(-n if n < after else n for n, after in zip(values, following, strict=True))


@lru_cache(maxsize=_REUSED)
def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name, without letter case."""
    folded = name.casefold()
    if folded.isalnum():
        return (folded,)
    return tuple([word for word in _BETWEEN_WORDS.split(folded) if word])


def _without(ignored: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name without those at its start that are ignored."""
    while len(words) > 1 and words[0] in ignored:
        words = words[1:]
    return words


@lru_cache(maxsize=_REUSED)
def _natural(text: str) -> Key:
    """Return a key that compares numbers in a text by value."""
    if text.isalpha():
        return ((1, 0, text),)
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )
