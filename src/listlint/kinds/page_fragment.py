"""Links to a place on a page that the page does not have."""

from collections.abc import Iterator

from listlint.identity import split_url
from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing

CASES = {"missing": ("url", "fragment")}


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield links whose page is there and lacks the place that is linked."""
    for link, verdict in listing.judged():
        if verdict.missing_fragment:
            values = {"url": link.url, "fragment": split_url(link.url).fragment}
            yield Hit("missing", link.span, values, url=link.url)


KIND = Kind(NoParameters, CASES, check, wants_links=True, wants_fragments=True)
