"""Links to a place on a page that the page does not have."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.identity import split_url
from listlint.kinds import Hit, Kind
from listlint.listing import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """No parameters."""


CASES = {"missing": ("url", "fragment")}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield links whose page is there and lacks the place that is linked."""
    for link in listing.document.links:
        verdict = listing.verdicts.get(link.url)
        if verdict is not None and verdict.missing_fragment:
            values = {"url": link.url, "fragment": split_url(link.url).fragment}
            yield Hit("missing", link.span, values, url=link.url)


KIND = Kind(Parameters, CASES, check, wants_links=True, wants_fragments=True)
