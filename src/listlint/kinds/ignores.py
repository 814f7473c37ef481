"""Ignore comments that ignore nothing.

Whether one is of use shows only when every other rule has spoken: so `suppress.py` makes the
hits, and this module holds what a page needs.
"""

from collections.abc import Iterator

from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing

CASES = {
    "unused": ("rules",),
    "unknown": ("name", "hint"),
    "expired": ("rules", "date"),
    "malformed": ("problem",),
}


def check(_listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield nothing: see `suppress.py`."""
    return iter(())


KIND = Kind(NoParameters, CASES, check)
