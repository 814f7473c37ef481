"""Two sections of one name side by side."""

from collections.abc import Iterator

from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing
from listlint.text import Related

CASES = {"duplicate": ("name", "line", "anchor")}


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield sections that have the name of an earlier one under the same parent.

    Both must have entries; names are compared in any letter case.
    """
    outline = listing.outline
    for family in outline.families():
        seen: dict[str, int] = {}
        for index in family:
            heading = outline.headings[index]
            name = " ".join(heading.text.casefold().split())
            if not name or not outline.has_entries(index):
                continue
            first = outline.headings[seen.setdefault(name, index)]
            if first is not heading:
                line = str(listing.document.lines.position(first.span.start).line)
                values = {"name": heading.text, "line": line, "anchor": heading.anchor}
                related = (Related(first.span, "the first one"),)
                yield Hit("duplicate", heading.span, values, related=related)


KIND = Kind(NoParameters, CASES, check)
