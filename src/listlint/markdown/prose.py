"""What the reader sees of a paragraph, heading or cell, with the way back to the source."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from html import unescape
from itertools import accumulate, chain

from listlint.diagnostics.edits import Edit, Safety, insert, newline_of
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span, Spans
from listlint.markdown import (
    Block,
    Break,
    Cell,
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
_LONE_RETURN = regex(r"\r(?!\n)")
_LETTER = regex(r"[^\r\n]")
_ATOM = regex(
    r"[^\\&]+|\\[!-/:-@\[-`{-~]|&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|\w{1,32});|.", re.DOTALL
)
"""What shows its characters as they are, or one character in another way."""


Segments = tuple[list[str], list[Span]]
"""The parts of a shown text, and the stretches of the source that they come from."""


class Prose:
    """The shown text of one leaf; links and code are `OBJECT`, line breaks "\\n".

    Its segments are found again when the source of a place is asked for, as of few texts.
    """

    __slots__ = ("_places", "_source", "leaf", "text")

    def __init__(self, source: str, leaf: Leaf, segments: Segments | None = None) -> None:
        self.leaf = leaf
        self._source = source
        self._places = None if segments is None else _placed(segments)
        if isinstance(leaf, Cell) and leaf.marked is None and leaf.span.of(source) == leaf.text:
            self.text = leaf.text  # most cells, whose inlines need not be made
        else:
            parts, _ = segments or _segments(source, leaf.inlines)
            self.text = parts[0] if len(parts) == 1 else "".join(parts)

    def offset(self, index: int) -> int:
        """Return the source offset of the character at `index` of `text`."""
        start, _, source = self._segment(index)
        return min(source.start + index - start, source.end)

    def span(self, start: int, end: int) -> Span:
        """Return the source span of `[start, end)` of `text`."""
        if start == end:
            return Span(self.offset(start), self.offset(start))
        first, last, source = self._segment(end - 1)
        right = source.end if end == last else source.start + end - first
        return Span(self.offset(start), right)

    def _segment(self, index: int) -> tuple[int, int, Span]:
        """Return the start and the end of the segment at `index`, and its source."""
        if self._places is None:
            self._places = _placed(_segments(self._source, self.leaf.inlines))
        starts, sources = self._places
        at = bisect_right(starts, index, hi=len(sources)) - 1
        return starts[at], starts[at + 1], sources[at]


def _placed(segments: Segments) -> tuple[list[int], list[Span]]:
    """Return where segments begin in the text, and its end; and their sources."""
    parts, sources = segments
    return list(accumulate(map(len, parts), initial=0)), sources


class Texts:
    """Texts of prose, joined: one search finds what one of each text would, and is faster."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.each = tuple(texts)
        self.joined = "\n".join(("", *self.each))

    @cached_property
    def _starts(self) -> list[int]:
        """Where each text begins, with the line break before it; and the end of the last."""
        return list(accumulate((len(text) + 1 for text in self.each), initial=0))

    def matching(self, pattern: re.Pattern[str]) -> Iterator[str]:
        """Yield the texts in which a pattern may match.

        For a pattern a text begins and ends as a line does. It may begin with a character before
        what is looked for, which is faster than to check the one before each character.
        """
        at, starts = 0, self._starts
        while at < len(self.each) and (match := pattern.search(self.joined, starts[at])):
            at = bisect_right(starts, match.start())
            yield self.each[at - 1]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the index of the text that an offset of `joined` is in, and the offset there."""
        index = bisect_right(self._starts, offset) - 1
        return index, offset - self._starts[index] - 1

    def end(self, offset: int) -> int:
        """Return the end of the text that an offset of `joined` is in."""
        return self._starts[bisect_right(self._starts, offset)]


def prose(document: Document) -> Iterator[Prose]:
    """Yield the shown text of every leaf of a document that has any."""
    for leaf in document.every_leaf:
        shown = Prose(document.text, leaf)
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
    parts: list[str] = []
    sources: list[Span] = []
    linked: list[Link] = []
    at = block.span.start
    closed_by = ""
    for tag in (*block.tags, HtmlInline(Span(block.span.end, block.span.end), "")):
        if tag.span.start < at:
            continue  # within a link
        if not closed_by:
            _add_text(source, Span(at, tag.span.start), "", parts, sources)
        at = tag.span.end
        if closed_by:
            if tag.tag != closed_by:
                continue
            closed_by = ""
            parts.append(OBJECT)
            sources.append(tag.span)
        elif tag.span.start in links:
            linked.append(links[tag.span.start])
            at = linked[-1].span.end
            parts.append(OBJECT)
            sources.append(linked[-1].span)
        elif tag.tag in _MASKED:
            closed_by = f"/{tag.tag}"
        elif tag.tag.removeprefix("/") not in _WITHIN:
            if any(map(str.strip, parts)):
                leaf = Paragraph(Span(sources[0].start, sources[-1].end), tuple(linked))
                yield Prose(source, leaf, (parts, sources))
            parts, sources, linked = [], [], []


def _segments(source: str, inlines: tuple[Inline, ...]) -> Segments:
    parts: list[str] = []
    sources: list[Span] = []
    stack = list(inlines[::-1])
    while stack:
        inline = stack.pop()
        if isinstance(inline, Text):
            _add_text(source, inline.span, inline.text, parts, sources)
        elif isinstance(inline, (Link, CodeSpan)):
            parts.append(OBJECT)
            sources.append(inline.span)
        elif isinstance(inline, Emphasis):
            stack += inline.children[::-1]
        elif isinstance(inline, Break) or (isinstance(inline, HtmlInline) and inline.tag == "br"):
            parts.append("\n")
            sources.append(inline.span)
    return parts, sources


def _add_text(source: str, span: Span, text: str, parts: list[str], sources: list[Span]) -> None:
    start, end = span
    raw = source[start:end]
    if raw == text:
        if raw:
            parts.append(raw)
            sources.append(span)
        return
    for atom in _ATOM.finditer(raw):
        written = atom[0]
        is_escape = written[0] == "\\" and len(written) == 2
        parts.append(written[1:] if is_escape else unescape(written))
        sources.append(Span(start + atom.start(), start + atom.end()))


def shown_characters(source: str, inlines: tuple[Inline, ...]) -> Iterator[tuple[str, Span]]:
    """Yield each character of `plain(inlines)` with the source that shows it."""
    for inline in walk(inlines):
        match inline:
            case Text() | Link(marked=()):
                span = inline.span if isinstance(inline, Text) else inline.text_span
                parts: list[str] = []
                sources: list[Span] = []
                _add_text(source, span, inline.text, parts, sources)
                for shown, place in zip(parts, sources, strict=True):
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


class LeafSpans:
    """Spans that a function finds in a leaf; it is called for the leaves that are asked for."""

    def __init__(self, document: Document, find: Callable[[str, Leaf], Iterator[Span]]) -> None:
        self._text = document.text
        self._leaves = document.every_leaf
        self._starts = [leaf.span.start for leaf in self._leaves]
        self._find = find
        self._known: dict[int, Spans] = {}

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return False
        if at not in self._known:
            self._known[at] = Spans(self._find(self._text, self._leaves[at]))
        return offset in self._known[at]


def quotations(source: str, leaf: Leaf) -> Iterator[Span]:
    """Yield the source of phrases in quotation marks, and of those in italics.

    A single word in quotation marks is rather one of the text.
    """
    prose = Prose(source, leaf)
    for match in _QUOTATION.finditer(prose.text):
        if " " in match[0] or match[0][0] in "「『《":
            yield prose.span(*match.span())
    yield from _phrases(leaf, EmphasisStyle.EMPHASIS)


def strong_phrases(_source: str, leaf: Leaf) -> Iterator[Span]:
    """Yield the phrases of a leaf in bold."""
    yield from _phrases(leaf, EmphasisStyle.STRONG)


def _phrases(leaf: Leaf, style: EmphasisStyle) -> Iterator[Span]:
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
    links = (link for _, link in document.inlines.of(Link) if link.kind is not LinkKind.BARE)
    others = (
        inline
        for kind in (CodeSpan, HtmlInline, FootnoteReference)
        for _, inline in document.inlines.of(kind)
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
