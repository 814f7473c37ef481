"""Entries without a description among entries that have one."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.columns import is_shifted
from listlint.document import Table
from listlint.entries import Entry, EntryKind, table_roles
from listlint.habits import Habit, Odd, agreed, is_empty, learn, odd_ones
from listlint.kinds import Hit, Kind, Learned
from listlint.listing import Listing

Asked = tuple[Entry, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`required`: every entry must have one; without it, only where nearly all have."""

    required: bool = False


CASES = {"missing": ("name", "agreeing", "total"), "decided": ("name",)}

_FEW = 4
"""So many entries a group must have for the one among them that lacks what the list has."""


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield entries without a description in lists and tables where nearly all have one."""
    groups = _groups(listing)
    if parameters.required:
        for group in groups:
            yield from (_hit(odd, "decided") for odd in odd_ones(group, listing.thresholds, True))
        return
    usual = {kind: _habit(listing, groups, kind) for kind in EntryKind}
    for group in groups:
        for odd in _odd(listing, group, usual[group[0][0].kind]):
            if odd.habit.answer:
                yield _hit(odd, "missing")


def habits(listing: Listing, _: Parameters) -> Iterator[Learned]:
    """Yield whether nearly all entries have a description, and no list goes without."""
    groups = ((answer for _, answer in group) for group in _groups(listing))
    habit = agreed(groups, listing.thresholds)
    if habit is not None and habit.answer:
        yield Learned("required", True, habit.agreeing, habit.total, "entries have a description")


def _groups(listing: Listing) -> list[list[Asked]]:
    """Return the entries of each list and table that could have a description, with the answer."""
    columns = {table.span: _column(table) for table in listing.document.tables}
    groups: dict[tuple[int, int], list[Asked]] = {}
    for entry in listing.entries:
        around = entry.table or entry.parent
        column = columns[entry.table.span] if entry.table else None
        if around and (answer := _answer(entry, column)) is not None:
            groups.setdefault(around.span, []).append((entry, answer))
    return list(groups.values())


def _column(table: Table) -> int | None:
    roles = table_roles(table)
    return roles.description if roles else None


def _answer(entry: Entry, column: int | None) -> bool | None:
    """Tell whether an entry has a description; None where something else may stand for it.

    `column` is that of the descriptions in the entry's table.
    """
    if entry.row is not None and (column is None or column >= len(entry.row.cells)):
        return None
    if entry.row is not None and entry.table is not None and is_shifted(entry.row, entry.table):
        return None
    if entry.description and not is_empty(entry.description):
        return True
    if entry.lead or (entry.item is not None and len(entry.item.children) > 1):
        return None
    return False


def _habit(listing: Listing, groups: list[list[Asked]], kind: EntryKind) -> Habit[bool] | None:
    pairs = (pair for group in groups for pair in group)
    return learn((answer for entry, answer in pairs if entry.kind is kind), listing.thresholds)


def _odd(
    listing: Listing, group: list[Asked], usual: Habit[bool] | None
) -> Iterator[Odd[Entry, bool]]:
    """Yield the odd ones of one list or table, where all of the document do as it does.

    A table has its column for descriptions by itself; a small one does as all others do. In a
    long list, a single one that has none is odd whatever other lists do.
    """
    general = usual is not None and usual.answer
    without = [entry for entry, answer in group if not answer]
    if not general and len(group) >= 2 * listing.thresholds.minimum and len(without) == 1:
        yield from odd_ones(group, listing.thresholds)
        return
    if len(group) >= listing.thresholds.minimum:
        if general or group[0][0].kind is EntryKind.ROW:
            yield from odd_ones(group, listing.thresholds)
        return
    if usual is not None and general and len(without) == 1 and len(group) >= _FEW:
        yield Odd(without[0], False, usual)


def _hit(odd: Odd[Entry, bool], case: str) -> Hit:
    entry = odd.one
    return Hit(case, entry.place, {"name": entry.name, **odd.habit.values}, url=entry.url)


KIND = Kind(Parameters, CASES, check, habits=habits)
