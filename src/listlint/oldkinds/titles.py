"""Lists with more than one title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Edit, Fix, Safety, insert
from listlint.diagnostics.findings import Related
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`most`: how many headings of level 1 a page may have."""

    most: int = 1


CASES = {"several": ("count",)}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the second heading of level 1, the others named with it."""
    titles = [heading for heading in context.document.headings if heading.level == 1]
    if len(titles) <= max(parameters.most, 1):
        return
    values = {"count": str(len(titles))}
    related = tuple(Related(heading.span, "another one") for heading in titles[2:])
    yield Violation("several", titles[1].span, values, _lowered(context), related=related)


def _lowered(context: LintContext) -> Fix | None:
    """Return the fix that lowers every heading behind the first title by one level."""
    edits: list[Edit] = []
    headings = context.document.headings
    start = next(i for i, heading in enumerate(headings) if heading.level == 1)
    for heading in headings[start + 1 :]:
        if not re.match(r"#{1,5}(?!#)", context.text[heading.span.start : heading.span.start + 7]):
            return None
        edits.append(insert(heading.span.start + 1, "#"))
    return Fix(Safety.UNSAFE, "lower all sections by one level", tuple(edits))


KIND = Kind(Parameters, CASES, check)
