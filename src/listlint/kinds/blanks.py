"""Several blanks in a row within a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import safety
from listlint.text import Fix, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Nothing to set."""


CASES = {"blanks": ("found",)}

# Behind the end of a sentence, two blanks are a typist's habit.
_RUN = re.compile(r"(?<=[^\s.!?:…)\]\"'”’])[)\]\"'”’]*(?P<run> {2,})(?=\S)")


def check(listing: Listing, _parameters: Parameters) -> Iterator[Hit]:
    """Yield the runs of blanks between two words, links or pieces of code."""
    for prose in listing.prose:
        if "  " not in prose.text:
            continue
        for match in _RUN.finditer(prose.text):
            span = prose.span(*match.span("run"))
            if span.of(listing.text) != match["run"]:
                continue  # written as entities, or with markup between: meant so
            fix = Fix(safety(prose.leaf), "leave one blank", (replace(span, " "),))
            yield Hit("blanks", span, {"found": str(len(match["run"]))}, fix)


KIND = Kind(Parameters, CASES, check)
