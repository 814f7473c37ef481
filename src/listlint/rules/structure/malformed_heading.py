"""Headings that GitHub shows as text, and text that it shows as a heading."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Heading, Paragraph
from listlint.markdown.headings import accidental_underline
from listlint.markdown.prose import blank_line_before

_NO_SPACE = regex(r"^[ \t>]*(?P<marks>#{2,6})(?=[^\s#])", re.MULTILINE)
_MARKS = regex("##")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield marks of headings without a space, and lines that underline a text by accident."""
    for leaf in context.leaves_with(_MARKS):
        if isinstance(leaf, Paragraph):
            yield from _without_space(context, leaf)
    for block in context.document.every_block:
        if isinstance(block, Heading):
            yield from _underlined(context, block)


def _without_space(context: LintContext, block: Paragraph) -> Iterator[Violation]:
    for match in _NO_SPACE.finditer(block.span.of(context.masked)):
        marks = Span(*match.span("marks")).shifted(block.span.start)
        message = f"missing space after `{match['marks']}`; GitHub does not render a heading"
        fix = Fix(Safety.SAFE, "insert a space", (insert(marks.end, " "),), rearranges=True)
        yield Violation(marks, message, fix)


def _underlined(context: LintContext, heading: Heading) -> Iterator[Violation]:
    line = accidental_underline(context.text, heading)
    if line is not None:
        message = "no blank line between text and `---`; GitHub renders the text as a heading"
        edits = (blank_line_before(context.document, line.start),)
        # Links to the anchor of the heading break.
        fix = Fix(Safety.UNSAFE, "insert a blank line", edits, rearranges=True)
        yield Violation(Span(heading.span.start, line.end), message, fix)
