"""Several blanks in a row within a text."""

import re
from collections.abc import Iterator

from listlint.document import Text, walk
from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing
from listlint.prose import safety
from listlint.text import Fix, Safety, Span, Spans, replace

CASES = {"blanks": ("found",)}

# Behind the end of a sentence, two blanks are a typist's habit; beside a bar, they draw a table.
_RUN = re.compile(r"(?<=[^\s.!?:…)\]\"'”’|])[)\]\"'”’]*(?P<run> {2,})(?=[^\s|])")


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield the runs of blanks between two words, links or pieces of code."""
    for prose in listing.prose:
        if "  " not in prose.text:
            continue
        for match in _RUN.finditer(prose.text):
            span = prose.span(*match.span("run"))
            if span.of(listing.text) != match["run"]:
                continue  # written as entities, or with markup between: meant so
            yield _hit(span, safety(prose.leaf))
    headings = Spans(heading.span for heading in listing.document.headings)
    for link in listing.document.links:
        for inline in walk(link.children):
            if not isinstance(inline, Text) or inline.span.of(listing.text) != inline.text:
                continue
            for match in _RUN.finditer(inline.text):
                span = Span(*match.span("run")).shifted(inline.span.start)
                yield _hit(span, Safety.UNSAFE if span.start in headings else Safety.SAFE)


def _hit(span: Span, trust: Safety) -> Hit:
    fix = Fix(trust, "leave one blank", (replace(span, " "),))
    return Hit("blanks", span, {"found": str(span.end - span.start)}, fix)


KIND = Kind(NoParameters, CASES, check)
