"""Reference links and footnotes whose definition is missing, and definitions nobody uses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import OBJECT, masked
from listlint.text import Fix, Safety, Span, delete


class Side(StrEnum):
    """Which half of a pair is looked at."""

    REFERENCES = "references"
    DEFINITIONS = "definitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`of`: references (without a definition) or definitions (without a reference)."""

    of: Side = Side.REFERENCES


CASES = {"reference": ("label",), "footnote": ("label",), "definition": ("label",)}
_FULL = re.compile(r"(?<![\w\\\])])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^([^\[\]\s]+)\](?!\()")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield the halves that have no other half."""
    if parameters.of is Side.DEFINITIONS:
        yield from _definitions(listing)
        return
    for leaf in listing.document.leaves():
        if "[" not in leaf.span.of(listing.text):
            continue
        text, base = masked(listing.text, leaf), leaf.span.start
        for match in _FULL.finditer(text):
            label = match[2] or match[1]
            # Digits are indices or quotations, a masked link is only dressed in brackets.
            if label.isdigit() or OBJECT in match[0] or label.startswith("^"):
                continue
            yield Hit("reference", Span(*match.span()).shifted(base), {"label": label})
        for match in _FOOTNOTE.finditer(text):
            yield Hit("footnote", Span(*match.span()).shifted(base), {"label": match[1]})


def _definitions(listing: Listing) -> Iterator[Hit]:
    for definition in listing.document.definitions:
        # `[//]: # (…)` and its kin are how people write comments.
        if definition.used or definition.url in ("#", "") or definition.label == "//":
            continue
        line = listing.document.lines.whole(Span(definition.span.start, definition.span.start))
        whole = Span(definition.span.start, max(line.end, definition.span.end))
        fix = Fix(Safety.UNSAFE, "remove it", (delete(whole),))
        yield Hit("definition", definition.span, {"label": definition.label}, fix)


KIND = Kind(Parameters, CASES, check)
