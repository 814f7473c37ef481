"""Several blanks in a row within a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.document import Text, walk
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import safety
from listlint.text import Fix, Safety, Span, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Nothing to set."""


CASES = {"blanks": ("found",)}

# Behind the end of a sentence, two blanks are a typist's habit; beside a bar, they draw a table.
_RUN = re.compile(r"(?<=[^\s.!?:…)\]\"'”’|])[)\]\"'”’]*(?P<run> {2,})(?=[^\s|])")


def check(listing: Listing, _parameters: Parameters) -> Iterator[Hit]:
    """Yield the runs of blanks between two words, links or pieces of code."""
    for prose in listing.prose:
        if "  " not in prose.text:
            continue
        for match in _RUN.finditer(prose.text):
            span = prose.span(*match.span("run"))
            if span.of(listing.text) != match["run"]:
                continue  # written as entities, or with markup between: meant so
            yield _hit(span, safety(prose.leaf))
    for link in listing.document.links:
        for inline in walk(link.children):
            if not isinstance(inline, Text) or inline.span.of(listing.text) != inline.text:
                continue
            for match in _RUN.finditer(inline.text):
                start = inline.span.start + match.start("run")
                span = Span(start, start + len(match["run"]))
                titled = any(h.span.contains(span) for h in listing.document.headings)
                yield _hit(span, Safety.UNSAFE if titled else Safety.SAFE)


def _hit(span: Span, trust: Safety) -> Hit:
    fix = Fix(trust, "leave one blank", (replace(span, " "),))
    return Hit("blanks", span, {"found": str(span.end - span.start)}, fix)


KIND = Kind(Parameters, CASES, check)
