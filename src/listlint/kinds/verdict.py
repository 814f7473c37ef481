"""Links of which the link checker knows something."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.identity import split_url
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.verdict import Evidence, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Which verdicts are told of: those that are as every parameter says.

    `outcomes` and `evidence` hold the words of `listlint links`, none meaning all;
    `missing_fragment` asks for pages that are there and lack the place that is linked.
    """

    outcomes: frozenset[Outcome] = frozenset()
    evidence: frozenset[Evidence] = frozenset()
    missing_fragment: bool = False

    def __post_init__(self) -> None:
        if not (self.outcomes or self.evidence or self.missing_fragment):
            raise ValueError("name outcomes, evidence or missing-fragment")


CASES = {"found": ("url", "host", "fragment", "outcome", "reason")}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield links with a verdict that is asked for."""
    for link in listing.document.links:
        verdict = listing.verdicts.get(link.url)
        if (
            verdict is None
            or (parameters.outcomes and verdict.outcome not in parameters.outcomes)
            or (parameters.evidence and verdict.evidence not in parameters.evidence)
            or (parameters.missing_fragment and not verdict.missing_fragment)
        ):
            continue
        parts = split_url(link.url)
        values = {
            "url": link.url,
            "host": parts.host,
            "fragment": parts.fragment,
            "outcome": verdict.outcome.value,
            "reason": verdict.reason,
        }
        yield Hit("found", link.span, values, url=link.url)


KIND = Kind(Parameters, CASES, check, wants_links=True)
