"""Rows with more or fewer cells than their table's header."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert
from listlint.diagnostics.findings import Related
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Row, Table
from listlint.oldkinds import Kind, NoParameters, Violation

_MANY = 3
"""So many rows with an empty cell too many are one finding."""


CASES = {
    "extra": ("found", "expected", "lost"),
    "extra-empty": ("found", "expected"),
    "missing": ("found", "expected", "column"),
    "header": ("found", "expected", "rows"),
    "empty": ("expected", "rows"),
}


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield rows of another width than their header.

    One violation for a header that most rows contradict, and one for many rows with an empty cell
    too many.
    """
    for table in context.document.tables:
        width = len(table.header.cells)
        widths = Counter(len(row.cells) for row in table.rows)
        usual, count = widths.most_common(1)[0] if widths else (width, 0)
        # GitHub pads short rows, so a table that is short throughout may be meant so.
        lost = sum(_is_too_long(table, row, empty=False) for row in table.rows)
        if usual > width and count > 1 and count * 2 > len(table.rows) and lost:
            yield Violation(
                "header",
                table.header.span,
                {"found": str(width), "expected": str(usual), "rows": str(count)},
            )
            continue
        if usual < width and count > 1 and count * 2 > len(table.rows):
            continue
        is_optional = _is_often_empty(table)
        empty = [row for row in table.rows if _is_too_long(table, row, empty=True)]
        few = len(empty) < _MANY
        if not few:
            yield _empty(table, empty)
        for row in table.rows:
            if _is_too_long(table, row, empty=False) or (few and len(row.cells) > width):
                yield _extra(context.text, table, row)
            elif len(row.cells) < width:
                yield _missing(context.text, table, row, is_optional=is_optional)


def _is_too_long(table: Table, row: Row, *, empty: bool) -> bool:
    """Tell whether a row has surplus cells, and whether there is nothing in them."""
    surplus = row.cells[len(table.header.cells) :]
    return bool(surplus) and empty is not any(cell.inlines for cell in surplus)


def _is_often_empty(table: Table) -> bool:
    """Tell whether the last column is empty in half of the rows that have it."""
    width = len(table.header.cells)
    last = [row.cells[width - 1] for row in table.rows if len(row.cells) >= width]
    return bool(last) and sum(not cell.inlines for cell in last) * 2 >= len(last)


def _empty(table: Table, rows: list[Row]) -> Violation:
    width = len(table.header.cells)
    edits = tuple(_without_surplus(row, width) for row in rows)
    fix = Fix(Safety.SAFE, "remove the empty cells", edits)
    values = {"expected": str(width), "rows": str(len(rows))}
    return Violation("empty", table.header.span, values, fix)


def _without_surplus(row: Row, width: int) -> Edit:
    return delete(Span(row.cells[width - 1].outer.end, row.cells[-1].outer.end))


def _extra(text: str, table: Table, row: Row) -> Violation:
    width = len(table.header.cells)
    surplus = row.cells[width:]
    lost = " | ".join(cell.span.of(text) for cell in surplus).strip(" |")
    place = Span(surplus[0].outer.start, surplus[-1].outer.end)
    values = {"found": str(len(row.cells)), "expected": str(width)}
    related = (Related(table.header.span, "the header"),)
    if not lost:
        fix = Fix(Safety.SAFE, "remove the empty cell", (_without_surplus(row, width),))
        return Violation("extra-empty", place, values, fix, related=related)
    last = row.cells[width - 1]
    moved = None
    if len(surplus) == 1 and not last.inlines:
        edit = delete(Span(last.outer.start, surplus[0].outer.start))
        moved = Fix(Safety.UNSAFE, "remove the empty cell before it", (edit,))
    return Violation("extra", place, values | {"lost": lost}, moved, related=related)


def _missing(text: str, table: Table, row: Row, *, is_optional: bool) -> Violation:
    header = table.header.cells
    fix = None
    if is_optional and len(row.cells) == len(header) - 1:
        # GitHub shows the same without it, and other rows leave the same cell empty.
        end = row.span.start + len(row.span.of(text).rstrip())
        closed = row.cells[-1].outer.end < end
        fix = Fix(Safety.SAFE, "add the empty cell", (insert(end, " |" if closed else " | |"),))
    return Violation(
        "missing",
        row.span,
        {
            "found": str(len(row.cells)),
            "expected": str(len(header)),
            "column": header[len(row.cells)].text,
        },
        fix,
        related=(Related(table.header.span, "the header"),),
    )


KIND = Kind(NoParameters, CASES, check)
