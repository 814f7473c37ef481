"""What a parsed README is made of. Plain frozen data; parsing is elsewhere.

Every span points into `Document.text`. `text[link.span]` is the link's own source.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import TypeVar, cast

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import LineIndex, Span


class LinkKind(StrEnum):
    """How a link is written in the source."""

    INLINE = "inline"  # [text](url)
    REFERENCE = "reference"  # [text][label], [label][], [label]
    AUTOLINK = "autolink"  # <https://…>
    BARE = "bare"  # https://… as GitHub links it
    IMAGE = "image"  # ![alt](url), ![alt][label]
    HTML = "html"  # <a href="…">, <img src="…">


class EmphasisStyle(StrEnum):
    """Kinds of emphasis."""

    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRIKE = "strike"


# --- Inlines: what is in a paragraph, heading or cell, in source order ---------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A run of plain text, without any markup; escapes and entities are part of the span.

    `text` is what the reader sees (`&amp;` is `&`, `\\|` is `|`).
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """`code`; the span includes the backticks, `text` does not."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Math(CodeSpan):
    """A formula: `$…$`, `` $`…`$ `` or `$$…$$`; `text` is its source, dollar signs included.

    For rules about text it is code.
    """


@dataclass(frozen=True, slots=True)
class Emphasis:
    """*emphasis*, **strong** or ~~strike~~; `inner` is the span between the markers."""

    span: Span
    inner: Span
    style: EmphasisStyle
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image, however written.

    `url` is the target as CommonMark resolves it: entities and escapes decoded, not
    percent-encoded; a bare `www.` gets `http://`, a bare mail address `mailto:`, as on GitHub.
    `text` is what the reader sees, an image's `alt` included; `label` is the reference's label, if
    it is one. `is_image` marks an image (`![…]`, `<img>`). `marked` are the inlines between the
    brackets, unless they are this text and nothing else (None); `places` are the spans of the
    target and of the text, unless the link is written as `[text](url)` (None), as most are.
    """

    span: Span
    kind: LinkKind
    url: str
    text: str
    places: tuple[Span, Span] | None
    is_image: bool = False
    label: str | None = None
    title: str | None = None
    marked: "tuple[Inline, ...] | None" = ()

    @property
    def url_span(self) -> Span:
        """Where the target is written: without `<>`; for a reference, in its definition."""
        return (self.places or plain_places(self.span, self.text, self.url))[0]

    @property
    def text_span(self) -> Span:
        """What is between the brackets, or the tags of HTML; an autolink or bare URL itself."""
        return (self.places or plain_places(self.span, self.text, self.url))[1]

    @property
    def children(self) -> "tuple[Inline, ...]":
        """The inlines between the brackets."""
        return (Text(self.text_span, self.text),) if self.marked is None else self.marked


def plain_places(span: Span, text: str, url: str) -> tuple[Span, Span]:
    """Return the spans of target and text of a link at `span`, if it is written `[text](url)`."""
    end = span.end - 1
    between = end - len(url) - 2
    return Span(between + 2, end), Span(between - len(text), between)


@dataclass(frozen=True, slots=True)
class HtmlInline:
    """One HTML tag, comment or declaration within a text; `tag` is lower case, "" for no tag.

    `tag` of a closing tag begins with "/"; a comment's is "!--".
    """

    span: Span
    tag: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line end within a paragraph; `hard` where GitHub shows a new line."""

    span: Span
    hard: bool


@dataclass(frozen=True, slots=True)
class FootnoteReference:
    """[^label] with a definition somewhere."""

    span: Span
    label: str


Inline = Text | CodeSpan | Emphasis | Link | HtmlInline | Break | FootnoteReference
"""Anything within a paragraph. An `<a href>…</a>` pair of tags is a Link of kind `html` with
the inlines between as children; an `<img>` is one without; other tags are HtmlInline."""
Marked = CodeSpan | Emphasis | Link | HtmlInline | Break | FootnoteReference
"""All inlines but plain text."""
M = TypeVar("M", bound=Marked)


