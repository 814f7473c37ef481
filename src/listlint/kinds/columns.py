"""Rows with more or fewer cells than their table's header."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.document import Row, Table
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Related, Safety, Span, delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Nothing to set."""


CASES = {
    "extra": ("found", "expected", "lost"),
    "missing": ("found", "expected", "column"),
    "header": ("found", "expected", "rows"),
}


def check(listing: Listing, _parameters: Parameters) -> Iterator[Hit]:
    """Yield rows of another width than their header; one hit for a header that most contradict."""
    for table in listing.document.tables:
        width = len(table.header.cells)
        widths = Counter(len(row.cells) for row in table.rows)
        usual, count = widths.most_common(1)[0] if widths else (width, 0)
        # GitHub pads short rows, so a table that is short throughout may be meant so.
        if usual > width and count > 1 and count * 2 > len(table.rows):
            yield Hit(
                "header",
                table.header.span,
                {"found": str(width), "expected": str(usual), "rows": str(count)},
            )
            continue
        if usual < width and count > 1 and count * 2 > len(table.rows):
            continue
        for row in table.rows:
            if len(row.cells) > width:
                yield _extra(listing.text, table, row)
            elif len(row.cells) < width:
                yield _missing(table, row)


def _extra(text: str, table: Table, row: Row) -> Hit:
    width = len(table.header.cells)
    surplus = row.cells[width:]
    lost = " | ".join(cell.span.of(text) for cell in surplus).strip(" |")
    fix = None
    if not lost:
        start, end = row.cells[width - 1].outer.end, row.cells[-1].outer.end
        fix = Fix(Safety.SAFE, "remove the empty cell", (delete(Span(start, end)),))
    return Hit(
        "extra",
        Span(surplus[0].outer.start, surplus[-1].outer.end),
        {"found": str(len(row.cells)), "expected": str(width), "lost": lost or "nothing"},
        fix,
        related=(Related(table.header.span, "the header"),),
    )


def _missing(table: Table, row: Row) -> Hit:
    header = table.header.cells
    return Hit(
        "missing",
        row.span,
        {
            "found": str(len(row.cells)),
            "expected": str(len(header)),
            "column": header[len(row.cells)].text,
        },
        related=(Related(table.header.span, "the header"),),
    )


KIND = Kind(Parameters, CASES, check)
