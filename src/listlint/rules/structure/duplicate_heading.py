"""Sections with the same name next to each other."""

from collections.abc import Iterator
from urllib.parse import unquote

from listlint.diagnostics.findings import Related, Violation
from listlint.entries.context import LintContext, NoOptions


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield sections that have the name of an earlier one with the same parent.

    Both must have entries; letter case does not matter. A section that a link of the page goes to
    by its own anchor is repeated on purpose.
    """
    outline = context.outline
    urls = [link.url for link in context.document.links if link.url.startswith("#")]
    linked = {unquote(url[1:]).casefold() for url in urls}
    for siblings in outline.sibling_groups():
        seen: dict[str, int] = {}
        for index in siblings:
            heading = outline.headings[index]
            name = " ".join(heading.text.casefold().split())
            if not name or not outline.has_entries(index):
                continue
            first = outline.headings[seen.setdefault(name, index)]
            if first is not heading and heading.anchor.casefold() not in linked:
                line = context.document.lines.position(first.span.start).line
                message = (
                    f"duplicate heading `{heading.text}` (first on line {line}); "
                    f"its anchor is `#{heading.anchor}`"
                )
                related = (Related(first.span, "first heading"),)
                yield Violation(heading.span, message, related=related)
