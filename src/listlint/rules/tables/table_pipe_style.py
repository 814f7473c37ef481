"""Tables with rows that do not start and end with a pipe."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the header of each such table."""
    for table in context.document.tables:
        edits: list[Edit] = []
        for span in (table.header.span, table.delimiter, *(row.span for row in table.rows)):
            source = span.of(context.text).rstrip()
            start = span.start + len(source) - len(source.lstrip())
            if not source.lstrip().startswith("|"):
                edits.append(insert(start, "| "))
            if not source.endswith("|") or source.endswith("\\|"):
                edits.append(insert(span.start + len(source), " |"))
        if edits:
            fix = Fix(Safety.SAFE, "add the missing pipes", tuple(edits))
            message = "table rows should start and end with `|`"
            yield Violation(table.header.span, message, fix)
