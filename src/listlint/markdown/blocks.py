"""Lines to blocks: CommonMark's container algorithm.

GitHub's parser goes line by line through the open containers (CommonMark 0.31, "Appendix: A parsing
strategy"); so does this one, and every line of text keeps its offset in the source. mistune's block
parser rebuilds the text of nested blocks and keeps no offsets.
"""

import re
from collections.abc import Callable, Iterator
from enum import IntEnum, auto

from listlint.diagnostics.regex import regex
from listlint.markdown import tables
from listlint.markdown.html import TAG
from listlint.markdown.source import FILLER

MAX_DEPTH = 100
"""Containers within one another, beyond which markers are text. GitHub's parser stops there
for lists; for quotes it has no limit, and no list needs one."""


class BlockType(IntEnum):
    """Types of blocks, `IntEnum` since its hash is fast."""

    DOCUMENT = auto()
    QUOTE = auto()
    LIST = auto()
    ITEM = auto()
    FOOTNOTE = auto()
    PARAGRAPH = auto()
    HEADING = auto()
    CODE = auto()
    HTML = auto()
    RULE = auto()
    TABLE = auto()


class Node:
    """A block under construction; `lines` are those of a leaf, each with its source offset."""

    __slots__ = (
        "children", "data", "depth", "end", "kind", "lines", "open", "parent", "start",
    )  # fmt: skip

    def __init__(self, kind: BlockType, start: int, parent: "Node | None") -> None:
        self.kind = kind
        self.start = start
        self.end = start
        self.parent = parent
        self.children: list[Node] = []
        self.open = True
        self.lines: list[tuple[int, str]] = []
        self.data: dict[str, object] = {}
        self.depth: int = parent.depth + 1 if parent else 0


_LEAVES = frozenset({BlockType.CODE, BlockType.HTML})  # take any line once open
_CONTAINERS = frozenset(
    {BlockType.DOCUMENT, BlockType.QUOTE, BlockType.LIST, BlockType.ITEM, BlockType.FOOTNOTE}
)

_ATX = regex(r"#{1,6}(?=[ \t]|$)")
_FENCE = regex(r"`{3,}(?=[^`]*$)|~{3,}")
_SETEXT = regex(r"(?:=+|-+)[ \t]*$")
_BREAK = regex(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
_BULLET = regex(r"[*+-](?=[ \t]|$)")
_ORDERED = regex(r"(\d{1,9})([.)])(?=[ \t]|$)")
_FOOTNOTE = regex(r"\[\^([^\] \t]+)\]:[ \t]*")
_SPECIAL = regex(r"[#`~*+_=<>0-9:|\[\v\f-]")
_PLAIN_ITEM = regex(r" *[*+-] (?=[^ \t#`~*+_=<>0-9:|\[\v\f-]|\[(?!\^))")
# CommonMark 0.31.2, section 4.6, start condition 6; `source` is GitHub's own.
_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details"
    "|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header"
    "|hr|html|iframe|legend|li|link|main|menu|menuitem|meta|nav|noframes|ol|optgroup|option|p|param"
    "|search|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_HTML_START = [
    regex(r"<(?:script|pre|textarea|style)(?:[ \t\v\f>]|$)", re.IGNORECASE),
    regex(r"<!--"),
    regex(r"<\?"),
    regex(r"<![A-Z]"),
    regex(r"<!\[CDATA\["),
    regex(rf"</?(?:{_TAGS})(?:[ \t\v\f]|/?>|$)", re.IGNORECASE),
    regex(rf"(?:{TAG})[ \t\f]*$"),
]
_HTML_END = [
    regex(r"</(?:script|pre|textarea|style)>", re.IGNORECASE),
    regex(r"-->"),
    regex(r"\?>"),
    regex(r">"),
    regex(r"\]\]>"),
]


