"""References whose label repeats the link text."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import LinkKind


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the links and images `[text][text]`, in any letter case."""
    for link in context.document.links:
        text, label = link.text_span.of(context.text), link.label
        if link.kind is LinkKind.HTML or label is None or text.casefold() != label.casefold():
            continue
        span = Span(link.text_span.end + 2, link.span.end - 1)
        if span.start < span.end and span.of(context.text) == label:
            fix = Fix(Safety.SAFE, "remove the label", (delete(span),))
            yield Violation(link.span, f"label `[{label}]` repeats the link text; use `[]`", fix)
