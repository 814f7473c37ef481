"""Entries that the list has already."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from listlint.entries import Entry
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Related


class Key(StrEnum):
    """What makes two entries the same."""

    URL = "url"
    NAME = "name"


class Scope(StrEnum):
    """Where the first entry is looked for."""

    LIST = "list"
    SECTION = "section"
    OTHER_SECTIONS = "other-sections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`by`: url (whatever its spelling) or name; `within`: list, section or other-sections."""

    by: Key = Key.URL
    within: Scope = Scope.LIST


CASES = {
    "same": ("name", "first", "line", "section"),
    "renamed": ("name", "first", "line", "section"),
}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield each entry that repeats an earlier one; the first place is named."""
    first: dict[tuple[str, ...], Entry] = {}
    for entry in listing.entries:
        key = _key(entry, parameters.by)
        if key is None:
            continue
        place = (key, *entry.section) if parameters.within is Scope.SECTION else (key,)
        earlier = first.setdefault(place, entry)
        if earlier is entry or _is_part(earlier, entry):
            continue
        if parameters.by is Key.NAME and earlier.identity == entry.identity:
            continue
        if parameters.within is Scope.OTHER_SECTIONS and earlier.section == entry.section:
            continue
        yield _hit(listing, entry, earlier)


def _key(entry: Entry, by: Key) -> str | None:
    if by is Key.NAME:
        return entry.name.casefold() or None
    return entry.identity


def _is_part(earlier: Entry, entry: Entry) -> bool:
    """Tell whether `entry` is a sub-item of `earlier`: it says more of the same thing."""
    return earlier.item is not None and earlier.item.span.contains(entry.span)


def _hit(listing: Listing, entry: Entry, earlier: Entry) -> Hit:
    line = listing.document.lines.position(earlier.span.start).line
    same = entry.name.casefold() == earlier.name.casefold()
    return Hit(
        "same" if same else "renamed",
        entry.link.span if entry.link else entry.name_span,
        {
            "name": entry.name,
            "first": earlier.name,
            "line": str(line),
            "section": earlier.section[-1] if earlier.section else "",
        },
        url=entry.url,
        related=(Related(earlier.link.span if earlier.link else earlier.span, "first here"),),
    )


KIND = Kind(Parameters, CASES, check)
