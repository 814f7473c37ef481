"""Hard line breaks of more than two spaces."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Break, walk


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the line breaks with spaces that have no effect."""
    for leaf in context.document.leaves():
        for inline in walk(leaf.inlines):
            if not isinstance(inline, Break) or not inline.hard:
                continue
            source = inline.span.of(context.text)
            spaces = len(source) - len(source.lstrip(" "))
            if spaces > 2 and source[spaces : spaces + 1] in ("\n", "\r"):
                start = inline.span.start
                edit = delete(Span(start, start + spaces - 2))
                fix = Fix(Safety.SAFE, "leave two spaces", (edit,))
                message = f"hard line break has {spaces:,} spaces; expected 2"
                yield Violation(inline.span, message, fix)
