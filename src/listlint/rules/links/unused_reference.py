"""Definitions that no link uses."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield definitions without a reference."""
    for definition in context.document.definitions:
        # `[//]: # (…)` and similar definitions are comments.
        if definition.used or definition.url in ("#", "") or definition.label == "//":
            continue
        start = definition.span.start
        line = context.document.lines.whole(Span(start, start))
        whole = Span(start, max(line.end, definition.span.end))
        fix = Fix(Safety.UNSAFE, "remove the definition", (delete(whole),))
        yield Violation(definition.span, f"no link uses the definition `[{definition.label}]`", fix)
