"""Paragraphs of emphasis only, used as headings."""

from collections.abc import Iterator
from itertools import pairwise

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Emphasis, Paragraph, Text

_SENTENCE_ENDS = (":", ".", "!", "?", "。", "：")
_MAXIMUM = 80
"""Characters of the longest text that may be meant as a heading."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield short emphasized paragraphs that another paragraph follows."""
    for block, following in pairwise(context.document.blocks):
        match block, following:
            case Paragraph(inlines=(Emphasis(children=(Text(text=text),)),)), Paragraph():
                if len(text) < _MAXIMUM and not text.rstrip().endswith(_SENTENCE_ENDS):
                    yield Violation(block.span, f"emphasis used instead of a heading: `{text}`")
