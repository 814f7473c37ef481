"""Headings that skip a level."""

from collections.abc import Iterator
from itertools import pairwise

from listlint.diagnostics.edits import Edit, Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions

_MARKER = regex(r"#{1,6}")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield headings two levels or more below the one before, if the page uses those between."""
    used = {heading.level for heading in context.document.headings}
    for (_, above), (index, heading) in pairwise(enumerate(context.outline.headings)):
        between = range(above.level + 1, heading.level)
        if heading.is_html or above.is_html or not used.intersection(between):
            continue
        message = (
            f"heading of level {heading.level} after one of level {above.level}; "
            f"expected level {above.level + 1}"
        )
        yield Violation(heading.span, message, _raised(context, index, len(between)))


def _raised(context: LintContext, first: int, by: int) -> Fix | None:
    """Return the fix that raises a heading, its siblings and all below them."""
    outline = context.outline
    parent = outline.parents[first]
    end = outline.ends[parent] if parent is not None else len(outline.headings)
    edits: list[Edit] = []
    for heading in outline.headings[first:end]:
        if heading.level < outline.headings[first].level:
            break
        start = heading.span.start
        if not _MARKER.match(context.text, start):
            return None
        edits.append(delete(Span(start, start + by)))
    return Fix(Safety.UNSAFE, "raise the section", tuple(edits))
