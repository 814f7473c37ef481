"""Entries that the list has already."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from listlint.document import Block, Item, List, Quote
from listlint.entries import Entry
from listlint.habits import is_within_sentence
from listlint.identity import FORGES, split_url
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Related, Span


class Key(StrEnum):
    """What makes two entries the same."""

    URL = "url"
    NAME = "name"


class Scope(StrEnum):
    """Where the earlier entry is looked for."""

    LIST = "list"
    SECTION = "section"
    OTHER_SECTIONS = "other-sections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`by`: url (whatever its spelling) or name; `within`: list, section or other-sections.

    A nested list is a section of its own. With `other-sections`, entries that their own
    section has already are left to `section`.
    """

    by: Key = Key.URL
    within: Scope = Scope.LIST


_SHORT = 3
"""Letters of names that tell nothing of what they name."""
CASES = {
    "same": ("name", "first", "line", "section"),
    "renamed": ("name", "first", "line", "section"),
}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield each entry that repeats an earlier one; the first place is named."""
    nested = frozenset(_nested(listing.document.blocks))
    anywhere: dict[str, Entry] = {}
    here: dict[tuple[object, ...], Entry] = {}
    for entry in _listed(listing):
        key = _key(entry, parameters.by)
        if key is None:
            continue
        inner = entry.parent.span if entry.parent and entry.parent.span in nested else None
        first = anywhere.setdefault(key, entry)
        near = here.setdefault((key, entry.section, inner), entry)
        earlier = near if parameters.within is Scope.SECTION else first
        if earlier is entry or (parameters.within is Scope.OTHER_SECTIONS and near is not entry):
            continue
        if _is_same(earlier, entry, parameters.by):
            yield _hit(listing, entry, earlier)


def _listed(listing: Listing) -> Iterator[Entry]:
    """Yield the entries of the list proper.

    What stands before its first section introduces it; links within sentences and mail
    addresses are no entries.
    """
    for entry in listing.entries:
        if is_within_sentence(entry) or (entry.url or "").startswith("mailto:"):
            continue
        if entry.section or listing.document.headings in ((), (listing.sections.title,)):
            yield entry


def _nested(blocks: tuple[Block, ...]) -> Iterator[Span]:
    """Yield the spans of the lists that stand within list items."""
    stack: list[tuple[Block, bool]] = [(block, False) for block in blocks]
    while stack:
        block, within = stack.pop()
        match block:
            case List():
                if within:
                    yield block.span
                stack.extend((item, True) for item in block.items)
            case Item():
                stack.extend((child, True) for child in block.children)
            case Quote():
                stack.extend((child, within) for child in block.children)


def _key(entry: Entry, by: Key) -> str | None:
    if by is Key.NAME:
        return " ".join(entry.name.casefold().split()) or None
    return entry.identity


def _is_same(earlier: Entry, entry: Entry, by: Key) -> bool:
    """Tell whether two entries with the same key are the same thing twice.

    A sub-item says more of its item. A page may hold several versions: `RWKV 5` and `RWKV 6`;
    a repository several tools named after it: `tool` and `tool-lint`. A row that is not named by
    its link has a link that others may share.
    """
    if earlier.item is not None and earlier.item.span.contains(entry.span):
        return False
    if by is Key.NAME:
        return earlier.identity != entry.identity
    pair = (earlier, entry)
    names = [" ".join(one.name.casefold().split()) for one in pair]
    if names[0] == names[1]:
        return True
    if any(one.row and one.link and not one.link.span.contains(one.name_span) for one in pair):
        return False
    versions = [re.sub(r"[\d.]+", "0", name) for name in names]
    return versions[0] != versions[1] and not _are_tools_of(entry.url or "", names)


def _are_tools_of(url: str, names: list[str]) -> bool:
    """Tell whether `names` are those of several tools of the repository at `url`.

    They extend its name by a hyphen, a dot or a slash; it may be a word of two letters or so,
    whose like are named by one letter more or less (`yq` and `xq`).
    """
    parts = split_url(url)
    segments = [segment.casefold() for segment in parts.path.split("/") if segment]
    if parts.host.removeprefix("www.") not in FORGES or len(segments) != 2:
        return False
    repository = segments[1].removesuffix(".git")
    first, second = (name.partition(" ")[0] for name in names)
    tools = re.compile(rf"{re.escape(repository)}[-./:]\S+|\S+[-./:]{re.escape(repository)}")
    if any(tools.fullmatch(name) for name in (first, second)):
        return True
    return max(len(first), len(second)) <= _SHORT and repository in (first, second)


def _hit(listing: Listing, entry: Entry, earlier: Entry) -> Hit:
    line = listing.document.lines.position(earlier.span.start).line
    same = entry.name.casefold() == earlier.name.casefold()
    return Hit(
        "same" if same else "renamed",
        entry.place,
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
