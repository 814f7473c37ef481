"""Numbers of ordered list items that GitHub renders differently."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import List


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the numbers that do not count up from the first one of their list."""
    for block in context.document.every_block:
        if not isinstance(block, List) or not block.ordered:
            continue
        spans = [Span(item.marker.start, item.marker.end - 1) for item in block.items]
        numbers = [int(span.of(context.text)) for span in spans]
        # `1. 1. 1.` leaves the counting to Markdown: a style.
        if set(numbers[1:]) == {numbers[0]}:
            continue
        for expected, (item, span, number) in enumerate(
            zip(block.items, spans, numbers, strict=True), numbers[0]
        ):
            if number == expected:
                continue
            fix = None
            # The indentation of what is below an item depends on the width of its number.
            if len(str(expected)) == span.end - span.start or len(item.children) == 1:
                edit = replace(span, str(expected))
                fix = Fix(Safety.SAFE, f"use `{expected}`", (edit,))
            yield Violation(span, f"item is numbered `{number}` but rendered as `{expected}`", fix)
