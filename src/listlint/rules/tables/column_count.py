"""Rows with more or fewer cells than their table's header."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.language.words import counted
from listlint.markdown import Row, Table

_MANY = 3
"""Rows with an extra empty cell that are one finding."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield rows of another width than their header.

    One violation for a header that most rows contradict, and one for many rows with an extra
    empty cell.
    """
    for table in context.document.tables:
        width = len(table.header.cells)
        widths = Counter(len(row.cells) for row in table.rows)
        usual, count = widths.most_common(1)[0] if widths else (width, 0)
        if count > 1 and count * 2 > len(table.rows):
            if usual > width and any(_is_too_long(table, row, empty=False) for row in table.rows):
                rows = f"{counted(count, 'row')} have {usual:,}; GitHub drops the others"
                message = f"header has {counted(width, 'cell')} but {rows}"
                yield Violation(table.header.span, message)
                continue
            if usual < width:
                continue  # GitHub fills short rows, so a table that is short throughout is meant so
        yield from _rows(context.text, table, context.conventions.share)


def _rows(text: str, table: Table, share: float) -> Iterator[Violation]:
    width = len(table.header.cells)
    is_optional = _is_often_empty(table)
    empty = [row for row in table.rows if _is_too_long(table, row, empty=True)]
    is_style = len(empty) > (1 - share) * len(table.rows)
    if len(empty) >= _MANY and not is_style:
        message = (
            f"{counted(len(empty), 'row')} end with an extra empty cell;"
            f" the header has {counted(width, 'cell')}"
        )
        edits = tuple(_without_extra(row, width) for row in empty)
        fix = Fix(Safety.SAFE, "remove the empty cells", edits)
        yield Violation(table.header.span, message, fix)
    for row in table.rows:
        if _is_too_long(table, row, empty=False):
            yield _dropped(text, table, row)
        elif len(row.cells) > width and len(empty) < _MANY:
            yield _extra_empty(table, row)
        elif len(row.cells) < width:
            yield _missing(text, table, row, is_optional=is_optional)


def _is_too_long(table: Table, row: Row, *, empty: bool) -> bool:
    """Return whether a row has extra cells, and whether they are empty."""
    extra = row.cells[len(table.header.cells) :]
    return bool(extra) and empty is all(cell.is_empty for cell in extra)


def _is_often_empty(table: Table) -> bool:
    """Return whether the last column is empty in half of the rows that have it."""
    width = len(table.header.cells)
    last = [row.cells[width - 1] for row in table.rows if len(row.cells) >= width]
    return bool(last) and sum(cell.is_empty for cell in last) * 2 >= len(last)


def _without_extra(row: Row, width: int) -> Edit:
    return delete(Span(row.cells[width - 1].outer.end, row.cells[-1].outer.end))


def _violation(table: Table, row: Row, span: Span, detail: str, fix: Fix | None) -> Violation:
    expected = f"{len(table.header.cells):,}"
    message = f"row has {counted(len(row.cells), 'cell')} but the header has {expected}{detail}"
    return Violation(span, message, fix, related=(Related(table.header.span, "header"),))


def _dropped(text: str, table: Table, row: Row) -> Violation:
    width = len(table.header.cells)
    last, *extra = row.cells[width - 1 :]
    lost = " | ".join(cell.span.of(text) for cell in extra).strip(" |")
    fix = None
    if len(extra) == 1 and last.is_empty:
        edit = delete(Span(last.outer.start, extra[0].outer.start))
        fix = Fix(Safety.UNSAFE, "remove the empty cell before it", (edit,))
    place = Span(extra[0].outer.start, extra[-1].outer.end)
    return _violation(table, row, place, f"; GitHub drops `{lost}`", fix)


def _extra_empty(table: Table, row: Row) -> Violation:
    width = len(table.header.cells)
    extra = row.cells[width:]
    are_empty = "extra cell is" if len(extra) == 1 else f"{len(extra):,} extra cells are"
    do = f"remove the empty cell{'s' if len(extra) > 1 else ''}"
    fix = Fix(Safety.SAFE, do, (_without_extra(row, width),))
    place = Span(extra[0].outer.start, extra[-1].outer.end)
    return _violation(table, row, place, f" (the {are_empty} empty)", fix)


def _missing(text: str, table: Table, row: Row, *, is_optional: bool) -> Violation:
    header = table.header.cells
    name = header[len(row.cells)].text
    first = f"`{name}`" if name else f"column {len(row.cells) + 1:,}"
    are_empty = "is empty" if len(row.cells) == len(header) - 1 else "and later columns are empty"
    fix = None
    if is_optional and len(row.cells) == len(header) - 1:
        # GitHub shows the same without it, and other rows leave the same cell empty.
        end = row.span.start + len(row.span.of(text).rstrip())
        closed = row.cells[-1].outer.end < end
        fix = Fix(Safety.SAFE, "add the empty cell", (insert(end, " |" if closed else " | |"),))
    return _violation(table, row, row.span, f"; {first} {are_empty}", fix)
