"""Entries without a description among entries that have one."""

from collections.abc import Hashable, Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries import Entry, EntryKind
from listlint.entries.columns import is_shifted
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    Convention,
    Learned,
    Outlier,
    agreed,
    is_phrase,
    outliers,
)
from listlint.entries.labels import DESCRIPTION_HEADER
from listlint.language.words import is_empty
from listlint.markdown import Table

Answer = tuple[Entry, bool]
"""An entry, and whether it has a description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `missing-description`."""

    required: bool = False
    """Whether every entry must have a description, even in a list where most have none."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield entries without a description in lists and tables where nearly all have one."""
    groups = _groups(context)
    if options.required:
        for entry, has_description in (answer for group in groups for answer in group):
            if not has_description:
                yield Violation(entry.place, f"`{entry.name}` has no description", url=entry.url)
        return
    usual = {kind: _usual(context, groups, kind) for kind in EntryKind}
    for group in groups:
        for outlier in _outliers(context, group, usual[group[0][0].kind]):
            entry, convention = outlier.one, outlier.convention
            if convention.value:
                counts = f"{convention.counts} entries have one"
                message = f"`{entry.name}` has no description ({counts})"
                yield Violation(entry.place, message, url=entry.url)


def learn(context: LintContext, _options: Options) -> Iterator[Learned]:
    """Yield whether nearly all entries have a description, and no list goes without."""
    groups = ((value for _, value in group) for group in _groups(context))
    convention = agreed(groups, context.conventions)
    if convention is not None and convention.value:
        what = "entries have a description"
        yield Learned("required", True, convention.agreeing, convention.total, what)


def _groups(context: LintContext) -> list[list[Answer]]:
    """Return the entries of each list, table or section that could have a description."""
    columns = {table.span: _column(context, table) for table in context.document.tables}
    groups: dict[Hashable, list[Answer]] = {}
    for entry in context.entries:
        column = columns[entry.table.span] if entry.table else None
        if (answer := _has_description(entry, column)) is not None:
            groups.setdefault(entry.group, []).append((entry, answer))
    return [group for group in groups.values() if _is_described(group)]


def _is_described(group: list[Answer]) -> bool:
    """Return whether most of the descriptions are phrases, and not authors, years or the like."""
    phrases = [is_phrase(entry.description) for entry, answer in group if answer]
    return 2 * sum(phrases) >= len(phrases)


def _column(context: LintContext, table: Table) -> int | None:
    """Return the column of the descriptions, if its header says so: others hold other texts."""
    roles = context.roles.get(table.span)
    if roles is None or roles.description is None:
        return None
    header = table.header.cells[roles.description].text
    return roles.description if DESCRIPTION_HEADER.search(header) else None


def _has_description(entry: Entry, column: int | None) -> bool | None:
    """Return whether an entry has a description; None where something else may be one.

    `column` is that of the descriptions in the entry's table.
    """
    if entry.row is not None and (column is None or column >= len(entry.row.cells)):
        return None
    if entry.row is not None and entry.table is not None and is_shifted(entry.row, entry.table):
        return None
    if entry.description:
        return None if is_empty(entry.description) else True  # `-` says that there is none
    if entry.leading_text or (entry.item is not None and len(entry.item.children) > 1):
        return None
    return False


def _usual(
    context: LintContext, groups: list[list[Answer]], kind: EntryKind
) -> Convention[bool] | None:
    answers = (answer for group in groups for entry, answer in group if entry.kind is kind)
    return agreed([answers], context.conventions)


def _outliers(
    context: LintContext, group: list[Answer], usual: Convention[bool] | None
) -> Iterator[Outlier[Entry, bool]]:
    """Yield the outliers of one list or table, where the whole document does as it does.

    A table has its column for descriptions by itself; a small one does as all others do. In a
    long list, a single entry without one is an outlier whatever other lists do.
    """
    limits = context.conventions
    described = usual is not None and usual.value
    without = [entry for entry, answer in group if not answer]
    if not described and len(group) >= 2 * limits.minimum and len(without) == 1:
        yield from outliers(group, limits)
    elif len(group) >= limits.minimum:
        if described or group[0][0].kind is EntryKind.ROW:
            yield from outliers(group, limits)
    elif usual and described and len(without) == 1 and len(group) >= limits.group_minimum:
        yield Outlier(without[0], False, usual)
