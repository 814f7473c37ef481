"""Cells without a value in a column that has one in nearly every row."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.columns import Content, Field, Nature, contents, header_key, is_placeholder
from listlint.document import Link, Row, Table, walk
from listlint.habits import Habit, learn
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Which columns must have a value in every row, by their headers in any spelling.

    `always` do, whatever the habit; `never` need none.
    """

    always: tuple[str, ...] = ("license",)
    never: tuple[str, ...] = ()


CASES = {
    "habit": ("column", "agreeing", "total"),
    "placeholder": ("column", "agreeing", "total", "placeholder", "times"),
    "always": ("column",),
    "column": ("column", "rows"),
}

_FEW = 3
"""So many empty cells in a third of a table's rows, and the table does without the column."""


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield the empty cells; one hit for a column that is empty throughout a table."""
    entries = listing.once(_entry_rows)
    always = set(map(header_key, parameters.always))
    never = set(map(header_key, parameters.never))
    for content in contents(listing):
        key = content.column.key
        if key in never:
            continue
        fields = [f for f in content.column.fields if f.row.span.start in entries]
        habit = learn((not field.is_blank for field in fields), listing.thresholds)
        decided = key in always
        if not decided and (habit is None or not habit.answer or content.nature is Nature.LINKS):
            continue
        placeholder = _placeholder(content)
        for table, own in _by_table(fields):
            empty = [field for field in own if field.is_blank]
            if len(empty) == len(own) > 1:
                yield _whole_column(content, table, own)
            elif decided or len(empty) < _FEW or len(empty) * 3 <= len(own):
                for field in empty:
                    yield _hit(listing.text, content, field, habit, placeholder)


def _entry_rows(listing: Listing) -> frozenset[int]:
    """Return where the rows begin that are more than a divider or the head of a group."""
    rows = (row for table in listing.document.tables for row in table.rows)
    return frozenset(row.span.start for row in rows if _is_entry(row))


def _is_entry(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.inlines]
    return len(filled) > 1 or any(
        isinstance(i, Link) for cell in filled for i in walk(cell.inlines)
    )


def _by_table(fields: list[Field]) -> Iterator[tuple[Table, list[Field]]]:
    tables: dict[int, list[Field]] = defaultdict(list)
    for field in fields:
        tables[field.table.span.start].append(field)
    for own in tables.values():
        yield own[0].table, own


def _placeholder(content: Content) -> Habit[str] | None:
    """Return what the column says where there is nothing, if it says so more than twice."""
    texts = [field.cell.text.strip() for field in content.column.fields]
    counts = Counter(text for text in texts if is_placeholder(text))
    if not counts:
        return None
    text, times = counts.most_common(1)[0]
    if times < _FEW or times * 10 < counts.total() * 9:
        return None
    return Habit(text, times, counts.total())


def _whole_column(content: Content, table: Table, own: list[Field]) -> Hit:
    index = own[0].row.cells.index(own[0].cell)
    values = {"column": content.column.header, "rows": str(len(own))}
    return Hit("column", table.header.cells[index].span, values)


def _hit(
    text: str,
    content: Content,
    field: Field,
    habit: Habit[bool] | None,
    placeholder: Habit[str] | None,
) -> Hit:
    values = {"column": content.column.header}
    if habit is None or not habit.answer:
        return Hit("always", field.cell.outer, values)
    values |= habit.values
    if placeholder is None:
        return Hit("habit", field.cell.outer, values)
    values |= {"placeholder": placeholder.answer, "times": str(placeholder.agreeing)}
    outer = field.cell.outer
    size = len(placeholder.answer)
    edit = (
        replace(Span(outer.start + 1, outer.start + 1 + size), placeholder.answer)
        if outer.end - outer.start >= size + 2
        else replace(outer, f" {placeholder.answer} ")
    )
    fix = Fix(Safety.UNSAFE, f"write `{placeholder.answer}`", (edit,))
    return Hit("placeholder", outer, values, fix)


KIND = Kind(Parameters, CASES, check)
