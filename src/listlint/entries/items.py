"""Find the entries of list items; items with entries below them are their sections."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.labels import ADDRESS_LABEL, DESCRIPTION_HEADER, GENERIC_TEXT
from listlint.entries.lines import Line, Style, read_line, read_text
from listlint.entries.model import Entry, EntryField, EntryKind, first_link, links_of
from listlint.markdown import (
    Block,
    Document,
    Heading,
    Item,
    Leaf,
    Link,
    List,
    Paragraph,
    every,
    plain,
)

_LABEL = regex(r"\s*([^\s:：][^:：\n]{0,20})[:：]\s*")
_GROUP_NAME = regex(r"\s*(.{1,80}?)\s*(?:[:：]|\s[-–—]\s.*)?\s*", re.DOTALL)
_TITLE = 60
"""Most characters of the name of an item without a link."""


class ItemReading(NamedTuple):
    """An item, the entry that it is, and the section that it is for the items below it."""

    item: Item
    entry: Entry | None = None
    group: str = ""
    is_whole: bool = False
    """All that is below the item belongs to its entry."""


def read_items(document: Document, block: List, section: tuple[str, ...]) -> Iterator[ItemReading]:
    """Yield what the items of a list are.

    What most of them are decides for the others: a link within a sentence is an entry only among
    such entries, and an item without a link only in a list of links.
    """
    lines = [_line(document, item) for item in block.items]
    groups = [_group(item, line) for item, line in zip(block.items, lines, strict=True)]
    are_named = [line is not None and _is_named(line) for line in lines]
    named = sum(are_named)
    last = sum(
        line is not None and line.style is Style.LEADING and not line.is_sentence for line in lines
    )
    total = sum(
        bool(item.children) and (not group or line is not None)
        for item, line, group in zip(block.items, lines, groups, strict=True)
    )
    is_list = named * 2 >= total or (named + last) * 4 >= total * 3
    are_leading = last * 2 >= total and last > 1 and not block.ordered
    for item, line, group, is_named in zip(block.items, lines, groups, are_named, strict=True):
        labeled = _labeled_item(document, item, block, section) if line is None else None
        if labeled is not None:
            yield ItemReading(item, labeled, is_whole=True)
            continue
        if (
            line is not None
            and is_list
            and (is_named or group or (are_leading and not line.is_sentence))
        ):
            within = (*section, group) if group else section
            yield ItemReading(item, _entry(document, item, line, block, within), group)
        elif (
            line is None
            and not group
            and named >= 4
            and named * 4 >= total * 3
            and not block.ordered
            and (plain_line := _title(document, item))
        ):
            yield ItemReading(item, _entry(document, item, plain_line, block, section))
        else:
            yield ItemReading(item, None, group if line is None else "")


def _leaf(item: Item) -> Paragraph | Heading | None:
    first = item.children[0] if item.children else None
    return first if isinstance(first, Paragraph | Heading) else None


def _line(document: Document, item: Item) -> Line | None:
    leaf = _leaf(item)
    return read_line(document.text, leaf.inlines) if leaf else None


def _is_named(line: Line) -> bool:
    return line.style is not Style.LEADING or line.separator is not None


def _group(item: Item, line: Line | None) -> str:
    """Return the name of the section that an item is for the items below it, "" for none."""
    leaf = _leaf(item)
    if leaf is None or not any(isinstance(child, List) for child in item.children[1:]):
        return ""
    if line is not None:
        # `MySQL - [awesome-mysql](…)` with drivers for MySQL below it
        is_group = line.style is Style.LEADING and line.leading.endswith(("-", "–", "—", ":", "："))
        return line.leading.rstrip(" -–—:：") if is_group else ""
    if any(links_of(leaf.inlines)) or not _has_links(item):
        return ""
    match = _GROUP_NAME.fullmatch(" ".join(plain(leaf.inlines).split()))
    return match[1] if match else ""


def _has_links(item: Item) -> bool:
    below = (b for b in every(item.children[1:]) if isinstance(b, Paragraph | Heading))
    return any(first_link(leaf.inlines) for leaf in below)


def _title(document: Document, item: Item) -> Line | None:
    """Return an item without a link that is a name, perhaps with a description."""
    leaf = _leaf(item)
    if leaf is None or any(links_of(leaf.inlines)) or len(item.children) > 1:
        return None
    line = read_text(document.text, leaf.inlines)
    is_name = line and len(line.name) <= _TITLE and not re.search(r"[.!?:;…。！？：]$", line.name)
    return line if is_name else None


def _entry(
    document: Document, item: Item, line: Line, parent: List, section: tuple[str, ...]
) -> Entry:
    leaf = _leaf(item)
    assert leaf is not None
    leaves: list[Leaf] = [leaf]
    description, described = line.description, line.described
    if described is None and (text := _description_below(item)) is not None:
        leaves.append(text)
        described = text.span
        description = " ".join(plain(text.inlines).split())
    values = line.values
    if below := list(labeled_fields(item.children[1:])):
        for about in below if described is None else ():
            if about.leaf and (described := _description_of(document, about)) is not None:
                below.remove(about)
                leaves.append(about.leaf)
                description = about.text
                break
        labels = {value.name.casefold() for value in below}
        values = (*(value for value in values if value.name not in labels), *below)
    return Entry(
        name=line.name,
        url=line.link.url if line.link else None,
        description=description,
        section=section,
        kind=EntryKind.ITEM,
        span=Span(item.marker.start, max(leaf.span.end, described.end if described else 0)),
        name_span=line.name_span,
        description_span=described,
        link=line.link,
        separator=line.separator,
        leading_text=""
        if section and section[-1] == line.leading.rstrip(" -–—:：")
        else line.leading,
        values=values,
        leaves=tuple(leaves),
        item=item,
        parent=parent,
    )


def _description_of(document: Document, field: EntryField) -> Span | None:
    """Return the span of a description after its label; None for other labels."""
    if not DESCRIPTION_HEADER.search(field.name):
        return None
    written = _LABEL.match(document.text, field.span.start, field.span.end)
    is_empty = written is None or written.end() >= field.span.end
    return None if written is None or is_empty else Span(written.end(), field.span.end)


def _description_below(item: Item) -> Paragraph | None:
    """Return the only text below an item, a paragraph or an item without a link."""
    if len(item.children) != 2:
        return None
    below = item.children[1]
    if isinstance(below, List) and len(below.items) == 1 and len(below.items[0].children) == 1:
        below = below.items[0].children[0]
    if (
        not isinstance(below, Paragraph)
        or first_link(below.inlines)
        or not plain(below.inlines).strip()
    ):
        return None
    return None if _LABEL.match(plain(below.inlines)) else below


def are_labels(document: Document, block: List) -> bool:
    """Return whether most items of a list are links whose texts are no names: `[Demo](…)`.

    A bare URL that is the only item is one, too.
    """
    lines = [_line(document, item) for item in block.items]
    labels = sum(
        line is not None
        and line.style is Style.LINKED
        and (GENERIC_TEXT.fullmatch(line.name) is not None or (len(lines) == 1 and _is_bare(line)))
        for line in lines
    )
    return labels * 2 > len(block.items)


def _is_bare(line: Line) -> bool:
    """Return whether a line is a URL, without a description."""
    return line.link is not None and line.name == line.link.url and line.described is None


def _labeled_item(
    document: Document, item: Item, parent: List, section: tuple[str, ...]
) -> Entry | None:
    """Return the entry of an item that has its URL and description in labeled items.

    `- Name` with `- URL: https://…` and `- Description: …` below it.
    """
    leaf = _leaf(item)
    if leaf is None or any(links_of(leaf.inlines)):
        return None
    link: Link | None = None
    about: Span | None = None
    description = ""
    values: list[EntryField] = []
    leaves: list[Paragraph | Heading] = [leaf]
    for field in labeled_fields(item.children[1:]):
        if not isinstance(field.leaf, Paragraph):
            continue
        leaves.append(field.leaf)
        if link is None and ADDRESS_LABEL.fullmatch(field.name):
            link = first_link(field.leaf.inlines)
        elif not description and (written := _description_of(document, field)) is not None:
            description, about = field.text, written
        else:
            values.append(field)
    name = plain(leaf.inlines).strip().rstrip(":：").strip()
    if link is None or not name:
        return None
    return Entry(
        name=" ".join(name.split()),
        url=link.url,
        description=description,
        section=section,
        kind=EntryKind.ITEM,
        span=item.span,
        name_span=leaf.span,
        description_span=about,
        link=link,
        values=tuple(values),
        leaves=tuple(leaves),
        item=item,
        parent=parent,
    )


def labeled_fields(blocks: Iterable[Block]) -> Iterator[EntryField]:
    """Yield a field for each item with a label in the lists of `blocks`: `- License: MIT`."""
    for block in blocks:
        for child in block.items if isinstance(block, List) else ():
            leaf = _leaf(child)
            if not isinstance(leaf, Paragraph) or any(links_of(leaf.inlines[:1])):
                continue  # a name with a description
            text = plain(leaf.inlines)
            if match := _LABEL.match(text):
                value = " ".join(text[match.end() :].split())
                yield EntryField(match[1].strip(), value, leaf.span, leaf)
