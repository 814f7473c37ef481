"""Two sections of one name side by side."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Related
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"duplicate": ("name", "line", "anchor")}


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield sections that have the name of an earlier one under the same parent.

    Both must have entries; names are compared in any letter case.
    """
    outline = context.outline
    for family in outline.sibling_groups():
        seen: dict[str, int] = {}
        for index in family:
            heading = outline.headings[index]
            name = " ".join(heading.text.casefold().split())
            if not name or not outline.has_entries(index):
                continue
            first = outline.headings[seen.setdefault(name, index)]
            if first is not heading:
                line = str(context.document.lines.position(first.span.start).line)
                values = {"name": heading.text, "line": line, "anchor": heading.anchor}
                related = (Related(first.span, "the first one"),)
                yield Violation("duplicate", heading.span, values, related=related)


KIND = Kind(NoParameters, CASES, check)
