"""Characters after the number of an ordered list item that differ from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.style import inconsistent, list_markers


class OrderedMarker(StrEnum):
    """Characters after the number of an ordered list item."""

    PERIOD = "."
    PARENTHESIS = ")"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `ordered-marker-style`."""

    style: OrderedMarker | None = None
    """Character after all numbers; by default the one that nearly all have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the characters that differ, at their places."""
    markers = list_markers(context, ordered=True)
    yield from inconsistent(context, markers, options.style, "ordered list marker")
