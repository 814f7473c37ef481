"""Ignore comments that ignore nothing.

Whether one is of use shows only when every other rule has spoken: so `suppress.py` makes the
hits, and this module holds what a page needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Nothing to set."""


CASES = {
    "unused": ("rules",),
    "unknown": ("name", "hint"),
    "expired": ("rules", "date"),
    "malformed": ("problem",),
}


def check(_listing: Listing, _parameters: Parameters) -> Iterator[Hit]:
    """Yield nothing: see `suppress.py`."""
    return iter(())


KIND = Kind(Parameters, CASES, check)
