"""Hard line breaks of more than two spaces."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Break


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the line breaks with spaces that have no effect."""
    for _, line_end in context.document.inlines.of(Break):
        if not line_end.hard:
            continue
        source = line_end.span.of(context.text)
        spaces = len(source) - len(source.lstrip(" "))
        if spaces > 2 and source[spaces : spaces + 1] in ("\n", "\r"):
            start = line_end.span.start
            edit = delete(Span(start, start + spaces - 2))
            fix = Fix(Safety.SAFE, "leave two spaces", (edit,))
            message = f"hard line break has {spaces:,} spaces; expected 2"
            yield Violation(line_end.span, message, fix)
