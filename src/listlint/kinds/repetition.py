"""The same word twice in a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import safety
from listlint.text import Fix, Span, delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`words`: words that never stand twice on purpose; any word without it."""

    words: tuple[str, ...] = ()


CASES = {"repeated": ("word",)}
_TWICE = re.compile(r"(?<![\w\-'’./@#])([^\W\d_]+)[ \t\n]+(\1)(?![\w\-'’/@])(?!\.\w)")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield words that repeat the word before them, in small letters, with nothing between."""
    words = frozenset(parameters.words)
    for prose in listing.every_prose:
        for match in _TWICE.finditer(prose.text):
            word = match[1]
            if not word.islower() or (words and word not in words):
                continue
            span = prose.span(match.start(), match.end())
            if not re.fullmatch(rf"{word}\s+(?:>\s*)*{word}", span.of(listing.text)):
                continue
            again = Span(prose.offset(match.end(1) - 1) + 1, span.end)
            fix = Fix(safety(prose.leaf), "remove one", (delete(again),))
            yield Hit("repeated", span, {"word": word}, fix)


KIND = Kind(Parameters, CASES, check)
