"""How a table is laid out in the source: which the reader never sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wcwidth import wcswidth

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Alignment, Row, Table
from listlint.oldkinds import Kind, Violation


class Layout(StrEnum):
    """A way to lay out a table."""

    ALIGNED = "aligned"
    """Pipes stand below one another, by the width that a terminal gives each character."""
    COMPACT = "compact"
    """One blank on either side of a cell's content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The `layout` that every table should have."""

    layout: Layout = Layout.COMPACT


_LARGEST = 10_000_000
"""The characters that an aligned table may have: one long cell makes every row as long."""

CASES = {layout.value: ("lines", "total") for layout in Layout}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield each table that has lines of another layout."""
    aligned = parameters.layout is Layout.ALIGNED
    for table in context.document.tables:
        edits = tuple(_edits(context.text, table, aligned=aligned))
        if edits:
            total = len(table.rows) + 2
            values = {"lines": str(len(edits)), "total": str(total)}
            fix = Fix(Safety.SAFE, "lay the table out anew", edits)
            yield Violation(parameters.layout.value, table.header.span, values, fix)


def _edits(text: str, table: Table, *, aligned: bool) -> Iterator[Edit]:
    lines = [table.header, *table.rows]
    widths = _widths(text, table, lines) if aligned else [0] * len(table.alignments)
    if sum(widths) * len(lines) > _LARGEST:
        return
    marks = map(_mark, table.alignments, widths)
    yield from _edit(text, table.header.span, _line(text, table.header, table, widths))
    yield from _edit(text, table.delimiter, f"| {' | '.join(marks)} |")
    for row in table.rows:
        yield from _edit(text, row.span, _line(text, row, table, widths))


def _edit(text: str, span: Span, line: str) -> Iterator[Edit]:
    if span.of(text) != line:
        yield replace(span, line)


def _widths(text: str, table: Table, lines: Sequence[Row]) -> list[int]:
    widths = [len(_mark(alignment, 0)) for alignment in table.alignments]
    for row in lines:
        for index, cell in enumerate(row.cells[: len(widths)]):
            widths[index] = max(widths[index], _width(cell.span.of(text)))
    return widths


def _width(content: str) -> int:
    width = wcswidth(content)
    return width if width >= 0 else len(content)


def _mark(alignment: Alignment, width: int) -> str:
    """Return a cell of the delimiter row: three dashes at least."""
    left = ":" if alignment in (Alignment.LEFT, Alignment.CENTER) else ""
    right = ":" if alignment in (Alignment.RIGHT, Alignment.CENTER) else ""
    return left + "-" * max(width - len(left) - len(right), 3) + right


def _line(text: str, row: Row, table: Table, widths: Sequence[int]) -> str:
    """Return a row with its own cells, those beyond the header as they are."""
    cells: list[str] = []
    for index, cell in enumerate(row.cells):
        content = cell.span.of(text)
        if index < len(widths):
            content = _pad(content, widths[index], table.alignments[index])
        cells.append(f" {content} " if content else " ")
    return f"|{'|'.join(cells)}|"


def _pad(content: str, width: int, alignment: Alignment) -> str:
    blanks = max(width - _width(content), 0)
    match alignment:
        case Alignment.RIGHT:
            return " " * blanks + content
        case Alignment.CENTER:
            return " " * (blanks // 2) + content + " " * (blanks - blanks // 2)
        case _:
            return content + " " * blanks


KIND = Kind(Parameters, CASES, check)
