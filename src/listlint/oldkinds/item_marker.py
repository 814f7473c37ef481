"""List items whose marker is glued to their link: GitHub shows the marker as text."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Break, Inline, Link, Text
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"glued": ("marker", "name")}
_MARKERS = ("-", "*", "+")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield lines of text that begin with a list marker and a link right behind it."""
    for leaf in context.document.leaves():
        before: Inline | None = None
        marker: Text | None = None
        for inline in leaf.inlines:
            if (
                marker is not None
                and isinstance(inline, Link)
                and not inline.is_image
                and inline.span.start == marker.span.end
            ):
                span = Span(marker.span.start, inline.span.end)
                edits = (insert(marker.span.end, " "),)
                fix = Fix(Safety.SAFE, "put a blank between", edits, rearranges=True)
                values = {"marker": marker.text.strip(), "name": inline.text}
                yield Violation("glued", span, values, fix, url=inline.url)
            begins = before is None or isinstance(before, Break)
            is_marker = isinstance(inline, Text) and inline.text.lstrip() in _MARKERS
            marker = inline if begins and is_marker and isinstance(inline, Text) else None
            before = inline


KIND = Kind(NoParameters, CASES, check)
