"""Blocks and inlines put together to a `Document`."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.markdown import tables
from listlint.markdown.anchors import Anchors
from listlint.markdown.blocks import BlockParser, BlockType, Node, walk
from listlint.markdown.content import LeafText, cell_content, lines_content
from listlint.markdown.front_matter import front_matter_end
from listlint.markdown.headings import HtmlHeadings
from listlint.markdown.html import Tag, attribute, media_urls, tags, unescaped_entities
from listlint.markdown.inlines import InlineParser
from listlint.markdown.nodes import (
    Alignment,
    Block,
    Break,
    Cell,
    CodeBlock,
    CodeSpan,
    Comment,
    Definition,
    Document,
    FootnoteDefinition,
    FrontMatter,
    Heading,
    HtmlBlock,
    HtmlInline,
    Inline,
    InlineIndex,
    Item,
    Link,
    LinkKind,
    List,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
    ThematicBreak,
    every,
    leaves,
    only_text,
    plain,
    slug_text,
)
from listlint.markdown.nodes import walk as walk_inlines
from listlint.markdown.references import fold, parse_reference, unescaped
from listlint.markdown.simple import next_markup, simple_inlines
from listlint.markdown.source import decode, normalized

_TASK = regex(r"\[([ xX])\][ \t]+(?=[^ \t])")
_TAG = regex(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)


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
        self.html_headings = HtmlHeadings(self.anchors, self.headings)
        self.block = BlockParser(self._take_definitions)

    @cached_property
    def inline(self) -> InlineParser:
        return InlineParser(self.definitions, self.footnotes)

    def document(self) -> Document:
        start = front_matter_end(self.text)
        root = self.block.blocks(self.text, start)
        for node in walk(root) if "[^" in self.text else ():
            if node.kind is BlockType.FOOTNOTE:
                label = str(node.data["label"])
                self.footnotes.setdefault(fold(label), label)
        blocks = self._children(root)
        used = self.inline.used
        definitions = tuple(_with_use(d, used) for d in self.all_definitions)
        blocks = _replace_definitions(blocks, used)
        if start:
            blocks = (FrontMatter(Span(0, start)), *blocks)
        every_block = tuple(every(blocks))
        every_leaf = tuple(leaves(every_block))
        inlines = InlineIndex(every_leaf)
        hidden = _hidden(blocks, every_block, self.inline.notes)
        found = sorted(_html_tags(every_block, inlines), key=lambda tag: tag.span)
        links = list(_links(every_block, inlines, hidden))
        links += _media_links(self.text, found, links)
        links.sort(key=lambda link: (link.span.start, -link.span.end))
        return Document(
            path=self.path,
            text=self.source,
            bom=self.bom,
            blocks=blocks,
            headings=tuple(h for h in self.headings if id(h) not in hidden),
            tables=tuple(b for b in every_block if isinstance(b, Table) and id(b) not in hidden),
            links=tuple(links),
            definitions=definitions,
            tags=tuple(found),
            comments=tuple(self._comments(found)),
            anchors=self._all_anchors(found, links),
            every_block=every_block,
            every_leaf=every_leaf,
            inlines=inlines,
        )

    # --- Definitions -----------------------------------------------------------------------

    def _take_definitions(self, node: Node) -> None:
        """Move the definitions that a paragraph begins with out of it."""
        if not node.lines or not node.lines[0][1].startswith("["):
            return
        if not any("]:" in text for _, text in node.lines):
            return
        content = LeafText(node.lines)
        text, at, lines, lazy = content.text, 0, 0, self.block.lazy
        while at < len(text) and (not lazy or content.offset(at) not in lazy):
            found = parse_reference(text, at)
            if found is None:
                break
            end = found.after - text[at : found.after].endswith("\n")
            definition = Definition(
                content.span(at, end),
                found.label,
                fold(found.label),
                found.target.url,
                content.span(found.target.start, found.target.end),
                found.title,
                False,
            )
            self.definitions.setdefault(definition.key, definition)
            self.all_definitions.append(definition)
            node.data.setdefault("definitions", []).append(definition)  # type: ignore[attr-defined]
            lines += text.count("\n", at, found.after)
            at = found.after
        if at >= len(text) and not text.endswith("\n"):
            lines = len(node.lines)
        del node.lines[:lines]

    # --- Blocks ----------------------------------------------------------------------------

    def _children(self, node: Node) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for child in node.children:
            if child.kind is BlockType.PARAGRAPH:
                blocks += child.data.get("definitions", ())  # type: ignore[arg-type]
                if not child.lines:
                    continue
            blocks.append(self._block(child))
        return tuple(blocks)

    def _block(self, node: Node) -> Block:
        span = Span(node.start, min(node.end, len(self.source)))
        match node.kind:
            case BlockType.PARAGRAPH:
                inlines = self._inlines(node)
                if self.html_headings or any("<h" in text.lower() for _, text in node.lines):
                    self._inline_headings(inlines)
                return Paragraph(Span(node.lines[0][0], span.end), inlines)
            case BlockType.LIST:
                return self._list(node, span)
            case BlockType.HEADING:
                return self._heading(node, span)
            case BlockType.TABLE:
                return self._table(node, span)
            case BlockType.CODE:
                fence = node.data.get("fence")
                info = unescaped(str(node.data.get("info", "")))
                closed = fence is None or bool(node.data.get("closed"))
                return CodeBlock(span, info, fence is not None, closed)
            case BlockType.HTML:
                return self._html(node, span)
            case BlockType.QUOTE:
                return Quote(span, self._children(node))
            case BlockType.FOOTNOTE:
                return FootnoteDefinition(span, str(node.data["label"]), self._children(node))
        return ThematicBreak(span)

    def _inlines(self, node: Node) -> tuple[Inline, ...]:
        if not node.lines:
            return ()
        if len(node.lines) == 1:
            offset, text = node.lines[0]
            if (found := simple_inlines(text, offset)) is not None:
                return found
        above_table = "is_text" in node.data
        content = lines_content(node.lines) if above_table else LeafText(node.lines)
        return self.inline.inlines(content)

    def _heading(self, node: Node, span: Span) -> Heading:
        self.html_headings.drop()
        if node.lines:
            offset, text = node.lines[-1]
            node.lines[-1] = (offset, text.rstrip(" \t"))
        inlines = self._inlines(node)
        text = plain(inlines)
        anchor = self.anchors.add(slug_text(inlines))
        level = int(str(node.data["level"]))
        heading = Heading(span, level, text.strip(), anchor, inlines)
        self.headings.append(heading)
        return heading

    def _list(self, node: Node, span: Span) -> List:
        items = tuple(self._item(child) for child in node.children)
        tight = not self._has_gap(items) and not any(
            self._has_gap(item.children) for item in items if len(item.children) > 1
        )
        start = node.data.get("start")
        number = start if isinstance(start, int) else None
        return List(span, items, number is not None, tight, number)

    def _has_gap(self, blocks: Sequence[Block]) -> bool:
        """Return whether a blank line is between two blocks, the first no definition."""
        return any(
            b.span.start - a.span.end > 1
            and self.text.count("\n", a.span.end, b.span.start) > 1
            and not isinstance(a, Definition)
            for a, b in pairwise(blocks)
        )

    def _item(self, node: Node) -> Item:
        size = int(node.data["marker"])  # type: ignore[call-overload]
        checked: bool | None = None
        first = node.children[0] if node.children else None
        if (
            first is not None
            and first.kind in (BlockType.PARAGRAPH, BlockType.HEADING)
            and first.lines
            and (match := _TASK.match(first.lines[0][1]))
        ):
            offset, text = first.lines[0]
            if not self.text[node.start + size : offset].strip():
                checked = match[1] != " "
                first.lines[0] = (offset + match.end(), text[match.end() :])
        span = Span(node.start, min(node.end, len(self.source)))
        marker = Span(node.start, node.start + size)
        return Item(span, marker, self._children(node), checked)

    # --- Tables ----------------------------------------------------------------------------

    def _table(self, node: Node, span: Span) -> Table:
        (header_offset, header), (delimiter_offset, delimiter), *rows = node.lines
        node.lines = []
        rows.reverse()
        marks = [delimiter[cell.start : cell.end] for cell in tables.cells(delimiter)]
        end = delimiter_offset + len(delimiter.rstrip(" \t"))
        return Table(
            span,
            self._row(header_offset, header),
            Span(delimiter_offset, end),
            tuple(_alignment(mark) for mark in marks),
            tuple(self._row(*rows.pop()) for _ in range(len(rows))),  # the lines are freed
        )

    def _row(self, offset: int, line: str) -> Row:
        line = line.rstrip(" \t")
        cells = []
        mark = 0
        for start, end, outer_start, outer_end in tables.cells(line):
            if mark < start:
                mark = next_markup(line, start)
            text, marked = line[start:end], None
            span = Span(offset + start, offset + end)
            if mark < end or text != text.strip() or not text:
                inlines = simple_inlines(text, span.start)
                if inlines is None:
                    inlines = self.inline.inlines(cell_content(line, offset, start, end))
                text = plain(inlines).strip()
                marked = None if only_text(inlines, span, text) else inlines
                if len(inlines) == 1 and inlines[0].span == span:
                    span = inlines[0].span  # one object: a table may have 300,000 cells
            cells.append(Cell(span, start - outer_start, outer_end - end, text, marked))
        return Row(Span(offset, offset + len(line)), tuple(cells))

    # --- HTML ------------------------------------------------------------------------------

    def _html(self, node: Node, span: Span) -> HtmlBlock:
        content = LeafText(node.lines)
        text = content.text
        found = list(tags(text))
        inlines = tuple(HtmlInline(content.span(t.start, t.end), t.name) for t in found)
        links = tuple(self._html_links(content, found))
        self._html_headings(content, found)
        return HtmlBlock(span, links, inlines)

    def _html_links(self, content: LeafText, found: list[Tag]) -> Iterator[Link]:
        text = content.text
        closed = _closed(found)
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
            elif closer := closed.get(tag.start):
                end, inner = closer.end, (tag.end, closer.start)
                shown = " ".join(_strip_tags(text[inner[0] : inner[1]]).split())
            yield Link(
                content.span(tag.start, end),
                LinkKind.HTML,
                target.value,
                shown,
                (content.span(target.start, target.end), content.span(*inner)),
                image,
                None,
                title.value if title else None,
            )

    def _html_headings(self, content: LeafText, found: list[Tag]) -> None:
        """Find the headings that begin, go on or end in an HTML block."""
        text, headings, at = content.text, self.html_headings, 0
        for tag in found:
            if headings:
                headings.text(unescaped_entities(text[at : tag.start]))
                if tag.name == "img" and (alt := attribute(text, tag, "alt")):
                    headings.image(alt.value)
            headings.tag(tag.name, content.span(tag.start, tag.end))
            at = tag.end
        if headings:
            headings.text(unescaped_entities(text[at:]) + "\n")

    def _inline_headings(self, inlines: tuple[Inline, ...]) -> None:
        """Find the HTML headings that begin, go on or end in a paragraph."""
        headings = self.html_headings
        for inline in walk_inlines(inlines):
            match inline:
                case Text() | CodeSpan():
                    headings.text(inline.text)
                case HtmlInline():
                    headings.tag(inline.tag, inline.span)
                case Break():
                    headings.text(" ")
                case Link(is_image=True):
                    headings.image(inline.text)
        headings.text("\n")

    def _comments(self, found: list[HtmlInline]) -> Iterator[Comment]:
        for tag in found:
            if tag.tag == "!--":
                source = tag.span.of(self.source)
                yield Comment(tag.span, source.removeprefix("<!--").removesuffix("-->"))

    def _all_anchors(self, tags: list[HtmlInline], links: list[Link]) -> dict[str, Span]:
        found = {heading.anchor: heading.span for heading in self.headings if heading.anchor}
        for anchor, span in self.html_headings.padded.items():
            found.setdefault(anchor, span)
        for html in tags:
            if html.tag.startswith(("/", "!")) or not html.tag:
                continue
            source = html.span.of(self.text)
            if "=" not in source:
                continue
            tag = Tag(html.tag, 0, len(source))
            for name in ("id", "name"):
                if (value := attribute(source, tag, name)) and value.value:
                    found.setdefault(value.value, html.span)
        for link in links:
            if link.kind is LinkKind.HTML:
                source = self.text[link.span.start : link.url_span.end + 200]
                end = source.find(">") + 1 or len(source)
                tag = Tag("img" if link.is_image else "a", 0, end)
                for name in ("id", "name"):
                    if (value := attribute(source, tag, name)) and value.value:
                        found.setdefault(value.value, link.span)
        return found


def _closed(found: list[Tag]) -> dict[int, Tag]:
    """Return the `</a>` of each `<a>` by its start; another `<a>` before it leaves one open."""
    closed: dict[int, Tag] = {}
    opened: Tag | None = None
    for tag in found:
        if tag.name == "a":
            opened = tag
        elif tag.name == "/a" and opened is not None:
            closed[opened.start], opened = tag, None
    return closed


def _strip_tags(text: str) -> str:
    return unescaped_entities(_TAG.sub("", text))


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


def _hidden(
    blocks: tuple[Block, ...], every_block: tuple[Block, ...], wanted: set[str]
) -> frozenset[int]:
    """Return the ids of the blocks, cells included, that GitHub does not show.

    Those are cells beyond the header's width, and blocks of footnotes without a reference.
    """
    hidden = {
        id(cell)
        for table in every_block
        if isinstance(table, Table)
        for row in table.rows
        if len(row.cells) > len(table.header.cells)
        for cell in row.cells[len(table.header.cells) :]
    }
    notes = [b for b in every_block if isinstance(b, FootnoteDefinition)]
    if notes:
        shown = {id(block) for block in _shown(blocks, _shown_notes(notes, wanted))}
        unshown = [block for block in every_block if id(block) not in shown]
        hidden |= {id(b) for b in (*unshown, *leaves(unshown))}
    return frozenset(hidden)


def _shown_notes(notes: list[FootnoteDefinition], wanted: set[str]) -> set[int]:
    """Return the ids of the footnotes that GitHub shows: those that something refers to.

    Of two with one label the first one counts, of nested ones the inner.
    """
    by_label: dict[str, FootnoteDefinition] = {}
    for note in sorted(notes, key=lambda note: (note.span.end, -note.span.start)):
        by_label.setdefault(fold(note.label), note)
    return {id(note) for label, note in by_label.items() if label in wanted}


def _shown(blocks: tuple[Block, ...], notes: set[int]) -> Iterator[Block]:
    """Yield the leaf blocks that GitHub shows, of footnotes only those of `notes`."""
    stack = [(block, True) for block in reversed(blocks)]
    while stack:
        block, shown = stack.pop()
        match block:
            case FootnoteDefinition():
                stack.extend((child, id(block) in notes) for child in reversed(block.children))
            case Quote() | List() | Item():
                stack.extend((child, shown) for child in reversed(block.children))
            case _ if shown:
                yield block


def _links(
    blocks: tuple[Block, ...], inlines: InlineIndex, hidden: frozenset[int]
) -> Iterator[Link]:
    """Yield the links of `blocks` that GitHub shows, and those of their `inlines`."""
    for leaf, link in inlines.of(Link):
        if id(leaf) not in hidden:
            yield link
    for block in blocks:
        if isinstance(block, HtmlBlock) and id(block) not in hidden:
            yield from block.links


def _media_links(text: str, tags: list[HtmlInline], links: list[Link]) -> list[Link]:
    """Return the links of pictures and videos that are in other attributes than `href` and `src`.

    Their spans are those of the URLs. An `<img src>` within a text is among the `links`, not among
    the `tags`.
    """
    places = {html.span: html.tag for html in tags}
    places |= {x.span: "img" for x in links if x.kind is LinkKind.HTML and x.is_image}
    return [
        Link(place, LinkKind.HTML, target.value, "", (place, Span(place.end, place.end)), True)
        for span, name in places.items()
        for target in media_urls(text, Tag(name, *span))
        if target.value
        for place in (Span(target.start, target.end),)
    ]


def _html_tags(blocks: tuple[Block, ...], inlines: InlineIndex) -> Iterator[HtmlInline]:
    for block in blocks:
        if isinstance(block, HtmlBlock):
            yield from block.tags
    yield from (tag for _, tag in inlines.of(HtmlInline))
