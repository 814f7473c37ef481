"""Emphasis whose markers differ from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.style import emphasis_markers, inconsistent
from listlint.markdown import EmphasisStyle


class EmphasisMarker(StrEnum):
    """Markers of emphasis."""

    ASTERISK = "*"
    UNDERSCORE = "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `emphasis-style`."""

    style: EmphasisMarker | None = None
    """Marker of all emphasis; by default the one that nearly all places have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the places of emphasis with another marker."""
    markers = emphasis_markers(context, EmphasisStyle.EMPHASIS)
    yield from inconsistent(context, markers, options.style, "emphasis marker")