# --- Blocks --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text lines."""

    span: Span
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, of Markdown or of HTML (`<h2>…</h2>` within an HTML block: `is_html`).

    `text` is what the reader sees, `anchor` what GitHub makes of it for `#…` links
    (with `-1`, `-2` for repeated ones).
    """

    span: Span
    level: int
    text: str
    anchor: str
    inlines: tuple[Inline, ...]
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Fenced or indented code; `closed` is false for a fence that runs to the end."""

    span: Span
    info: str
    fenced: bool
    closed: bool = True


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """Raw HTML lines; the links in it are in `links`, the tags and comments in `tags`."""

    span: Span
    links: tuple[Link, ...]
    tags: tuple[HtmlInline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines that begin with `>`."""

    span: Span
    children: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Item:
    """A list item; `marker` is the span of `-`, `*`, `+`, `1.`; `checked` of a task box."""

    span: Span
    marker: Span
    children: "tuple[Block, ...]"
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class List:
    """A list with its items; `start` is the first number of an ordered one."""

    span: Span
    items: tuple[Item, ...]
    ordered: bool
    tight: bool
    start: int | None = None

    @property
    def children(self) -> tuple[Item, ...]:
        """The items, under the name that every container of blocks has."""
        return self.items


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell as the source has it.

    `span` is the content without the spaces around it (empty, between the pipes, for an empty
    cell), `before` and `after` the numbers of these. `text` is what the reader sees; `marked` are
    the inlines, unless they are this text and nothing else (None), as in most cells.
    """

    span: Span
    before: int
    after: int
    text: str
    marked: tuple[Inline, ...] | None

    @property
    def inlines(self) -> tuple[Inline, ...]:
        """What the cell is made of."""
        return (Text(self.span, self.text),) if self.marked is None else self.marked

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return self.marked == ()

    @property
    def outer(self) -> Span:
        """What is between the pipes."""
        return Span(self.span.start - self.before, self.span.end + self.after)


@dataclass(frozen=True, slots=True)
class Row:
    """A table row with the cells that the source really has: not padded, not cut."""

    span: Span
    cells: tuple[Cell, ...]


class Alignment(StrEnum):
    """How a column is aligned by the delimiter row."""

    NONE = "none"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """A GFM table; `delimiter` is the span of the `| --- |` line."""

    span: Span
    header: Row
    delimiter: Span
    alignments: tuple[Alignment, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """A thematic break."""

    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """`[label]: url "title"`; `label` as written, `key` folded as CommonMark matches it.

    `used`: a link refers to it.
    """

    span: Span
    label: str
    key: str
    url: str
    url_span: Span
    title: str | None
    used: bool


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """YAML between `---` lines at the very beginning; not Markdown."""

    span: Span


@dataclass(frozen=True, slots=True)
class FootnoteDefinition:
    """`[^label]: …`."""

    span: Span
    label: str
    children: "tuple[Block, ...]"


Container = Quote | List | Item | FootnoteDefinition
"""What holds other blocks, as `children`."""
Leaf = Paragraph | Heading | Cell
"""What holds inlines."""
Block = (
    Paragraph
    | Heading
    | CodeBlock
    | HtmlBlock
    | Quote
    | Item
    | List
    | Table
    | ThematicBreak
    | Definition
    | FootnoteDefinition
    | FrontMatter
)


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment, wherever it is; `text` is what is between `<!--` and `-->`."""

    span: Span
    text: str


class InlineIndex:
    """All inlines of some leaves but plain text, by type."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        found: defaultdict[type, list[tuple[Leaf, Marked]]] = defaultdict(list)
        for leaf in leaves:
            marked = leaf.marked if isinstance(leaf, Cell) else leaf.inlines
            for inline in _marked(marked) if marked else ():
                found[type(inline)].append((leaf, inline))
                if isinstance(inline, Math):
                    found[CodeSpan].append((leaf, inline))
        self._found = {kind: tuple(places) for kind, places in found.items()}

    def of(self, kind: type[M]) -> "tuple[tuple[Leaf, M], ...]":
        """Return every inline of a type, however nested, with its leaf, in source order.

        Formulas are among the code spans, too.
        """
        return cast("tuple[tuple[Leaf, M], ...]", self._found.get(kind, ()))


@dataclass(frozen=True)
class Document:
    """A README: its text and everything in it at its exact place.

    `text` is the decoded source without a byte order mark (`bom`: there was one); undecodable bytes
    are lone surrogates, as Python's `surrogateescape` makes them, so that encoding brings
    back the very bytes. `tags` are those of HTML that make no link, and comments, in source order.
    `anchors` are all fragments that work on the page: those of headings, and `id=`/`name=` of HTML.
    `every_block` has all blocks, containers before their children, `every_leaf` every paragraph,
    heading and cell, both in source order.
    """

    path: str
    text: str
    bom: bool
    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    links: tuple[Link, ...]
    definitions: tuple[Definition, ...]
    tags: tuple[HtmlInline, ...]
    comments: tuple[Comment, ...]
    anchors: Mapping[str, Span]
    every_block: tuple[Block, ...]
    every_leaf: tuple[Leaf, ...]
    inlines: InlineIndex

    @cached_property
    def lines(self) -> LineIndex:
        """Offsets to lines and columns."""
        return LineIndex(self.text)


def sibling_groups(blocks: "tuple[Block, ...]") -> "Iterator[tuple[Block, ...]]":
    """Yield blocks with their siblings: `blocks` themselves, then those of every container."""
    stack = [blocks]
    while stack:
        siblings = stack.pop()
        yield siblings
        stack.extend(block.children for block in reversed(siblings) if isinstance(block, Container))


def every(blocks: "tuple[Block, ...]") -> "Iterator[Block]":
    """Yield `blocks` and all below them, containers before their children, in source order."""
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        yield block
        if children := getattr(block, "children", ()):
            stack.extend(reversed(children))


def leaves(blocks: "Iterable[Block]") -> Iterator[Leaf]:
    """Yield every paragraph, heading and cell of `blocks`, which `every` yields."""
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                yield block
            case Table():
                for row in (block.header, *block.rows):
                    yield from row.cells


def _marked(inlines: tuple[Inline, ...]) -> Iterator[Marked]:
    """Yield what `walk` yields, but for texts."""
    for inline in inlines:
        if not isinstance(inline, Text):
            yield inline
        if isinstance(inline, Emphasis):
            yield from _marked(inline.children)
        elif isinstance(inline, Link) and inline.marked:
            yield from _marked(inline.marked)


def walk(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield every inline below `inlines`, parents before children, in source order."""
    for inline in inlines:
        yield inline
        if isinstance(inline, (Emphasis, Link)):
            yield from walk(inline.children)


def only_text(inlines: tuple[Inline, ...], span: Span, text: str) -> bool:
    """Return whether all of `inlines` is this text at this span."""
    return len(inlines) == 1 and inlines[0] == Text(span, text)


def plain(inlines: tuple[Inline, ...]) -> str:
    """Return what the reader sees of `inlines`, without markup."""
    parts: list[str] = []
    for inline in inlines:
        match inline:
            case Text() | CodeSpan() | Link():
                parts.append(inline.text)
            case Emphasis():
                parts.append(plain(inline.children))
            case Break() | HtmlInline(tag="br"):
                parts.append(" ")
    return "".join(parts)


def slug_text(inlines: tuple[Inline, ...]) -> str:
    """Return the text that a heading's anchor is made of: as `plain`, without images."""
    parts: list[str] = []
    for inline in walk(inlines):
        match inline:
            case Text() | CodeSpan():
                parts.append(inline.text)
            case Break():
                parts.append(" ")
    return "".join(parts)
