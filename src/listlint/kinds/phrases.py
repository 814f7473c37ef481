"""Words and phrases that a list does not want, or wants spelled otherwise."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import safety
from listlint.text import Fix, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`phrases`: unwanted, in any letter case; `instead`: unwanted phrase to wanted one."""

    phrases: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that no phrase is blank. Raises `ValueError`."""
        if not all(phrase.strip() for phrase in (*self.phrases, *self.instead)):
            raise ValueError("a phrase must not be blank")


CASES = {"found": ("found",), "instead": ("found", "wanted")}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield the places of the phrases, as whole words, outside of links and code."""
    wanted = {phrase.casefold(): word for phrase, word in parameters.instead.items()}
    every = sorted({*wanted, *(p.casefold() for p in parameters.phrases)}, key=len, reverse=True)
    if not every:
        return
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in every)
    pattern = re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    for prose in listing.prose:
        for match in pattern.finditer(prose.text):
            span = prose.span(*match.span())
            better = wanted.get(" ".join(match[0].split()).casefold())
            if better is None:
                yield Hit("found", span, {"found": match[0]})
            elif match[0] != better:
                fix = Fix(safety(prose.leaf), f"write `{better}`", (replace(span, better),))
                yield Hit("instead", span, {"found": match[0], "wanted": better}, fix)


KIND = Kind(Parameters, CASES, check)
