"""Find the entries of list items."""

import re
from collections.abc import Iterator
from itertools import pairwise

from listlint.diagnostics.spans import Span
from listlint.entries.description import SEPARATOR, after_name, sentence_end, visible
from listlint.entries.labels import ADDRESS_LABEL, DESCRIPTION_HEADER, GENERIC_TEXT
from listlint.entries.model import Entry, EntryKind, Sections, first_link, is_badge, links_of
from listlint.markdown import (
    Document,
    Emphasis,
    Heading,
    Inline,
    Item,
    Link,
    List,
    Paragraph,
    Text,
    plain,
)

# A shortcode has a letter or digit, so that no text matches in two ways.
_WORDLESS = re.compile(r"(?::[_+-]*[a-z0-9][a-z0-9_+-]*:|[\W_])*", re.IGNORECASE)
_NAME_FIRST = re.compile(r"[\s*_`]*([^\s*_`\n][^\n]{0,40}?)[*_`]*\s+(--?|[–—])\s+")
_PROSE = 40  # most code points before the name, if no separator follows it
_CONJUNCTION = re.compile(r"\s*+(?:[,/&|+·、，]|and|or|和|与)?\s*")
_LABEL = re.compile(r"\s*([^\s:：][^:：\n]{0,20})[:：]\s*")


def linked_item(document: Document, item: Item, parent: List, sections: Sections) -> Entry | None:
    """Return the entry of an item whose text has a link; None if it is not an entry."""
    leaf = next((b for b in item.children[:1] if isinstance(b, Paragraph | Heading)), None)
    if leaf is None:
        return None
    found = _name_link(leaf.inlines)
    if found is None:
        return None
    _, last, link = found
    if link.url.startswith("#") and len(link.url) > 1:
        return None
    before, after = _before(leaf.inlines, link), leaf.inlines[last + 1 :]
    leading = "" if _WORDLESS.fullmatch(plain(before)) else plain(before).strip()
    name, name_span = link.text, link.text_span
    if leading and (
        link.text == link.url_span.of(document.text) or GENERIC_TEXT.fullmatch(link.text)
    ):
        name, name_span = _name_from_leading_text(before, leading)
        leading = ""
    separator, described = after_name(document.text, leaf.inlines[last], after)
    if len(leading) > _PROSE and separator is None:
        # A sentence with a link in it; but `name - A description with links.` is an entry.
        start = leaf.inlines[0].span.start
        match = _NAME_FIRST.match(document.text, start, link.span.start)
        if match is None:
            return None
        name, name_span, leading = match[1], Span(*match.span(1)), ""
        separator = Span(*match.span(2))
        after = leaf.inlines
        described = Span(match.end(), sentence_end(document.text, match.end(), list(after)))
    return Entry(
        name=" ".join(name.split()),
        url=link.url,
        description=" ".join(described.of(document.text).split())
        if described and not after
        else visible(after, described),
        section=sections.at(item.span.start),
        kind=EntryKind.ITEM,
        span=Span(item.marker.start, leaf.span.end),
        name_span=name_span,
        description_span=described,
        link=link,
        separator=separator,
        leading_text=leading,
        item=item,
        parent=parent,
    )


def _before(inlines: tuple[Inline, ...], link: Link) -> tuple[Inline, ...]:
    """Return the inlines before a link, also within emphasis around both."""
    for index, inline in enumerate(inlines):
        if inline.span.end <= link.span.start:
            continue
        inner = _before(inline.children, link) if isinstance(inline, Emphasis) else ()
        return (*inlines[:index], *inner)
    return inlines


def labeled_item(document: Document, item: Item, parent: List, sections: Sections) -> Entry | None:
    """Return the entry of an item that has its URL and description in labeled items.

    `- Name` with `- URL: https://…` and `- Description: …` below it.
    """
    leaf = item.children[0] if item.children else None
    if not isinstance(leaf, Paragraph | Heading) or any(links_of(leaf.inlines)):
        return None
    link: Link | None = None
    about: Span | None = None
    description = ""
    fields: dict[str, str] = {}
    for label, value, paragraph in labeled_values(item):
        if link is None and ADDRESS_LABEL.fullmatch(label):
            link = first_link(paragraph.inlines)
        elif not description and DESCRIPTION_HEADER.search(label):
            first = paragraph.inlines[0]
            written = _LABEL.match(document.text, first.span.start, paragraph.span.end)
            if isinstance(first, Text) and written and written.end() < paragraph.span.end:
                description, about = value, Span(written.end(), paragraph.span.end)
        else:
            fields.setdefault(label, value)
    name = plain(leaf.inlines).strip().rstrip(":：").strip()
    if link is None or not name:
        return None
    return Entry(
        name=" ".join(name.split()),
        url=link.url,
        description=description,
        section=sections.at(item.span.start),
        kind=EntryKind.ITEM,
        span=item.span,
        name_span=leaf.span,
        description_span=about,
        link=link,
        fields=fields,
        item=item,
        parent=parent,
    )


def labeled_values(item: Item) -> Iterator[tuple[str, str, Paragraph]]:
    """Yield the label, the value and the paragraph of each item with a label below an item."""
    for block in item.children[1:]:
        for child in block.items if isinstance(block, List) else ():
            leaf = child.children[0] if child.children else None
            if isinstance(leaf, Paragraph) and (match := _LABEL.match(plain(leaf.inlines))):
                yield match[1].strip(), " ".join(plain(leaf.inlines)[match.end() :].split()), leaf


def _name_link(inlines: tuple[Inline, ...]) -> tuple[int, int, Link] | None:
    """Return the link that names an item, with the indices of its inline and the last joined one.

    This is the first link, or another of the first three that a separator follows, if only
    whitespace separates them. In `[a](…), [b](…) - …` the first link is the name, and the
    second one is joined to it.
    """
    found: list[tuple[int, Link]] = []
    for index, inline in enumerate(inlines):
        links = [link for link in links_of((inline,)) if not is_badge(link)]
        found.extend((index, link) for link in links[:1])
        if len(found) == 3:
            break
    if not found:
        return None
    name = found[0]
    for (left, _), (right, link) in pairwise(found):
        between = plain(inlines[left + 1 : right])
        if _separated(inlines, left) or not _CONJUNCTION.fullmatch(between):
            break
        if not between.strip():
            name = (right, link)
        if _separated(inlines, right):
            return name[0], right, name[1]
    return found[0][0], found[0][0], found[0][1]


def _separated(inlines: tuple[Inline, ...], index: int) -> bool:
    following = inlines[index + 1] if index + 1 < len(inlines) else None
    return isinstance(following, Text) and SEPARATOR.match(following.text) is not None


def _name_from_leading_text(before: tuple[Inline, ...], leading_text: str) -> tuple[str, Span]:
    strong = next((i for i in before if isinstance(i, Emphasis)), None)
    if strong is not None:
        return plain((strong,)).strip(" ,:：;-–—"), strong.inner
    spans = [i.span for i in before]
    return leading_text.strip(" ,:：;-–—[]()"), Span(spans[0].start, spans[-1].end)
