"""Code blocks by indentation instead of a fence."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import CodeBlock


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the indented code blocks."""
    for block in context.document.every_block:
        if isinstance(block, CodeBlock) and not block.fenced:
            yield Violation(block.span, "indented code block; use a fenced code block")
