"""Tables whose source is not formatted as decided, which their reader never sees."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from wcwidth import wcswidth

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Alignment, Row, Table


class Layout(StrEnum):
    """A way to format the source of a table."""

    ALIGNED = "aligned"
    """Pipes are below one another, by the width that a terminal gives each character."""
    COMPACT = "compact"
    """One space on either side of a cell's content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `table-format`."""

    layout: Layout = Layout.COMPACT
    """How every table should be formatted: `compact` or `aligned`."""


_LARGEST = 10_000_000
"""The characters that an aligned table may have: one long cell makes every row as long."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield each table that has lines of another layout."""
    aligned = options.layout is Layout.ALIGNED
    for table in context.document.tables:
        edits = tuple(_edits(context.text, table, aligned=aligned))
        if edits:
            differ = "differs" if len(edits) == 1 else "differ"
            counts = f"{len(edits):,} of {len(table.rows) + 2:,} lines {differ}"
            fix = Fix(Safety.SAFE, "format the table", edits)
            yield Violation(table.header.span, f"table is not {options.layout} ({counts})", fix)


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
    missing = max(width - _width(content), 0)
    match alignment:
        case Alignment.RIGHT:
            return " " * missing + content
        case Alignment.CENTER:
            return " " * (missing // 2) + content + " " * (missing - missing // 2)
        case _:
            return content + " " * missing
