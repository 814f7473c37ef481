"""List markers that differ from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.style import inconsistent, list_markers


class ListMarker(StrEnum):
    """Markers of the items of an unordered list."""

    DASH = "-"
    ASTERISK = "*"
    PLUS = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `list-marker-style`."""

    style: ListMarker | None = None
    """Marker of all items; by default the one that nearly all have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the items with another marker."""
    markers = list_markers(context, ordered=False)
    yield from inconsistent(context, markers, options.style, "list marker")
