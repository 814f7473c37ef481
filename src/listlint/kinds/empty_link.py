"""Links without a target, or without anything to click on."""

from collections.abc import Iterator

from listlint.document import LinkKind
from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing

# HTML links around nothing are anchors, or dressed by their parents; images have no text.
_WITH_TEXT = (LinkKind.INLINE, LinkKind.REFERENCE)


CASES = {"target": ("text",), "image": ("text",), "text": ("url",)}


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield links that lead nowhere and links that nobody can see."""
    for link in listing.document.links:
        if not link.url.strip():
            case = "image" if link.is_image else "target"
            yield Hit(case, link.span, {"text": link.text or "nothing"}, url=link.url)
        elif link.kind in _WITH_TEXT and not link.text_span.of(listing.text).strip():
            yield Hit("text", link.span, {"url": link.url}, url=link.url)


KIND = Kind(NoParameters, CASES, check)
