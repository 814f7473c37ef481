"""Sections with few entries."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`minimum`: how many entries a section that has any must have, those below it included."""

    minimum: int = 3

    def __post_init__(self) -> None:
        """Check that the minimum asks for something. Raises `ValueError`."""
        if self.minimum < 2:
            raise ValueError(f"minimum must be at least 2, not {self.minimum}")


CASES = {"small": ("section", "count", "minimum")}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield the headings of sections with entries, but too few."""
    counts = Counter(
        heading.span
        for entry in listing.entries
        for heading in listing.sections.headings_at(entry.span.start)
    )
    for heading in listing.document.headings:
        if 0 < (count := counts[heading.span]) < parameters.minimum:
            yield Hit(
                "small",
                heading.span,
                {
                    "section": heading.text,
                    "count": f"{count} entry" if count == 1 else f"{count} entries",
                    "minimum": str(parameters.minimum),
                },
            )


KIND = Kind(Parameters, CASES, check)
