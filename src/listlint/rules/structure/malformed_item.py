"""List items without a space after their marker: GitHub shows the marker as text."""

from collections.abc import Iterator
from itertools import pairwise

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Break, Link, Text

_MARKERS = ("-", "*", "+")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield lines of text that begin with a list marker and a link directly after it."""
    for leaf in context.document.leaves():
        for index, (marker, link) in enumerate(pairwise(leaf.inlines)):
            if (
                (index == 0 or isinstance(leaf.inlines[index - 1], Break))
                and isinstance(marker, Text)
                and marker.text.lstrip() in _MARKERS
                and isinstance(link, Link)
                and not link.is_image
                and link.span.start == marker.span.end
            ):
                message = (
                    f"missing space after `{marker.text.strip()}`; "
                    f"GitHub does not render `{link.text}` as a list item"
                )
                edits = (insert(marker.span.end, " "),)
                fix = Fix(Safety.SAFE, "insert a space", edits, rearranges=True)
                span = Span(marker.span.start, link.span.end)
                yield Violation(span, message, fix, url=link.url)
