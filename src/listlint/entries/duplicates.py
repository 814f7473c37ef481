"""Find entries with the same URL or name, and decide which are duplicates."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.entries.conventions import is_within_sentence
from listlint.entries.model import links_of
from listlint.entries.values import counting_columns
from listlint.language.words import is_empty, normalized_letters
from listlint.markdown import Block, CodeSpan, Definition, Item, List, Quote
from listlint.urls.identity import FORGES, identity
from listlint.urls.parse import split_url

Key = Callable[[Entry], str | None]
"""Returns the key of an entry; None for one that is not compared."""

_WORD = regex(r"[^\W_]+")
_NAME_MARKS = regex(r"[^\w+#]|_")
"""What differs in spellings of a name; `C`, `C#` and `C++` are three."""
_LONGEST = 200
"""Characters of a name that are compared."""
_SHORT = 3
"""Parts of names by which two tools of one repository do not differ."""
SHARED = 3
"""Entries that may share a page of several things (data sets, models, apps) or a common name."""


class Scope(StrEnum):
    """Where an earlier entry makes a later one a duplicate."""

    LIST = "list"
    SECTION = "section"


class Duplicate(NamedTuple):
    """An entry with the same key as an earlier one of the list, perhaps also of its section.

    The earlier one is the first with the same name, else the first. `variants` is how many
    different names the entries with this URL have, or URLs those with this name.
    """

    entry: Entry
    in_list: Entry
    in_section: Entry | None
    variants: int

    def earlier(self, scope: Scope) -> Entry | None:
        """Return the earlier entry within `scope`, if there is one."""
        return self.in_section if scope is Scope.SECTION else self.in_list


def duplicates(context: LintContext, key: Key) -> Iterator[Duplicate]:
    """Yield the entries that share their key with an earlier one, in source order.

    A nested list is a section of its own. What precedes the first section introduces the list;
    links within sentences and mail addresses are not entries.
    """
    compared = [(entry, found) for entry in _compared(context) if (found := key(entry))]
    times = Counter(found for _, found in compared)
    repeated = [(entry, found, _name_key(entry)) for entry, found in compared if times[found] > 1]
    nested = frozenset(_nested(context.document.blocks)) if repeated else frozenset()
    variants: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    for entry, found, name in repeated:
        variants[found].add((name, entry.identity))
    first: dict[tuple[object, ...], Entry] = {}
    for entry, found, name in repeated:
        inner = entry.parent.span if entry.parent and entry.parent.span in nested else None
        section = (entry.section, inner)
        in_list = first.get((found, name)) or first.get((found,))
        in_section = first.get((found, section, name)) or first.get((found, section))
        for place in ((found,), (found, name), (found, section), (found, section, name)):
            first.setdefault(place, entry)
        if in_list is not None:
            yield Duplicate(entry, in_list, in_section, len(variants[found]))


def _compared(context: LintContext) -> Iterator[Entry]:
    ambiguous = _ambiguous_targets(context)
    has_sections = context.document.headings not in ((), (context.sections.title,))
    for entry in context.entries:
        if is_within_sentence(entry) or (entry.url or "").startswith("mailto:"):
            continue
        if has_sections and not entry.section:
            continue
        # GitHub links the beginning of `[name](https://…/a b)`: its URL is not the entry's.
        if entry.link and context.text.endswith("](", 0, entry.link.span.start):
            continue
        if entry.link and entry.link.url_span in ambiguous:
            continue
        yield entry


def _ambiguous_targets(context: LintContext) -> set[Span]:
    """Return the targets of labels that are defined again: they may be the wrong ones."""
    first: dict[str, Definition] = {}
    found = set()
    for definition in context.document.definitions:
        if first.setdefault(definition.key, definition).url != definition.url:
            found.add(first[definition.key].url_span)
    return found


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
    return _folded(entry) or None


def _name(entry: Entry) -> str:
    """Return the beginning of a name in lower case: names are compared many times."""
    return entry.name[:_LONGEST].casefold()


def _folded(entry: Entry) -> str:
    return " ".join(_name(entry).split())


def _name_key(entry: Entry) -> str:
    """Return a key that is the same for all spellings of a name: `Cloud-reports`."""
    return _NAME_MARKS.sub("", _name(entry)) or _folded(entry)


def is_nested_in(earlier: Entry, entry: Entry) -> bool:
    """Return whether `entry` is a sub-item of `earlier`, which describes the same project."""
    return earlier.item is not None and earlier.item.span.contains(entry.span)


def is_same_thing(context: LintContext, earlier: Entry, entry: Entry, names: int) -> bool:
    """Return whether two entries with the same URL, which has so many `names`, are duplicates.

    A sub-item says more of its item. One page may be that of several things: their rows or items
    have other links and values, or there are three of them.
    """
    if is_nested_in(earlier, entry):
        return False
    links = context.cached(_further_links)
    one, other = links[earlier.span.start], links[entry.span.start]
    if _name_key(earlier) == _name_key(entry):
        are_apart = one and other and one.isdisjoint(other)
        return not are_apart and not are_different_rows(context, earlier, entry)
    if _is_code(earlier) and _is_code(entry):
        return False  # identifiers of one module
    if wrong_url(context, earlier, entry, names) is not None:
        return True
    if names >= SHARED or one != other or _are_variants(earlier, entry):
        return False
    if _are_both_in_url(earlier, entry):
        return False
    return _is_whole_name(earlier, entry) or not entry.row


def _are_both_in_url(earlier: Entry, entry: Entry) -> bool:
    """Return whether the URL contains what differs in both names: `hsl` in `HSL_and_HSV`."""
    own, others = _own_words(earlier, entry), _own_words(entry, earlier)
    return bool(own and others) and _contains(entry.identity or "", (*own, *others))


def _is_code(entry: Entry) -> bool:
    return entry.link is not None and any(isinstance(i, CodeSpan) for i in entry.link.children)


class WrongUrl(NamedTuple):
    """An entry with the URL of another one, the `owner`, whose `words` the URL contains."""

    entry: Entry
    owner: Entry
    words: tuple[str, ...]


def wrong_url(context: LintContext, earlier: Entry, entry: Entry, names: int) -> WrongUrl | None:
    """Return which of two entries has the URL of the other; None if that is not certain.

    The URL contains the words that only the name of its owner has, and none of the other's. The
    two have nothing else that differs, or the other has a further link to a page beside that one
    whose URL contains its words.
    """
    owner = None if _are_variants(earlier, entry) else _owner(earlier, entry)
    if owner is None:
        return None
    copy = entry if owner is earlier else earlier
    own, others = _own_words(owner, copy), _own_words(copy, owner)
    links = context.cached(_further_links)
    one, other = links[copy.span.start], links[owner.span.start]
    folder = (copy.identity or "").rpartition("/")[0]
    is_beside = any(
        link.rpartition("/")[0] == folder and _contains(link, others) for link in one - other
    )
    is_alike = names < SHARED and one == other and not are_different_rows(context, earlier, entry)
    return WrongUrl(copy, owner, own) if is_beside or is_alike else None


def _owner(earlier: Entry, entry: Entry) -> Entry | None:
    """Return the one of two entries with the same URL that the URL names, if it is only one."""
    url = entry.identity or ""
    for one, other in ((earlier, entry), (entry, earlier)):
        own, others = _own_words(one, other), _own_words(other, one)
        if own and others and _contains(url, own) and not any(_contains(url, [w]) for w in others):
            return one
    return None


def _own_words(entry: Entry, other: Entry) -> tuple[str, ...]:
    """Return the words of a name that the other name does not have, single letters aside."""
    theirs = normalized_letters(_name(other))
    words = dict.fromkeys(_WORD.findall(_name(entry)))
    return tuple(word for word in words if len(word) > 1 and word not in theirs)


def _contains(url: str, words: Iterable[str]) -> bool:
    letters = normalized_letters(url)
    return all(word in letters for word in words)


def are_different_rows(context: LintContext, earlier: Entry, entry: Entry) -> bool:
    """Return whether two rows of a table have different values, so that they are two things.

    Descriptions, which diverge, and numbers that count the rows are not compared.
    """
    if earlier.row is None or entry.row is None or earlier.table is None:
        return False
    if earlier.table is not entry.table:
        # Two tables of one section show different values of the same rows.
        headers = [
            [cell.text for cell in one.table.header.cells] for one in (earlier, entry) if one.table
        ]
        return earlier.section == entry.section and headers[0] != headers[-1]
    counting = context.cached(_counting)[earlier.table.span.start]
    for column, (one, other) in enumerate(zip(earlier.row.cells, entry.row.cells, strict=False)):
        texts = {" ".join(cell.text.casefold().split()) for cell in (one, other)}
        if column in counting or len(texts) == 1 or any(map(is_empty, texts)):
            continue
        if not any(span.overlaps(one.span) for span in _described(earlier)):
            return True
    return False


def _described(entry: Entry) -> Iterator[Span]:
    """Yield the spans that name, link or describe an entry."""
    yield entry.name_span
    if entry.link:
        yield entry.link.span
    if entry.description_span:
        yield entry.description_span


def _further_links(context: LintContext) -> dict[int, frozenset[str]]:
    """Return the keys of the links of each entry other than its own, by where it begins."""
    return {
        entry.span.start: frozenset(
            identity(link.url) for leaf in entry.leaves for link in links_of(leaf.inlines)
        )
        - {entry.identity or ""}
        for entry in context.entries
    }


def _counting(context: LintContext) -> dict[int, frozenset[int]]:
    """Return the columns of each table that count its rows, by where it begins."""
    share = context.conventions.column_share
    return {table.span.start: counting_columns(table, share) for table in context.document.tables}


def _are_variants(earlier: Entry, entry: Entry) -> bool:
    """Return whether two names are those of versions, or of several tools of one repository.

    Versions differ in numbers alone: `RWKV 5` and `RWKV 6`.
    """
    names = [_folded(earlier), _folded(entry)]
    one, other = (re.sub(r"[\d.]+", "0", name) for name in names)
    return one == other or _are_tools_of(entry.url or "", names)


def _is_whole_name(earlier: Entry, entry: Entry) -> bool:
    """Return whether one name is a part of the other one, which names the site or repository.

    `Splide` and `splidejs`; but not `Sync` and `Sync (Notes)`.
    """
    short, long = sorted((normalized_letters(_name(e)) for e in (earlier, entry)), key=len)
    parts = split_url(entry.url or "")
    segments = [segment for segment in parts.path.split("/") if segment]
    host = parts.host.removeprefix("www.").partition(".")[0]
    whole = segments[1:2] if parts.host in FORGES else [] if segments else [host]
    return len(short) > _SHORT and short in long and long in map(normalized_letters, whole)


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


def same_url_violation(context: LintContext, duplicate: Duplicate, earlier: Entry) -> Violation:
    """Return the violation of an entry with the same URL as `earlier`."""
    entry = duplicate.entry
    if _name_key(entry) == _name_key(earlier):
        line = line_of(context, earlier)
        return violation(entry, earlier, f"duplicate entry `{entry.name}` (first on line {line})")
    wrong = wrong_url(context, earlier, entry, duplicate.variants)
    one, other = (wrong.entry, wrong.owner) if wrong else (entry, earlier)
    message = f"`{one.name}` has the same URL as `{other.name}` (line {line_of(context, other)})"
    if wrong:
        message += f"; the URL contains {', '.join(f'`{word}`' for word in wrong.words)}"
    return violation(one, other, message)


def violation(entry: Entry, earlier: Entry, message: str) -> Violation:
    """Return the violation of an entry that repeats `earlier`, which is shown with it."""
    place = earlier.link.span if earlier.link else earlier.span
    return Violation(entry.place, message, url=entry.url, related=(Related(place, "other entry"),))


def line_of(context: LintContext, entry: Entry) -> int:
    """Return the line of an entry."""
    return context.document.lines.position(entry.span.start).line
