"""Lines of a block quote that do not start with `>`."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Quote


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the first such line of each block quote."""
    lines = context.document.lines
    for block in context.document.blocks:
        if not isinstance(block, Quote):
            continue
        spans = map(lines.line, lines.numbers(block.span))
        sources = ((span, span.of(context.text).strip()) for span in spans)
        lazy = [span for span, source in sources if source and not source.startswith(">")]
        if lazy:
            edits = tuple(insert(span.start, "> ") for span in lazy)
            fix = Fix(Safety.SAFE, "add `>` to each line", edits)
            yield Violation(lazy[0], "block quote line should start with `>`", fix)
