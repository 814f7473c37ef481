"""Blocks and inlines put together to a `Document`."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from listlint.document import table
from listlint.document.anchors import Anchors, slug
from listlint.document.blocks import BlockParser, Kind, Node, walk
from listlint.document.content import Content, cell_content
from listlint.document.html import Tag, attribute, tags
from listlint.document.inline import InlineParser
from listlint.document.model import (
    Alignment,
    Block,
    Cell,
    CodeBlock,
    Comment,
    Definition,
    Document,
    FootnoteDefinition,
    FootnoteReference,
    Heading,
    HtmlBlock,
    HtmlInline,
    Inline,
    Item,
    Link,
    LinkKind,
    List,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
    leaves,
    plain,
    slug_text,
)
from listlint.document.model import walk as walk_inlines
from listlint.document.references import fold, parse_reference, unescaped
from listlint.document.source import decode, normalized
from listlint.text import Span

_TASK = re.compile(r"\[([ xX])\](?=[ \t])[ \t]*")
_HTML_HEADING = re.compile(r"h([1-6])")


def parse(source: bytes | str, path: str = "README.md") -> Document:
    """Return the document of a README's source; `path` is only its name.

    Raises `NotTextError` for bytes that are no UTF-8 text. Time is linear in the source's size.
    """
    text, bom = decode(source) if isinstance(source, bytes) else (source, False)
    return _Parser(text, bom, path).document()


class _Parser:
    """The parsing of one source: blocks first, then the inlines of each leaf."""

    def __init__(self, text: str, bom: bool, path: str) -> None:
        self.source, self.bom, self.path = text, bom, path
        self.text = normalized(text)
        self.definitions: dict[str, Definition] = {}
        self.all_definitions: list[Definition] = []
        self.footnotes: dict[str, str] = {}
        self.anchors = Anchors()
        self.headings: list[Heading] = []
        self.padded: dict[str, Span] = {}

    @cached_property
    def inline(self) -> InlineParser:
        return InlineParser(self.definitions, self.footnotes)

    def document(self) -> Document:
        root = BlockParser(self._take_definitions).blocks(self.text)
        for node in walk(root):
            if node.kind is Kind.FOOTNOTE:
                label = str(node.data["label"])
                self.footnotes.setdefault(fold(label), label)
        blocks = tuple(self._children(root))
        used = self.inline.used
        definitions = tuple(_with_use(d, used) for d in self.all_definitions)
        blocks = _replace_definitions(blocks, used)
        shown = _shown(blocks)
        return Document(
            path=self.path,
            text=self.source,
            bom=self.bom,
            blocks=blocks,
            headings=tuple(self.headings),
            tables=tuple(_tables(blocks)),
            links=tuple(sorted(_links(shown), key=lambda link: (link.span.start, -link.span.end))),
            definitions=definitions,
            comments=tuple(self._comments(blocks)),
            anchors=self._all_anchors(blocks),
        )

    # --- Definitions -----------------------------------------------------------------------

    def _take_definitions(self, node: Node) -> None:
        """Move the definitions that a paragraph begins with out of it."""
        while node.pieces and node.pieces[0][1].startswith("["):
            content = Content(node.pieces)
            found = parse_reference(content.text, 0)
            if found is None:
                return
            key = fold(found.label)
            end = found.after - content.text[: found.after].endswith("\n")
            definition = Definition(
                content.span(0, end),
                found.label,
                key,
                found.target.url,
                content.span(found.target.start, found.target.end),
                found.title,
                False,
            )
            self.definitions.setdefault(key, definition)
            self.all_definitions.append(definition)
            node.data.setdefault("definitions", []).append(definition)  # type: ignore[attr-defined]
            lines = content.text[: found.after].count("\n")
            if found.after >= len(content.text) and not content.text.endswith("\n"):
                lines = len(node.pieces)
            del node.pieces[:lines]

    # --- Blocks ----------------------------------------------------------------------------

    def _children(self, node: Node) -> Iterator[Block]:
        for child in node.children:
            yield from self._block(child)

    def _block(self, node: Node) -> Iterator[Block]:
        span = Span(node.start, min(node.end, len(self.source)))
        match node.kind:
            case Kind.QUOTE:
                yield Quote(span, tuple(self._children(node)))
            case Kind.LIST:
                yield self._list(node, span)
            case Kind.FOOTNOTE:
                label = str(node.data["label"])
                yield FootnoteDefinition(span, label, tuple(self._children(node)))
            case Kind.PARAGRAPH:
                definitions = node.data.get("definitions", [])
                yield from definitions  # type: ignore[misc]
                if node.pieces:
                    start = node.pieces[0][0]
                    yield Paragraph(Span(start, span.end), self._inlines(node))
            case Kind.HEADING:
                yield self._heading(node, span)
            case Kind.CODE:
                fence = node.data.get("fence")
                info = unescaped(str(node.data.get("info", "")))
                closed = fence is None or bool(node.data.get("closed"))
                yield CodeBlock(span, info, fence is not None, closed)
            case Kind.HTML:
                yield self._html(node, span)
            case Kind.RULE:
                yield Rule(span)
            case Kind.TABLE:
                yield self._table(node, span)

    def _inlines(self, node: Node) -> tuple[Inline, ...]:
        return self.inline.inlines(Content(node.pieces)) if node.pieces else ()

    def _heading(self, node: Node, span: Span) -> Heading:
        if node.pieces:
            offset, text = node.pieces[-1]
            node.pieces[-1] = (offset, text.rstrip(" \t"))
        inlines = self._inlines(node)
        text = plain(inlines)
        anchor = self.anchors.add(slug_text(inlines))
        level = int(str(node.data["level"]))
        heading = Heading(span, level, text.strip(), anchor, inlines)
        self.headings.append(heading)
        return heading

    def _list(self, node: Node, span: Span) -> List:
        items = tuple(self._item(child) for child in node.children)
        tight = not any(self._gap(a, b) for a, b in pairwise(items)) and not any(
            self._gap(a, b) for item in items for a, b in pairwise(item.children)
        )
        start = node.data.get("start")
        number = start if isinstance(start, int) else None
        return List(span, items, number is not None, tight, number)

    def _gap(self, a: Block, b: Block) -> bool:
        """Tell whether a blank line stands between two blocks."""
        return self.text.count("\n", a.span.end, b.span.start) > 1

    def _item(self, node: Node) -> Item:
        size = int(str(node.data["marker"]))
        checked: bool | None = None
        first = node.children[0] if node.children else None
        if first is not None and first.kind is Kind.PARAGRAPH and first.pieces:
            offset, text = first.pieces[0]
            if match := _TASK.match(text):
                checked = match[1] != " "
                first.pieces[0] = (offset + match.end(), text[match.end() :])
        span = Span(node.start, min(node.end, len(self.source)))
        marker = Span(node.start, node.start + size)
        return Item(span, marker, tuple(self._children(node)), checked)

    # --- Tables ----------------------------------------------------------------------------

    def _table(self, node: Node, span: Span) -> Table:
        (header_offset, header), (delimiter_offset, delimiter), *rows = node.pieces
        marks = [delimiter[cell.start : cell.end] for cell in table.cells(delimiter)]
        end = delimiter_offset + len(delimiter.rstrip(" \t"))
        return Table(
            span,
            self._row(header_offset, header),
            Span(delimiter_offset, end),
            tuple(_alignment(mark) for mark in marks),
            tuple(self._row(offset, line) for offset, line in rows),
        )

    def _row(self, offset: int, line: str) -> Row:
        line = line.rstrip(" \t")
        cells = []
        for cell in table.cells(line):
            content = cell_content(line, offset, cell.start, cell.end)
            inlines = self.inline.inlines(content) if content.text else ()
            text = " ".join(plain(inlines).split(" ")).strip()
            cells.append(
                Cell(
                    Span(offset + cell.start, offset + cell.end),
                    Span(offset + cell.outer_start, offset + cell.outer_end),
                    text,
                    inlines,
                )
            )
        return Row(Span(offset, offset + len(line)), tuple(cells))

    # --- HTML ------------------------------------------------------------------------------

    def _html(self, node: Node, span: Span) -> HtmlBlock:
        content = Content(node.pieces)
        text = content.text
        found = list(tags(text))
        inlines = tuple(HtmlInline(content.span(t.start, t.end), t.name) for t in found)
        links = tuple(self._html_links(content, found))
        self._html_headings(content, found)
        return HtmlBlock(span, links, inlines)

    def _html_links(self, content: Content, found: list[Tag]) -> Iterator[Link]:
        text = content.text
        closers = [tag for tag in found if tag.name == "/a"]
        closers.reverse()
        for tag in found:
            if tag.name not in ("a", "img"):
                continue
            image = tag.name == "img"
            target = attribute(text, tag, "src" if image else "href")
            if target is None:
                continue
            title = attribute(text, tag, "title")
            shown, inner, end = "", (tag.end, tag.end), tag.end
            if image:
                alt = attribute(text, tag, "alt")
                shown, inner = (alt.value, (alt.start, alt.end)) if alt else ("", inner)
            else:
                while closers and closers[-1].start < tag.end:
                    closers.pop()
                if closers:
                    end, inner = closers[-1].end, (tag.end, closers[-1].start)
                    shown = " ".join(_strip_tags(text[inner[0] : inner[1]]).split())
            yield Link(
                content.span(tag.start, end),
                LinkKind.HTML,
                target.value,
                content.span(target.start, target.end),
                shown,
                content.span(*inner),
                image,
                None,
                title.value if title else None,
            )

    def _html_headings(self, content: Content, found: list[Tag]) -> None:
        text = content.text
        opened: Tag | None = None
        for tag in found:
            if match := _HTML_HEADING.fullmatch(tag.name):
                opened = tag
            elif opened is not None and tag.name == "/" + opened.name:
                match = _HTML_HEADING.fullmatch(opened.name)
                raw = _strip_tags(text[opened.end : tag.start])
                shown = " ".join(raw.split())
                if match:
                    span = content.span(opened.start, tag.end)
                    anchor = self.anchors.add(shown)
                    # GitHub keeps blanks before `</h1>` in the anchor, as hyphens.
                    self.padded.setdefault(slug(raw), span)
                    heading = Heading(span, int(match[1]), shown, anchor, (), is_html=True)
                    self.headings.append(heading)
                opened = None

    def _comments(self, blocks: tuple[Block, ...]) -> Iterator[Comment]:
        for tag in sorted(_html_tags(blocks), key=lambda tag: tag.span):
            if tag.tag == "!--":
                source = tag.span.of(self.source)
                yield Comment(tag.span, source.removeprefix("<!--").removesuffix("-->"))

    def _all_anchors(self, blocks: tuple[Block, ...]) -> dict[str, Span]:
        found = {heading.anchor: heading.span for heading in self.headings if heading.anchor}
        for anchor, span in self.padded.items():
            found.setdefault(anchor, span)
        for html in _html_tags(blocks):
            if html.tag.startswith(("/", "!")) or not html.tag:
                continue
            source = html.span.of(self.text)
            tag = Tag(html.tag, 0, len(source))
            for name in ("id", "name"):
                if (value := attribute(source, tag, name)) and value.value:
                    found.setdefault(value.value, html.span)
        for link in _links(blocks):
            if link.kind is LinkKind.HTML:
                source = self.text[link.span.start : link.url_span.end + 200]
                end = source.find(">") + 1 or len(source)
                tag = Tag("img" if link.is_image else "a", 0, end)
                for name in ("id", "name"):
                    if (value := attribute(source, tag, name)) and value.value:
                        found.setdefault(value.value, link.span)
        return found


def _strip_tags(text: str) -> str:
    from html import unescape

    return unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", text, flags=re.DOTALL))


def _alignment(mark: str) -> Alignment:
    left, right = mark.startswith(":"), mark.endswith(":")
    if left and right:
        return Alignment.CENTER
    return Alignment.LEFT if left else Alignment.RIGHT if right else Alignment.NONE


def _with_use(definition: Definition, used: set[str]) -> Definition:
    from dataclasses import replace

    return replace(definition, used=True) if definition.key in used else definition


def _replace_definitions(blocks: tuple[Block, ...], used: set[str]) -> tuple[Block, ...]:
    """Return top blocks with their definitions marked as used or not."""
    return tuple(_with_use(b, used) if isinstance(b, Definition) else b for b in blocks)


def _every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        yield block
        if isinstance(block, Quote | List | Item | FootnoteDefinition):
            stack.extend(reversed(block.children))


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    return (block for block in _every(blocks) if isinstance(block, Table))


def _shown(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks that GitHub shows: footnotes only if something refers to them."""
    notes = {fold(b.label): b for b in _every(blocks) if isinstance(b, FootnoteDefinition)}
    if not notes:
        return blocks
    wanted: set[str] = set()
    queue: list[Block] = [b for b in blocks if not isinstance(b, FootnoteDefinition)]
    while queue:
        block = queue.pop()
        for leaf in leaves((block,)):
            for inline in walk_inlines(leaf.inlines):
                if isinstance(inline, FootnoteReference):
                    key = fold(inline.label)
                    if key not in wanted and key in notes:
                        wanted.add(key)
                        queue.append(notes[key])
    return tuple(
        b for b in blocks if not isinstance(b, FootnoteDefinition) or fold(b.label) in wanted
    )


def _links(blocks: tuple[Block, ...]) -> Iterator[Link]:
    for block in _every(blocks):
        if isinstance(block, HtmlBlock):
            yield from block.links
    dropped = {
        id(cell)
        for each in _tables(blocks)
        for row in each.rows
        for cell in row.cells[len(each.header.cells) :]
    }
    for leaf in leaves(blocks):
        if id(leaf) in dropped:
            continue  # GitHub does not show cells beyond the header
        for inline in walk_inlines(leaf.inlines):
            if isinstance(inline, Link):
                yield inline


def _html_tags(blocks: tuple[Block, ...]) -> Iterator[HtmlInline]:
    for block in _every(blocks):
        if isinstance(block, HtmlBlock):
            yield from block.tags
    for leaf in leaves(blocks):
        yield from (i for i in walk_inlines(leaf.inlines) if isinstance(i, HtmlInline))
