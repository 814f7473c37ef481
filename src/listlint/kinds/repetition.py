"""The same word twice in a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`allowed`: words that may stand twice."""

    allowed: tuple[str, ...] = ()


CASES = {"repeated": ("word",)}
_TWICE = re.compile(r"(?<![\w\-'’./@#])([^\W\d_]{2,})[ \t\n]+(\1)(?![\w\-'’/@])(?!\.\w)")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield words that repeat the word before them; names, with a capital, are left alone."""
    allowed = frozenset(parameters.allowed)
    for prose in listing.prose:
        for match in _TWICE.finditer(prose.text):
            word = match[1]
            if word.lower() in allowed or not word.islower() or not word.isascii():
                continue
            edit = delete(prose.span(match.end(1), match.end(2)))
            fix = Fix(Safety.SAFE, "remove one", (edit,))
            yield Hit("repeated", prose.span(match.start(), match.end()), {"word": word}, fix)


KIND = Kind(Parameters, CASES, check)