class BlockParser:
    """Makes the blocks of one text."""

    def __init__(self, definitions: Callable[[Node], None]) -> None:
        self._definitions = definitions
        self.lazy: set[int] = set()
        self._idle: set[str] = set()
        """Blank lines that change nothing where the last one was seen."""
        self._items: dict[str, Node] = {}
        """The last item by what its line begins with, marker and space included."""

    def blocks(self, text: str, start: int) -> Node:
        """Return the tree of blocks of a normalized text from `start` on."""
        self.root = self.tip = Node(BlockType.DOCUMENT, start, None)
        offset = start
        for full_line in text[start:].split("\n"):
            line = full_line.removesuffix(FILLER)
            if not self._take_row(line, offset) and not self._take_item(line, offset):
                self._take(line, offset)
            offset += len(full_line) + 1
        while self.tip is not self.root:
            self._close(self.tip)
        self._finish(self.root)
        root = self.root
        root.end = len(text)
        self._items.clear()  # so that the tree is freed after its use
        del self.root, self.tip, self.last_matched
        return root

    # --- One line --------------------------------------------------------------------------

    def _take_row(self, line: str, base: int) -> bool:
        """Take a row of an open table, if the line is one: no other block begins with a pipe."""
        tip = self.tip
        if line[:1] != "|" or tip.kind is not BlockType.TABLE or tip.parent is not self.root:
            return False
        if not tables.is_row(line):
            return False
        tip.lines.append((base, line))
        tip.end = base + len(line.rstrip(" \t"))
        return True

    def _take_item(self, line: str, base: int) -> bool:
        """Take an item of one paragraph that begins as an open item does: it is the next one.

        What `_take` would find, too, but slowly for what most lines of most lists are.
        """
        match = _PLAIN_ITEM.match(line)
        last = self._items.get(match[0]) if match else None
        if match is None or last is None or not last.open:
            return False
        self._idle.clear()
        while last.open:
            self._close(self.tip)
        at = match.end()
        item = self._add(BlockType.ITEM, base + at - 2)
        item.data = last.data
        self._items[match[0]] = item
        paragraph = self._add(BlockType.PARAGRAPH, base + at)
        paragraph.lines.append((base + at, line[at:]))
        paragraph.end = base + len(line)
        return True

    def _take(self, line: str, base: int) -> None:
        """Take a line; of blank lines that change nothing, as in deep lists, only the first."""
        tip = self.tip
        if line.strip(" \t"):
            self._idle.clear()
            self._line(line, base)
        elif line not in self._idle:
            self._line(line, base)
            if self.tip is tip and tip.kind in _CONTAINERS:
                self._idle.add(line)
            else:
                self._idle.clear()

    def _line(self, line: str, base: int) -> None:
        self.line, self.base = line, base
        self.pos = self.column = 0
        self.partial_tab = False
        container = self.root
        while container.children and container.children[-1].open:
            child = container.children[-1]
            self._find_nonspace()
            matched = self._continues(child)
            if matched is None:
                return  # a closing fence: the line is used up
            if not matched:
                break
            container = child
        self.all_closed = container is self.tip
        self.last_matched = container
        indented_from = self.pos
        container = self._open_blocks(container)
        self._add_rest(container, indented_from)

    def _open_blocks(self, container: Node) -> Node:
        while container.kind not in _LEAVES:
            self._find_nonspace()
            if self.indent < 4 and not _SPECIAL.match(self.line, self.nonspace):
                if container.kind is not BlockType.TABLE:
                    self._skip_to_nonspace()
                break
            opened = self._start(container)
            if opened is None:
                if container.kind is not BlockType.TABLE:
                    self._skip_to_nonspace()
                break
            container = opened
            if container.kind not in _CONTAINERS:
                break
        return container

    def _add_rest(self, container: Node, indented_from: int) -> None:
        blank = self._rest_is_blank()
        if not self.all_closed and not blank and self.tip.kind is BlockType.PARAGRAPH:
            if self.nonspace > indented_from:  # no definition begins in an indented lazy line
                self.lazy.add(self.base + self.nonspace)
            self._add_line(self.tip)
            return
        self._close_unmatched()
        match container.kind:
            case BlockType.CODE | BlockType.HTML if not container.data.pop("new_fence", False):
                self._add_line(container)
                if container.kind is BlockType.HTML:
                    self._end_html(container)
            case BlockType.TABLE:
                if not container.data.pop("new_table", False):
                    self._add_row(container)
            case BlockType.PARAGRAPH if not blank:
                self._add_line(container)
            case BlockType.HEADING | BlockType.RULE | BlockType.CODE:
                pass
            case _ if not blank:
                paragraph = self._add(BlockType.PARAGRAPH, self.base + self.nonspace)
                self._skip_to_nonspace()
                self._add_line(paragraph)

    def _rest_is_blank(self) -> bool:
        return not self.line[self.pos :].strip(" \t")

    # --- The cursor ------------------------------------------------------------------------

    def _find_nonspace(self) -> None:
        line, pos, column = self.line, self.pos, self.column
        size = len(line)
        while pos < size:
            char = line[pos]
            if char == " ":
                column += 1
            elif char == "\t":
                column += 4 - column % 4
            else:
                break
            pos += 1
        self.nonspace, self.nonspace_column = pos, column
        self.blank = pos == size
        self.indent = column - self.column

    def _skip_to_nonspace(self) -> None:
        self.pos, self.column = self.nonspace, self.nonspace_column
        self.partial_tab = False

    def _advance(self, count: int) -> None:
        """Go `count` columns further; a tab may be used in part."""
        line = self.line
        while count > 0 and self.pos < len(line):
            if line[self.pos] == "\t":
                width = 4 - self.column % 4
                self.partial_tab = width > count
                step = min(count, width)
                self.column += step
                self.pos += not self.partial_tab
                count -= step
            else:
                self.partial_tab = False
                self.pos += 1
                self.column += 1
                count -= 1

    def _advance_chars(self, count: int) -> None:
        for _ in range(count):
            if self.pos < len(self.line):
                self.column += 4 - self.column % 4 if self.line[self.pos] == "\t" else 1
                self.pos += 1
        self.partial_tab = False

    def _blank_at(self, pos: int) -> bool:
        return self.line[pos : pos + 1] in (" ", "\t")

    # --- Continuing blocks -----------------------------------------------------------------

    def _continues(self, node: Node) -> bool | None:
        """Return whether an open block goes on in this line; None where the line ends it."""
        match node.kind:
            case BlockType.QUOTE:
                if self.indent > 3 or self.line[self.nonspace : self.nonspace + 1] != ">":
                    return False
                self._skip_to_nonspace()
                self._advance_chars(1)
                node.end = self.base + self.pos
                if self._blank_at(self.pos):
                    self._advance(1)
                return True
            case BlockType.LIST:
                return True
            case BlockType.ITEM:
                return self._continues_item(node)
            case BlockType.FOOTNOTE:
                if not self.line:
                    return True
                if self.indent >= 4:
                    self._advance(4)
                    return True
                return False
            case BlockType.PARAGRAPH:
                return not self.blank
            case BlockType.CODE:
                return self._continues_code(node)
            case BlockType.HTML:
                return not (self.blank and node.data["type"] in (5, 6))
            case BlockType.TABLE:
                return not self.blank and tables.is_row(self.line, self.nonspace)
        return False

    def _continues_item(self, node: Node) -> bool:
        width = int(node.data["offset"]) + int(node.data["padding"])  # type: ignore[call-overload]
        if self.indent >= width:
            self._advance(width)
            return True
        # An item can begin with one blank line, not with two.
        if self.blank and node.children:
            self._skip_to_nonspace()
            return True
        return False

    def _continues_code(self, node: Node) -> bool | None:
        fence = node.data.get("fence")
        if fence is None:
            if self.indent >= 4:
                self._advance(4)
            elif self.blank:
                self._skip_to_nonspace()
            else:
                return False
            return True
        mark, length = str(fence)[0], len(str(fence))
        rest = self.line[self.nonspace :].rstrip(" \t")
        if self.indent <= 3 and len(rest) >= length and rest == mark * len(rest):
            node.data["closed"] = True
            node.end = self.base + self.nonspace + len(rest)
            self._close(node)
            return None
        width = int(node.data["offset"])  # type: ignore[call-overload]
        while width > 0 and self._blank_at(self.pos):
            self._advance(1)
            width -= 1
        return True

    # --- Starting blocks -------------------------------------------------------------------

    def _start(self, container: Node) -> Node | None:
        """Open the block that begins here, if one does."""
        if self.indent >= 4:
            return self._start_indented()
        if container.kind is BlockType.PARAGRAPH and _SETEXT.match(self.line, self.nonspace):
            return self._start_setext(container)
        room = MAX_DEPTH - container.depth
        opened = self._start_marked(container, room)
        char = self._char
        if opened is None and room > 1 and char in "*+-0123456789":
            opened = self._start_item(container)
        if opened is None and container.kind is BlockType.PARAGRAPH and char in "|:-\v\f":
            opened = self._start_table(container)
        return opened

    @property
    def _char(self) -> str:
        return self.line[self.nonspace : self.nonspace + 1]

    def _start_indented(self) -> Node | None:
        if self.tip.kind is BlockType.PARAGRAPH or self.blank:
            return None
        self._advance(4)
        self._close_unmatched()
        return self._add(BlockType.CODE, self.base + self.pos)

    def _start_marked(self, container: Node, room: int) -> Node | None:
        """Open the block that the first character announces; `room` is how deep it may nest."""
        line, at, in_paragraph = self.line, self.nonspace, container.kind is BlockType.PARAGRAPH
        char = self._char
        if char == ">" and room > 0:
            return self._start_quote()
        if char == "#" and (match := _ATX.match(line, at)):
            return self._start_atx(match)
        if char in ("`", "~") and (match := _FENCE.match(line, at)):
            return self._start_fence(match)
        if char == "<":
            return self._start_html(container)
        if char in ("*", "_", "-") and _BREAK.match(line, at):
            return None if in_paragraph and not self.all_closed else self._start_rule()
        if char == "[" and room > 0 and (match := _FOOTNOTE.match(line, at)):
            return self._start_footnote(match)
        return None

    def _start_quote(self) -> Node:
        start = self.base + self.nonspace
        self._skip_to_nonspace()
        self._advance_chars(1)
        if self._blank_at(self.pos):
            self._advance(1)
        self._close_unmatched()
        node = self._add(BlockType.QUOTE, start)
        node.end = start + 1
        return node

    def _start_atx(self, match: re.Match[str]) -> Node:
        self._close_unmatched()
        node = self._add(BlockType.HEADING, self.base + match.start())
        node.data["level"] = len(match[0])
        content = self.line[match.end() :]
        body = content.rstrip(" \t")
        body = re.sub(r"(?:^|[ \t])#+$", "", body).rstrip(" \t")
        left = len(body) - len(body.lstrip(" \t"))
        node.lines = [(self.base + match.end() + left, body[left:])]
        node.end = self.base + len(self.line.rstrip(" \t"))
        self.pos = len(self.line)
        return node

    def _start_fence(self, match: re.Match[str]) -> Node:
        self._close_unmatched()
        node = self._add(BlockType.CODE, self.base + match.start())
        node.data |= {
            "fence": match[0],
            "offset": self.indent,
            "info": self.line[match.end() :].strip(" \t"),
            "new_fence": True,
        }
        node.end = self.base + len(self.line)
        return node

    def _start_html(self, container: Node) -> Node | None:
        for number, start in enumerate(_HTML_START):
            if start.match(self.line, self.nonspace):
                if number == 6 and container.kind is BlockType.PARAGRAPH:
                    return None
                self._close_unmatched()
                node = self._add(BlockType.HTML, self.base + self.pos)
                node.data["type"] = number
                return node
        return None

    def _end_html(self, node: Node) -> None:
        number = int(node.data["type"])  # type: ignore[call-overload]
        if number < 5 and _HTML_END[number].search(self.line, self.pos):
            self._close(node)

    def _start_setext(self, container: Node) -> Node | None:
        self._definitions(container)
        if not container.lines:
            return None
        container.kind = BlockType.HEADING
        container.data["level"] = 1 if self.line[self.nonspace] == "=" else 2
        container.end = self.base + len(self.line.rstrip(" \t"))
        self.pos = len(self.line)
        return container

    def _start_rule(self) -> Node:
        self._close_unmatched()
        node = self._add(BlockType.RULE, self.base + self.nonspace)
        node.end = self.base + len(self.line.rstrip(" \t"))
        self.pos = len(self.line)
        return node

    def _start_footnote(self, match: re.Match[str]) -> Node:
        self._close_unmatched()
        node = self._add(BlockType.FOOTNOTE, self.base + match.start())
        node.data["label"] = match[1]
        node.end = self.base + match.end()
        self._skip_to_nonspace()
        self._advance_chars(match.end() - match.start())
        return node

    def _start_item(self, container: Node) -> Node | None:
        line, at = self.line, self.nonspace
        bullet = _BULLET.match(line, at)
        number = None if bullet else _ORDERED.match(line, at)
        match = bullet or number
        if match is None:
            return None
        if container.kind is BlockType.PARAGRAPH:
            if not line[match.end() :].strip(" \t"):
                return None
            if number is not None and int(number[1]) != 1:
                return None
        indent = self.indent
        self._skip_to_nonspace()
        self._advance_chars(len(match[0]))
        column, pos, partial = self.column, self.pos, self.partial_tab
        while self.column - column < 5 and self._blank_at(self.pos):
            self._advance(1)
        blank = self.pos >= len(line)
        spaces = self.column - column
        if spaces >= 5 or spaces < 1 or blank:
            padding = len(match[0]) + 1
            self.column, self.pos, self.partial_tab = column, pos, partial
            if self._blank_at(self.pos):
                self._advance(1)
        else:
            padding = len(match[0]) + spaces
        mark = number[2] if number else match[0]
        self._close_unmatched()
        parent = self.tip
        if parent.kind is not BlockType.LIST or parent.data["mark"] != mark:
            parent = self._add(BlockType.LIST, self.base + at)
            parent.data |= {"mark": mark, "start": int(number[1]) if number else None}
        item = self._add(BlockType.ITEM, self.base + at)
        item.data |= {"offset": indent, "padding": padding, "marker": len(match[0])}
        item.end = self.base + match.end()
        self._items[line[: self.pos]] = item
        return item

    def _start_table(self, container: Node) -> Node | None:
        line, at = self.line, self.nonspace
        if container.data.get("no_table") or not tables.is_delimiter(line[at:]):
            return None
        header_offset, header = container.lines[-1]
        if tables.count(header) != tables.count(line, at):
            container.data["no_table"] = True
            return None
        self._close_unmatched()
        if len(container.lines) > 1:
            container.lines.pop()
            offset, text = container.lines[-1]
            container.end = offset + len(text)
            container.data["is_text"] = True  # GitHub's parser seeks no definitions above a table
            self._close(container)
            node = self._add(BlockType.TABLE, header_offset)
        else:
            parent = container.parent
            if parent is None:
                return None
            self.tip = parent
            parent.children.pop()
            node = self._add(BlockType.TABLE, header_offset)
        node.lines = [(header_offset, header), (self.base + at, line[at:])]
        node.data["new_table"] = True
        node.end = self.base + len(line.rstrip(" \t"))
        self.pos = len(line)
        return node

    # --- The tree --------------------------------------------------------------------------

    def _add(self, kind: BlockType, start: int) -> Node:
        while self.tip.kind not in _CONTAINERS or (
            (self.tip.kind is BlockType.LIST) != (kind is BlockType.ITEM)
        ):
            self._close(self.tip)
        node = Node(kind, start, self.tip)
        self.tip.children.append(node)
        self.tip = node
        return node

    def _add_line(self, node: Node) -> None:
        if node.kind is BlockType.PARAGRAPH:
            self._find_nonspace()
            self._skip_to_nonspace()
        node.lines.append((self.base + self.pos, self.line[self.pos :]))
        node.end = self.base + len(self.line)

    def _add_row(self, node: Node) -> None:
        self._find_nonspace()
        node.lines.append((self.base + self.nonspace, self.line[self.nonspace :]))
        node.end = self.base + len(self.line.rstrip(" \t"))

    def _close_unmatched(self) -> None:
        if not self.all_closed:
            while self.tip is not self.last_matched:
                self._close(self.tip)
            self.all_closed = True

    def _close(self, node: Node) -> None:
        self._finish(node)
        self.tip = node.parent or self.root
        node.parent = None

    def _finish(self, node: Node) -> None:
        node.open = False
        if node.kind is BlockType.PARAGRAPH:
            if "is_text" not in node.data:
                self._definitions(node)
            if node.lines:
                offset, text = node.lines[-1]
                text = text.rstrip(" \t")
                node.lines[-1] = (offset, text)
                node.end = offset + len(text)
        elif node.kind is BlockType.CODE and "fence" not in node.data:
            while node.lines and not node.lines[-1][1].strip(" \t"):
                node.lines.pop()
            if node.lines:
                node.end = node.lines[-1][0] + len(node.lines[-1][1])
        if node.children:
            node.end = max(node.end, node.children[-1].end)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in source order."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.children))
