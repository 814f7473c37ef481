"""Files whose last line has no line break."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, insert, newline_of
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the last character of a file that does not end with a newline."""
    text = context.text
    if text and not text.endswith(("\n", "\r")):
        fix = Fix(Safety.SAFE, "add a newline", (insert(len(text), newline_of(text)),))
        yield Violation(Span(len(text) - 1, len(text)), "missing newline at end of file", fix)
