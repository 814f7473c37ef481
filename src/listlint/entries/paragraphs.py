"""Find the entries of paragraphs, block quotes and HTML: lines that begin with a link."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.description import sentence_end, visible
from listlint.entries.html import html_inlines, is_line_end
from listlint.entries.labels import GENERIC_TEXT
from listlint.entries.lines import Line, Style, read_line, values_of
from listlint.entries.model import Entry, EntryKind, is_badge
from listlint.entries.sections import Sections, is_meta
from listlint.markdown import (
    Block,
    Break,
    Document,
    Emphasis,
    HtmlBlock,
    Inline,
    Link,
    Paragraph,
    Quote,
    plain,
    walk,
)

_OTHER_LISTS = 3
"""Sections with several such lines that make one line alone an entry."""
LAYOUT = frozenset(("table", "thead", "tbody", "tr", "td", "th", "details"))
"""Tags of tables and of what is folded."""
_CENTERED = regex(r"<(?:p|div|h[1-6]|table)\s[^<>]{0,80}align=[\"']?center", re.IGNORECASE)
_EXTERNAL = regex(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


@dataclass(slots=True)
class _Candidate:
    """A line that begins with a link, and the text after it that describes it."""

    line: Line
    inlines: tuple[Inline, ...]
    kind: EntryKind
    leaves: list[Paragraph]
    after: list[Inline] = field(default_factory=list)

    @property
    def is_bare(self) -> bool:
        return self.line.described is None and not self.after

    def add(self, inlines: tuple[Inline, ...]) -> None:
        """Add a line that goes on with the description."""
        place = inlines[0].span.start
        self.after += (Break(Span(place, place), hard=True), *inlines)
        self.leaves.append(_leaf(inlines))


@dataclass(slots=True)
class _Section:
    """The lines of a section that begin with a link, and the number of its other texts."""

    found: list[_Candidate]
    others: int = 0


def paragraph_entries(document: Document, sections: Sections) -> Iterator[Entry]:
    """Yield the entries of paragraphs, block quotes and HTML blocks, in source order.

    The texts of a section are entries if most of them begin with a link that is a name; one
    alone is an entry if other sections are lists of them.
    """
    groups: dict[int, _Section] = {}
    bare: _Candidate | None = None
    for texts in _texts(document.blocks):
        if texts:
            number = sections.number(texts[0].span.start)
            group = groups.setdefault(number, _Section([]))
            bare = _read(document, group, texts, bare)
        else:
            bare = None
    lists = [
        group for group in groups.values() if group.found and _is_list(document, sections, group)
    ]
    many = sum(len(group.found) > 1 for group in lists)
    for group in lists:
        if len(group.found) > 1 or many >= _OTHER_LISTS:
            for candidate in group.found:
                yield _entry(document, candidate, sections)


def _is_list(document: Document, sections: Sections, group: _Section) -> bool:
    start = group.found[0].inlines[0].span.start
    section = sections.at(start)
    has_section = section or len(document.headings) == (sections.title is not None)
    return bool(has_section) and len(group.found) > group.others and not is_meta(section)


def _texts(blocks: Sequence[Block]) -> Iterator[tuple[Paragraph | HtmlBlock, ...]]:
    """Yield the texts of each block of a page: several of a quote, none of a list or table."""
    for block in blocks:
        match block:
            case Paragraph() | HtmlBlock():
                yield (block,)
            case Quote():
                yield tuple(b for b in block.children if isinstance(b, Paragraph))
            case _:
                yield ()


def _read(
    document: Document,
    group: _Section,
    texts: tuple[Paragraph | HtmlBlock, ...],
    bare: _Candidate | None,
) -> _Candidate | None:
    """Add the lines of a block to those of their section.

    A text after `bare`, a paragraph that is only a link, describes it. Return the last line if
    it is one of these.
    """
    current: _Candidate | None = None
    for text in texts:
        if isinstance(text, HtmlBlock):
            if is_centered(document, text) or any(tag.tag in LAYOUT for tag in text.tags):
                continue
            kind = EntryKind.HTML
            leaf = Paragraph(text.span, html_inlines(document.text, text))
        else:
            kind, leaf = EntryKind.PARAGRAPH, text
        for inlines in _split(leaf.inlines):
            line = _starting(document, inlines)
            if line is not None:
                current = _Candidate(line, inlines, kind, [_leaf(inlines)])
                group.found.append(current)
            elif (owner := current or bare) is not None:
                owner.add(inlines)
        if current is None and bare is None:
            group.others += re.search(r"\w", _words(leaf.inlines)) is not None
    return current if current and current.is_bare else None


def is_centered(document: Document, block: HtmlBlock) -> bool:
    """Return whether an HTML block is centered, as a logo, navigation or sponsors are."""
    if any(tag.tag == "center" for tag in block.tags):
        return True
    return _CENTERED.search(block.span.of(document.text)) is not None


def _leaf(inlines: tuple[Inline, ...]) -> Paragraph:
    """Return a line as a paragraph of its own."""
    return Paragraph(Span(inlines[0].span.start, inlines[-1].span.end), inlines)


def _split(inlines: tuple[Inline, ...]) -> Iterator[tuple[Inline, ...]]:
    """Yield the lines of a text."""
    start = 0
    for index, inline in enumerate(inlines):
        if isinstance(inline, Break) or is_line_end(inline):
            if start < index:
                yield inlines[start:index]
            start = index + 1
    if start < len(inlines):
        yield inlines[start:]


def _words(inlines: tuple[Inline, ...]) -> str:
    return plain(tuple(i for i in inlines if not is_badge(i)))


def _starting(document: Document, inlines: tuple[Inline, ...]) -> Line | None:
    """Return what a line says that begins with a link, if that is a name and no sentence."""
    line = read_line(document.text, inlines)
    if line is None or line.style is not Style.LINKED or line.link is None:
        return None
    if not _EXTERNAL.match(line.link.url) or line.link.url.startswith("mailto:"):
        return None
    if GENERIC_TEXT.fullmatch(line.name) or not line.name or line.name == line.link.url:
        return None
    if line.separator is None and line.described is not None:
        return None
    after = tuple(i for i in inlines if i.span.start >= line.link.span.end)
    linked = any(isinstance(i, Link) and not is_badge(i) for i in walk(after))
    if linked and not re.search(r"\w{2}", plain(tuple(i for i in after if not _is_link(i)))):
        return None  # links side by side, for navigation
    return line


def _is_link(inline: Inline) -> bool:
    if isinstance(inline, Emphasis):
        return all(map(_is_link, inline.children))
    return isinstance(inline, Link)


def _entry(document: Document, found: _Candidate, sections: Sections) -> Entry:
    line, inlines = found.line, found.inlines
    start = next(i.span.start for i in inlines if is_badge(i) or plain((i,)).strip())
    after = tuple(found.after)
    if re.search(r"\w", _words(after)):
        left = next(i.span.start for i in after if plain((i,)).strip())
        first = line.described.start if line.described else left
        both = Span(first, sentence_end(document.text, left, list(after)))
        description = f"{line.description} {visible(after, both)}".strip()
        line = replace(line, described=both, description=description)
    link, described = line.link, line.described
    assert link is not None
    return Entry(
        name=line.name,
        url=link.url,
        description=line.description,
        section=sections.at(start),
        kind=found.kind,
        span=Span(start, max(inlines[-1].span.end, described.end if described else 0)),
        name_span=line.name_span,
        description_span=described,
        link=link,
        separator=line.separator,
        values=values_of(
            document.text, (*inlines, *after), line.style, line.name_span, link, described
        ),
        leaves=tuple(found.leaves),
    )
