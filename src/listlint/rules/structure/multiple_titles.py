"""Lists with more than one title."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, insert
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext

_MARKER = regex(r"#{1,5}(?!#)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `multiple-titles`."""

    most: int = 4
    """Most headings of level 1 that are not reported; at least 1."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the second heading of level 1; the others are shown with it."""
    titles = [heading for heading in context.document.headings if heading.level == 1]
    if len(titles) > max(options.most, 1):
        message = f"{len(titles):,} headings of level 1; a page should have one title"
        related = tuple(Related(heading.span, "another one") for heading in titles[2:])
        yield Violation(titles[1].span, message, _lowered(context), related=related)


def _lowered(context: LintContext) -> Fix | None:
    """Return the fix that demotes the later titles and what follows them by one level."""
    edits: list[Edit] = []
    headings = context.document.headings
    second = [index for index, heading in enumerate(headings) if heading.level == 1][1]
    for heading in headings[second:]:
        if not _MARKER.match(context.text, heading.span.start):
            return None
        edits.append(insert(heading.span.start + 1, "#"))
    do = "demote all headings from the second title on by one level (`#` becomes `##`)"
    return Fix(Safety.UNSAFE, do, tuple(edits))
