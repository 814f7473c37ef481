"""Marks in ticked checkboxes that differ from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.style import Place, inconsistent, replacing
from listlint.markdown import List


class CheckboxMark(StrEnum):
    """Marks of a ticked checkbox."""

    LOWERCASE = "x"
    UPPERCASE = "X"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `checkbox-style`."""

    style: CheckboxMark | None = None
    """Mark of all ticked checkboxes; by default the one that nearly all have."""


_CHECKBOX = regex(r"\s*\[([xX])\]")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the ticked checkboxes with another mark."""
    yield from inconsistent(context, _marks(context), options.style, "checkbox mark")


def _marks(context: LintContext) -> Iterator[Place]:
    for block in context.document.every_block:
        if isinstance(block, List) and not block.ordered:
            for item in block.items:
                match = _CHECKBOX.match(context.text, item.marker.end) if item.checked else None
                if match:
                    span = Span(*match.span(1))
                    yield Place(span, match[1], replacing(span))
