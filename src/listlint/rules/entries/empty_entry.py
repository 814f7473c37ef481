"""List items and table rows without any content."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.conventions import are_exceptions
from listlint.markdown import List


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the empty items and rows, unless a tenth of them are empty."""
    lists = [block for block in context.document.every_block if isinstance(block, List)]
    items = [(block, item) for block in lists for item in block.items]
    empty = [(block, item) for block, item in items if not item.children]
    if are_exceptions(len(empty), len(items), context.conventions):
        for block, item in empty:
            alone = len(block.items) == 1
            yield Violation(
                item.marker, "empty list item", None if alone else _fix(context, item.span)
            )
    for table in context.document.tables:
        rows = [row for row in table.rows if all(cell.is_empty for cell in row.cells)]
        if are_exceptions(len(rows), len(table.rows), context.conventions):
            for row in rows:
                fix = None if len(table.rows) == 1 else _fix(context, row.span)
                yield Violation(row.span, "empty table row", fix)


def _fix(context: LintContext, span: Span) -> Fix | None:
    """Return the fix that deletes the line of `span`, if nothing else is on it."""
    line = context.document.lines.whole(span)
    if line.of(context.text).strip(" \t\r\n>") != span.of(context.text).strip():
        return None
    return Fix(Safety.SAFE, "delete the line", (delete(line),), rearranges=True)
