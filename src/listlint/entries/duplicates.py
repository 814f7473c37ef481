"""Find entries with the same URL or name, and decide which are duplicates."""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.entries.conventions import is_within_sentence
from listlint.markdown import Block, Item, List, Quote
from listlint.urls.identity import FORGES
from listlint.urls.parse import split_url

Key = Callable[[Entry], str | None]
"""Returns the key of an entry; None for one that is not compared."""

_SHORT = 3
"""Parts of names by which two tools of one repository do not differ."""


class Scope(StrEnum):
    """Where an earlier entry makes a later one a duplicate."""

    LIST = "list"
    SECTION = "section"


class Duplicate(NamedTuple):
    """An entry, the first one in the list and the first one in its section with the same key.

    Each of the two is the entry itself where there is no earlier one.
    """

    entry: Entry
    in_list: Entry
    in_section: Entry

    def earlier(self, scope: Scope) -> Entry | None:
        """Return the earlier entry within `scope`, if there is one."""
        first = self.in_section if scope is Scope.SECTION else self.in_list
        return None if first is self.entry else first


def duplicates(context: LintContext, key: Key) -> Iterator[Duplicate]:
    """Yield the entries that share their key with an earlier one, in source order.

    A nested list is a section of its own. What precedes the first section introduces the list;
    links within sentences and mail addresses are not entries.
    """
    nested = frozenset(_nested(context.document.blocks))
    in_list: dict[str, Entry] = {}
    in_section: dict[tuple[object, ...], Entry] = {}
    for entry in context.entries:
        if is_within_sentence(entry) or (entry.url or "").startswith("mailto:"):
            continue
        if not entry.section and context.document.headings not in ((), (context.sections.title,)):
            continue
        found = key(entry)
        if found is None:
            continue
        inner = entry.parent.span if entry.parent and entry.parent.span in nested else None
        first = in_list.setdefault(found, entry)
        near = in_section.setdefault((found, entry.section, inner), entry)
        if first is not entry:
            yield Duplicate(entry, first, near)


def _nested(blocks: tuple[Block, ...]) -> Iterator[Span]:
    """Yield the spans of the lists within list items."""
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


def same_url(entry: Entry) -> str | None:
    """Return the key of an entry's URL, which is the same for all its spellings."""
    return entry.identity


def folded_name(entry: Entry) -> str | None:
    """Return the name of an entry in lower case, whitespace collapsed; None without a name."""
    return " ".join(entry.name.casefold().split()) or None


def is_nested_in(earlier: Entry, entry: Entry) -> bool:
    """Return whether `entry` is a sub-item of `earlier`, which describes the same project."""
    return earlier.item is not None and earlier.item.span.contains(entry.span)


def is_same_thing(earlier: Entry, entry: Entry) -> bool:
    """Return whether two entries with the same URL are duplicates.

    A sub-item says more of its item. A page may hold several versions: `RWKV 5` and `RWKV 6`;
    a repository several tools named after it: `tool` and `tool-lint`. The link of a row that is
    not named by it may be shared.
    """
    if is_nested_in(earlier, entry):
        return False
    pair = (earlier, entry)
    names = [" ".join(one.name.casefold().split()) for one in pair]
    if names[0] == names[1]:
        return True
    if any(one.row and one.link and not one.link.span.contains(one.name_span) for one in pair):
        return False
    versions = [re.sub(r"[\d.]+", "0", name) for name in names]
    return versions[0] != versions[1] and not _are_tools_of(entry.url or "", names)


def _are_tools_of(url: str, names: list[str]) -> bool:
    """Return whether `names` are those of several tools of the repository at `url`.

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


def violation(entry: Entry, earlier: Entry, message: str) -> Violation:
    """Return the violation of an entry that repeats `earlier`, which is shown with it."""
    place = earlier.link.span if earlier.link else earlier.span
    return Violation(entry.place, message, url=entry.url, related=(Related(place, "first entry"),))


def line_of(context: LintContext, entry: Entry) -> int:
    """Return the line of an entry."""
    return context.document.lines.position(entry.span.start).line
