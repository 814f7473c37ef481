"""List items whose marker is glued to their link: GitHub shows the marker as text."""

from collections.abc import Iterator

from listlint.document import Break, Inline, Link, Text
from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, insert

CASES = {"glued": ("marker", "name")}
_MARKERS = ("-", "*", "+")


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield lines of text that begin with a list marker and a link right behind it."""
    for leaf in listing.document.leaves():
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
                yield Hit("glued", span, values, fix, url=inline.url)
            begins = before is None or isinstance(before, Break)
            is_marker = isinstance(inline, Text) and inline.text.lstrip() in _MARKERS
            marker = inline if begins and is_marker and isinstance(inline, Text) else None
            before = inline


KIND = Kind(NoParameters, CASES, check)
