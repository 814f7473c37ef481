"""Thematic breaks that are written differently from the others."""

import re
from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.edits import Edit, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.style import Place, inconsistent
from listlint.markdown import ThematicBreak


class BreakStyle(StrEnum):
    """How a thematic break is written."""

    DASHES = "---"
    ASTERISKS = "***"
    UNDERSCORES = "___"
    SPACED_DASHES = "- - -"
    SPACED_ASTERISKS = "* * *"
    SPACED_UNDERSCORES = "_ _ _"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `thematic-break-style`."""

    style: BreakStyle | None = None
    """How all thematic breaks are written; by default as nearly all are."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the thematic breaks that are written differently."""
    yield from inconsistent(context, _breaks(context), options.style, "thematic break")


def _breaks(context: LintContext) -> Iterator[Place]:
    text, lines = context.text, context.document.lines
    for block in context.document.every_block:
        if not isinstance(block, ThematicBreak):
            continue
        source = block.span.of(text)
        found = source.strip()
        start = block.span.start + len(source) - len(source.lstrip())
        span = Span(start, start + len(found))
        number = lines.position(start).line
        above = lines.line(number - 1).of(text) if number > 1 else ""

        def rewrite(style: str, span: Span = span, above: str = above) -> tuple[Edit, ...]:
            # After a line of text, `---` would make a heading of it.
            return () if "-" in style and re.search(r"[^\s>]", above) else (replace(span, style),)

        yield Place(span, found, rewrite)
