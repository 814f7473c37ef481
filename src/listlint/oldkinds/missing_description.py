"""Entries without a description among entries that have one."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries import Entry, EntryKind, table_roles
from listlint.entries.columns import is_shifted
from listlint.entries.context import LintContext
from listlint.entries.conventions import Convention, Outlier, agreed, learn, outliers
from listlint.language.words import is_empty
from listlint.markdown import Table
from listlint.oldkinds import Kind, Learned, Violation

Asked = tuple[Entry, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`required`: every entry must have one; without it, only where nearly all have."""

    required: bool = False


CASES = {"missing": ("name", "agreeing", "total"), "decided": ("name",)}

_FEW = 4
"""So many entries a group must have for the one among them that lacks what the list has."""


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield entries without a description in lists and tables where nearly all have one."""
    groups = _groups(context)
    if parameters.required:
        for group in groups:
            yield from (_hit(odd, "decided") for odd in outliers(group, context.conventions, True))
        return
    usual = {kind: _habit(context, groups, kind) for kind in EntryKind}
    for group in groups:
        for odd in _odd(context, group, usual[group[0][0].kind]):
            if odd.convention.answer:
                yield _hit(odd, "missing")


def habits(context: LintContext, _: Parameters) -> Iterator[Learned]:
    """Yield whether nearly all entries have a description, and no list goes without."""
    groups = ((answer for _, answer in group) for group in _groups(context))
    convention = agreed(groups, context.conventions)
    if convention is not None and convention.answer:
        yield Learned(
            "required", True, convention.agreeing, convention.total, "entries have a description"
        )


def _groups(context: LintContext) -> list[list[Asked]]:
    """Return the entries of each list and table that could have a description, with the answer."""
    columns = {table.span: _column(table) for table in context.document.tables}
    groups: dict[tuple[int, int], list[Asked]] = {}
    for entry in context.entries:
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
    if entry.leading_text or (entry.item is not None and len(entry.item.children) > 1):
        return None
    return False


def _habit(
    context: LintContext, groups: list[list[Asked]], kind: EntryKind
) -> Convention[bool] | None:
    pairs = (pair for group in groups for pair in group)
    return learn((answer for entry, answer in pairs if entry.kind is kind), context.conventions)


def _odd(
    context: LintContext, group: list[Asked], usual: Convention[bool] | None
) -> Iterator[Outlier[Entry, bool]]:
    """Yield the odd ones of one list or table, where all of the document do as it does.

    A table has its column for descriptions by itself; a small one does as all others do. In a
    long list, a single one that has none is odd whatever other lists do.
    """
    general = usual is not None and usual.answer
    without = [entry for entry, answer in group if not answer]
    if not general and len(group) >= 2 * context.conventions.minimum and len(without) == 1:
        yield from outliers(group, context.conventions)
        return
    if len(group) >= context.conventions.minimum:
        if general or group[0][0].kind is EntryKind.ROW:
            yield from outliers(group, context.conventions)
        return
    if usual is not None and general and len(without) == 1 and len(group) >= _FEW:
        yield Outlier(without[0], False, usual)


def _hit(odd: Outlier[Entry, bool], case: str) -> Violation:
    entry = odd.one
    return Violation(
        case, entry.place, {"name": entry.name, **odd.convention.values}, url=entry.url
    )


KIND = Kind(Parameters, CASES, check, habits=habits)
