"""Labels of link definitions with capital letters or repeated whitespace."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the labels that could be lowercase, each word after one space."""
    for definition in context.document.definitions:
        label = definition.label
        expected = re.sub(r"\s+", " ", label).lower()
        start = context.text.find(label, definition.span.start, definition.span.end)
        if label != expected and start >= 0 and label.isascii():
            span = Span(start, start + len(label))
            fix = Fix(Safety.SAFE, f"use `{expected}`", (replace(span, expected),))
            yield Violation(span, f"definition label should be `{expected}`, not `{label}`", fix)
