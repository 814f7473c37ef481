"""Strong emphasis whose markers differ from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.style import emphasis_markers, inconsistent
from listlint.markdown import EmphasisStyle


class StrongMarker(StrEnum):
    """Markers of strong emphasis."""

    ASTERISKS = "**"
    UNDERSCORES = "__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `strong-style`."""

    style: StrongMarker | None = None
    """Marker of all strong emphasis; by default the one that nearly all places have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the places of strong emphasis with another marker."""
    markers = emphasis_markers(context, EmphasisStyle.STRONG)
    yield from inconsistent(context, markers, options.style, "strong emphasis marker")
