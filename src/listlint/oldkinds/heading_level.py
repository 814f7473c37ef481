"""Headings that skip a level."""

import re
from collections.abc import Iterator
from itertools import pairwise

from listlint.diagnostics.edits import Edit, Fix, Safety, delete
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Heading
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"skipped": ("name", "level", "above", "expected")}
_MARK = re.compile(r"#{1,6}")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield the first heading of each family that is two levels or more below its parent.

    A level that the whole page does without is a choice, not a skip.
    """
    used = {heading.level for heading in context.document.headings}
    headings = context.outline.headings
    for (_, above), (index, heading) in pairwise(enumerate(headings)):
        between = range(above.level + 1, heading.level)
        if heading.is_html or above.is_html or not used.intersection(between):
            continue
        values = {
            "name": heading.text,
            "level": str(heading.level),
            "above": str(above.level),
            "expected": str(above.level + 1),
        }
        fix = _raised(context, index, heading.level - above.level - 1)
        yield Violation("skipped", heading.span, values, fix)


def _raised(context: LintContext, first: int, by: int) -> Fix | None:
    """Return the fix that raises a heading, its siblings and all below them."""
    outline = context.outline
    parent = outline.parents[first]
    end = outline.ends[parent] if parent is not None else len(outline.headings)
    edits: list[Edit] = []
    for heading in outline.headings[first:end]:
        if heading.level < outline.headings[first].level:
            break
        mark = _mark(context.text, heading)
        if mark is None:
            return None
        edits.append(delete(Span(mark.start, mark.start + by)))
    return Fix(Safety.UNSAFE, "raise the section", tuple(edits))


def _mark(text: str, heading: Heading) -> Span | None:
    """Return where the `#` of a heading stand; None for another kind of heading."""
    match = _MARK.match(text, heading.span.start)
    return Span(*match.span()) if match else None


KIND = Kind(NoParameters, CASES, check)
