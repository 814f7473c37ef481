"""What the reader sees of a paragraph, heading or cell, with the way back to the source."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import unescape
from itertools import chain

from listlint.diagnostics.edits import Edit, Safety, insert, newline_of
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.markdown import (
    Block,
    Break,
    CodeSpan,
    Document,
    Emphasis,
    EmphasisStyle,
    FootnoteReference,
    Heading,
    HtmlBlock,
    HtmlInline,
    Inline,
    Item,
    Leaf,
    Link,
    LinkKind,
    List,
    Paragraph,
    Text,
    plain,
    walk,
)

OBJECT = "\ufffc"
"""Replaces a link, an image or code: one character that is no part of any word."""

_QUOTATION = regex(
    r"(?<![\w\"])\"(?=\S)[^\"\n]{1,200}(?<=\S)\"(?!\w)|(?<![\w'])'(?=\S)[^'\n]{1,200}(?<=\S)'(?!\w)"
    r"|“[^“”\n]{1,200}”|„[^„“”\n]{1,200}[“”]|«[^«»\n]{1,200}»|»[^«»\n]{1,200}«"
    r"|‘[^‘’\n]{1,200}’(?!\w)|「[^「」\n]{1,200}」|『[^『』\n]{1,200}』|《[^《》\n]{1,200}》"
)
_PHRASE = regex(r"\s*(?:\S+\s+){1,11}\S*[^\s.:;。]\s*")
_LONGEST_PHRASE = 200
_FIRST = (0,)
"""The starts of one segment: one object for all texts that have only one."""
_LONE_RETURN = regex(r"\r(?!\n)")
_LETTER = regex(r"[^\r\n]")
_ATOM = regex(r"\\[!-/:-@\[-`{-~]|&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|\w{1,32});|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prose:
    """The shown text of one leaf; links and code are `OBJECT`, line breaks "\\n".

    `starts`, `sources` and `ends` describe its segments: where each begins in `text` and which
    stretch of the source it comes from.
    """

    leaf: Leaf
    text: str
    starts: tuple[int, ...]
    sources: tuple[Span, ...]

    def offset(self, index: int) -> int:
        """Return the source offset of the character at `index` of `text`."""
        segment = bisect_right(self.starts, index) - 1
        source = self.sources[segment]
        return min(source.start + index - self.starts[segment], source.end)

    def span(self, start: int, end: int) -> Span:
        """Return the source span of `[start, end)` of `text`."""
        if start == end:
            return Span(self.offset(start), self.offset(start))
        segment = bisect_right(self.starts, end - 1) - 1
        source = self.sources[segment]
        size = (self.starts[segment + 1] if segment + 1 < len(self.starts) else len(self.text)) - (
            self.starts[segment]
        )
        last = end - self.starts[segment]
        right = source.end if last == size else source.start + last
        return Span(self.offset(start), right)


def prose(document: Document) -> Iterator[Prose]:
    """Yield the shown text of every leaf of a document that has any."""
    for leaf in document.leaves():
        shown = prose_of(document.text, leaf)
        if shown.text:
            yield shown


def html_prose(document: Document) -> Iterator[Prose]:
    """Yield what the reader sees of HTML blocks: a cell, a paragraph or a line at a time.

    Links and code are `OBJECT` there, too. The leaf of each is a paragraph made for it, which has
    no inlines but its links.
    """
    stack: list[Block] = list(reversed(document.blocks))
    while stack:
        block = stack.pop()
        if isinstance(block, HtmlBlock):
            yield from _html(document.text, block)
        elif isinstance(block, List | Item):
            stack.extend(reversed(block.children))


_WITHIN = frozenset(
    ("a", "abbr", "b", "big", "cite", "em", "font", "i", "img", "ins", "mark", "q", "s", "small",
     "span", "strong", "sub", "sup", "u", "!--")
)  # fmt: skip
"""HTML that does not end a text."""
_MASKED = frozenset(("code", "kbd", "pre", "samp", "script", "style", "svg", "textarea", "tt"))
"""HTML whose content is no prose."""


def _html(source: str, block: HtmlBlock) -> Iterator[Prose]:
    links = {link.span.start: link for link in block.links if link.span.start < link.span.end}
    segments: list[tuple[str, Span]] = []
    linked: list[Link] = []
    at = block.span.start
    closed_by = ""
    for tag in (*block.tags, HtmlInline(Span(block.span.end, block.span.end), "")):
        if tag.span.start < at:
            continue  # within a link
        if not closed_by:
            segments += _text(source, Text(Span(at, tag.span.start), ""))
        at = tag.span.end
        if closed_by:
            if tag.tag != closed_by:
                continue
            closed_by = ""
            segments.append((OBJECT, tag.span))
        elif tag.span.start in links:
            linked.append(links[tag.span.start])
            at = linked[-1].span.end
            segments.append((OBJECT, linked[-1].span))
        elif tag.tag in _MASKED:
            closed_by = f"/{tag.tag}"
        elif tag.tag.removeprefix("/") not in _WITHIN:
            yield from _joined(segments, linked)
            segments, linked = [], []


def _joined(segments: list[tuple[str, Span]], links: list[Link]) -> Iterator[Prose]:
    if not any(text.strip() for text, _ in segments):
        return
    starts: list[int] = []
    size = 0
    for text, _ in segments:
        starts.append(size)
        size += len(text)
    spans = tuple(span for _, span in segments)
    leaf = Paragraph(Span(spans[0].start, spans[-1].end), tuple(links))
    yield Prose(leaf, "".join(text for text, _ in segments), tuple(starts), spans)


def prose_of(source: str, leaf: Leaf) -> Prose:
    """Return the shown text of one leaf."""
    parts: list[str] = []
    starts: list[int] = []
    spans: list[Span] = []
    size = 0
    for text, span in _segments(source, leaf.inlines):
        parts.append(text)
        starts.append(size)
        spans.append(span)
        size += len(text)
    return Prose(leaf, "".join(parts), _FIRST if len(starts) == 1 else tuple(starts), tuple(spans))


def _segments(source: str, inlines: tuple[Inline, ...]) -> Iterator[tuple[str, Span]]:
    stack = list(reversed(inlines))
    while stack:
        inline = stack.pop()
        match inline:
            case Text():
                yield from _text(source, inline)
            case Break() | HtmlInline(tag="br"):
                yield "\n", inline.span
            case Link() | CodeSpan():
                yield OBJECT, inline.span
            case Emphasis():
                stack.extend(reversed(inline.children))


def _text(source: str, text: Text) -> Iterator[tuple[str, Span]]:
    raw = text.span.of(source)
    if raw == text.text:
        if raw:
            yield raw, text.span
        return
    for atom in _ATOM.finditer(raw):
        start = text.span.start + atom.start()
        written = atom[0]
        is_escape = written[0] == "\\" and len(written) == 2
        yield written[1:] if is_escape else unescape(written), Span(start, start + len(written))


def shown_characters(source: str, inlines: tuple[Inline, ...]) -> Iterator[tuple[str, Span]]:
    """Yield each character of `plain(inlines)` with the source that shows it."""
    for inline in walk(inlines):
        match inline:
            case Text() | Link(marked=()):
                span = inline.span if isinstance(inline, Text) else inline.text_span
                for shown, place in _text(source, Text(span, inline.text)):
                    yield from _characters(source, shown, place)
            case CodeSpan():
                start = source.find(inline.text, inline.span.start, inline.span.end)
                inner = Span(start, start + len(inline.text))
                yield from _characters(source, inline.text, inline.span if start < 0 else inner)
            case Break() | HtmlInline(tag="br"):
                yield " ", inline.span


def _characters(source: str, shown: str, span: Span) -> Iterator[tuple[str, Span]]:
    """Yield characters one by one if the source has them as such, else all for the whole span."""
    is_literal = span.of(source) == shown
    for offset, character in enumerate(shown, span.start):
        yield character, Span(offset, offset + 1) if is_literal else span


def safety(leaf: Leaf) -> Safety:
    """Return how safe it is to change the words of a leaf.

    Those of a heading make its anchor, which other pages may link to.
    """
    return Safety.UNSAFE if isinstance(leaf, Heading) else Safety.SAFE


def quotations(prose: Prose) -> Iterator[Span]:
    """Yield the source of phrases in quotation marks, and of those in italics.

    A single word in quotation marks is rather one of the text.
    """
    for match in _QUOTATION.finditer(prose.text):
        if " " in match[0] or match[0][0] in "「『《":
            yield prose.span(*match.span())
    yield from phrases(prose.leaf, EmphasisStyle.EMPHASIS)


def phrases(leaf: Leaf, style: EmphasisStyle) -> Iterator[Span]:
    """Yield the emphasis of a leaf that may be a title: a few words, and no sentence."""
    for inline in walk(leaf.inlines):
        if isinstance(inline, Emphasis) and inline.style is style:
            is_short = inline.span.end - inline.span.start <= _LONGEST_PHRASE
            if is_short and _PHRASE.fullmatch(plain(inline.children)):
                yield inline.span


def blank_line_before(document: Document, offset: int) -> Edit:
    """Return the edit that inserts a blank line, with the marks of its quotes, before a line."""
    lines = document.lines
    number = lines.position(offset).line
    start = lines.line(number).start
    prefix = Span(start, offset).of(document.text).rstrip(" \t")
    return insert(start, prefix + newline_of(lines.line(number - 1).of(document.text)))


def mask_markup(document: Document) -> str:
    """Return the source with all that GitHub understood of its texts as `OBJECT`.

    Code, HTML, links and images are replaced letter by letter, so that offsets stay true; what is
    left is text, which may hold broken syntax. Bare URLs stay: GitHub links them within broken
    syntax, too. A lone "\\r" becomes "\\n".
    """
    source = document.text
    links = (link for _, link in document.inlines(Link) if link.kind is not LinkKind.BARE)
    others = (
        inline
        for kind in (CodeSpan, HtmlInline, FootnoteReference)
        for _, inline in document.inlines(kind)
    )
    parts: list[str] = []
    at = 0
    for start, end in sorted(inline.span for inline in chain(links, others)):
        if start >= at:  # others are within a link
            parts += (source[at:start], OBJECT * (end - start))
            at = end
    parts.append(source[at:])
    return _LONE_RETURN.sub("\n", "".join(parts))


def mask_tags(source: str, block: HtmlBlock) -> str:
    """Return the source of an HTML block with tags, comments and code as `OBJECT`."""
    parts: list[str] = []
    at = block.span.start
    closed_by = ""
    for tag in block.tags:
        if tag.span.start < at or (closed_by and tag.tag != closed_by):
            continue
        covered = Span(at, tag.span.end) if closed_by else tag.span
        parts += (source[at : covered.start], _LETTER.sub(OBJECT, covered.of(source)))
        at = tag.span.end
        closed_by = f"/{tag.tag}" if tag.tag in _MASKED else ""
    rest = source[at : block.span.end]
    return "".join([*parts, _LETTER.sub(OBJECT, rest) if closed_by else rest])
