"""Find the entries of headings: `### [Name](…)`, with the text below as description."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.items import labeled_fields
from listlint.entries.labels import GENERIC_TEXT
from listlint.entries.lines import Line, Style, read_line
from listlint.entries.model import Entry, EntryField, EntryKind, is_badge
from listlint.entries.outline import Outline
from listlint.entries.rows import header_of
from listlint.entries.sections import Sections, is_meta
from listlint.markdown import (
    Block,
    Break,
    Document,
    Heading,
    Leaf,
    Paragraph,
    Quote,
    Table,
    plain,
)

_EXTERNAL = regex(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def heading_entries(
    document: Document, sections: Sections, others: Sequence[Entry]
) -> Iterator[Entry]:
    """Yield the entries of headings, in source order.

    `others` are the other entries: a heading with entries below it is a section, but for
    the single `Demo` or `Paper` of an entry.
    """
    lines = {
        index: line
        for index, heading in enumerate(document.headings)
        if (line := _line(document, sections, heading)) is not None
    }
    if not lines:
        return
    named = (e.span.start for e in others if not GENERIC_TEXT.fullmatch(e.name))
    outline = Outline(document, named)
    starts = [block.span.start for block in document.blocks]
    for family in outline.sibling_groups():
        linked = [index for index in family if index in lines]
        alone = [index for index in linked if not outline.has_entries(index)]
        for index in alone:
            heading = document.headings[index]
            place = bisect_left(starts, heading.span.start)
            if place == len(starts) or document.blocks[place] is not heading:
                continue  # within a quote or an item
            end = outline.own(index).end
            body = document.blocks[place + 1 : bisect_left(starts, end)]
            texts = _texts(body)
            if texts or len(linked) * 2 > len(family) > 1:
                yield _entry(document, sections, heading, lines[index], body, texts)


def _line(document: Document, sections: Sections, heading: Heading) -> Line | None:
    """Return what a heading says of an entry, if its link is its name."""
    if heading is sections.title or heading.is_html:
        return None
    line = read_line(document.text, heading.inlines)
    if line is None or line.link is None or line.style is not Style.LINKED:
        return None
    if line.separator is None and line.described is not None:
        return None
    is_name = _EXTERNAL.match(line.link.url) and line.name and not GENERIC_TEXT.fullmatch(line.name)
    is_about = is_meta((line.name,)) or is_meta(sections.around(heading))
    return line if is_name and not is_about else None


def _texts(body: Sequence[Block]) -> list[Paragraph]:
    """Return the paragraphs, also in quotes, that follow a heading, up to another block."""
    texts: list[Paragraph] = []
    for block in body:
        for child in block.children if isinstance(block, Quote) else (block,):
            if isinstance(child, Paragraph) and _words(child):
                texts.append(child)
            elif texts:
                return texts
            elif not isinstance(child, Paragraph):
                break
    return texts


def _signed(paragraph: Paragraph) -> int:
    """Return where a paragraph ends without a last line that names its source: `— the maker`."""
    breaks = [i for i, inline in enumerate(paragraph.inlines) if isinstance(inline, Break)]
    if breaks and plain(paragraph.inlines[breaks[-1] + 1 :]).startswith(("—", "–", "--")):
        return paragraph.inlines[breaks[-1]].span.start
    return paragraph.span.end


def _words(leaf: Leaf) -> str:
    return " ".join(plain(tuple(i for i in leaf.inlines if not is_badge(i))).split())


def _entry(
    document: Document,
    sections: Sections,
    heading: Heading,
    line: Line,
    body: Sequence[Block],
    texts: Sequence[Paragraph],
) -> Entry:
    described, description, own = line.described, line.description, texts
    if described is not None:
        own = ()
    elif texts:
        described = Span(texts[0].span.start, _signed(texts[-1]))
        shown = (i for text in texts for i in (*text.inlines, Break(text.span, hard=True)))
        kept = tuple(i for i in shown if not is_badge(i) and i.span.start < described.end)
        description = " ".join(plain(kept).split())
    fields = list(_fields(body))
    end = max(x.span.end for x in (heading, *own, *(f.leaf for f in fields if f.leaf)))
    assert line.link is not None
    return Entry(
        name=line.name,
        url=line.link.url,
        description=description,
        section=sections.around(heading),
        kind=EntryKind.HEADING,
        span=Span(heading.span.start, end),
        name_span=line.name_span,
        description_span=described,
        link=line.link,
        separator=line.separator,
        values=(*line.values, *fields),
        leaves=(heading, *own),
    )


def _fields(body: Sequence[Block]) -> Iterator[EntryField]:
    """Yield the cells of tables with one row, and labeled items: `- License: MIT`."""
    for block in body:
        if isinstance(block, Table) and len(block.rows) == 1:
            for head, cell in zip(header_of(block), block.rows[0].cells, strict=False):
                if head:
                    yield EntryField(head, cell.text, cell.span, cell)
    yield from labeled_fields(body)
