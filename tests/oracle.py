"""What GitHub's own parser makes of a README, in the terms of our document.

Two views: `Seen` counts what a list is made of (links, tables, headings) with raw HTML shown;
`github_outline` and `our_outline` give the whole structure, with raw HTML left out, since
only then every tag stems from Markdown.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby, zip_longest
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options

from listlint.markdown import (
    Alignment,
    Block,
    Break,
    CodeBlock,
    CodeSpan,
    Document,
    Emphasis,
    EmphasisStyle,
    FootnoteDefinition,
    FootnoteReference,
    FrontMatter,
    Heading,
    HtmlBlock,
    HtmlInline,
    Inline,
    Item,
    Link,
    LinkKind,
    List,
    Math,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
    ThematicBreak,
    parse,
    walk,
)
from listlint.markdown.references import fold

OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
_HEADING = re.compile(r"h([1-6])")
_TASKS = re.compile(r"(?:\[[ xX]\](?:\s+|$))+")
_NOT_OURS = re.compile(
    r"&lt;/?(?:title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)(?=[\s>/])[^<>&]*>"
    r"|<sup class=\"footnote-ref\">.*?</sup>",
    re.IGNORECASE,
)
"""Tags that GitHub shows as text (GFM 0.29, "Disallowed Raw HTML"), and numbers of footnotes."""
_UNSAFE = re.compile(
    r"(?!data:image/(?:png|gif|jpeg|webp))(?:javascript|vbscript|file|data):", re.IGNORECASE
)


@dataclass
class Seen:
    """Links by URL, tables as rows of cell texts, headings as (level, text)."""

    links: Counter[str] = field(default_factory=Counter)
    tables: list[list[list[str]]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads what GitHub's parser renders; `markdown_only` leaves out tables of raw HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = Seen()
        self.texts: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(reversed(attrs))
        own = str(values.get("class", ""))
        if "footnote-backref" in own or "data-footnote-ref" in values:
            return
        target = {"a": "href", "img": "src"}.get(tag)
        if target and target in values:
            self.seen.links[key(values[target] or "")] += 1
        if _HEADING.fullmatch(tag):
            self.texts, self.level = [[]], int(tag[1])
        if tag == "img" and self.texts:
            self.texts[-1].append(values.get("alt") or "")
        if tag == "br" and self.texts:
            self.texts[-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if _HEADING.fullmatch(tag) and self.texts:
            self.seen.headings.append((self.level, squeezed("".join(self.texts.pop()))))

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1].append(data)


def key(url: str) -> str:
    """Return a URL as both sides can write it: percent-encoding undone, blanks apart."""
    return unquote(unquote(url.replace("\x00", "\ufffd"))).strip()


def squeezed(text: str) -> str:
    """Return a text with every run of blanks as one, as a page shows it."""
    return " ".join(text.split())


def html_of(text: str, options: int = OPTIONS) -> str:
    """Return what GitHub's parser renders."""
    clean = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return cmarkgfm.github_flavored_markdown_to_html(clean, options)


def github(text: str) -> Seen:
    """Return what GitHub's parser sees."""
    reader = _Reader()
    reader.feed(_NOT_OURS.sub("", html_of(text)))
    reader.close()
    reader.seen.tables = [
        [[cell for kind, cell in row] for row in table] for table in _tables(github_outline(text))
    ]
    return reader.seen


def ours(document: Document) -> Seen:
    """Return what listlint sees; rows are padded and cut to their header, as GitHub does it."""
    return Seen(
        Counter(key(link.url) for link in document.links),
        [[[cell for kind, cell in row] for row in t] for t in _tables(our_outline(document))],
        [(h.level, squeezed(h.text)) for h in document.headings],
    )


_BROKEN = re.compile(
    r"<\?|<!-->|<!--->|<![^-]|<!-(?!-)|<!--[^<]*--!>|#.*</?h[1-6]|</?h[1-6].*\n.*(?:=|-)$",
    re.IGNORECASE | re.MULTILINE,
)
"""HTML that a browser repairs across blocks: see docs/markdown.md."""


_APART = re.compile(r"\[[ xX]\][ \t\v\f]*$|[\v\f]\[[ xX]\]|!\[.*\[\^", re.MULTILINE)
"""Empty task boxes, and footnotes within an image's text: see docs/markdown.md."""


def difference(text: str) -> str | None:
    """Return what GitHub's parser and ours disagree on, None where they agree."""
    text = markdown_of(parse(text))
    document = parse(text)
    github_side, our_side = github_outline(text), our_outline(document)
    if github_side != our_side and not _APART.search(text):
        pairs = enumerate(zip_longest(github_side, our_side))
        at = next(i for i, (left, right) in pairs if left != right)
        around = slice(max(0, at - 3), at + 4)
        return f"outline at {at}: GitHub {github_side[around]}, ours {our_side[around]}"
    unclosed = text.count("<!--") > text.count("-->")
    if unclosed or _BROKEN.search(text) or _APART.search(text):
        return None
    left, right = github(text), ours(document)
    if "[^" in text:  # GitHub shows footnotes at the end
        left.headings.sort()
        right.headings.sort()
    return None if left == right else f"GitHub {left}, ours {right}"


def markdown_of(document: Document) -> str:
    """Return a text without front matter, and with letters in formulas.

    GitHub's parser knows neither, the site does.
    """
    text = document.text
    inlines = (inline for leaf in document.every_leaf for inline in walk(leaf.inlines))
    spans = [inline.span for inline in inlines if isinstance(inline, Math)]
    for start, end in sorted(spans, reverse=True):
        letters = re.sub(r"[^\s>]", "x", text[start + 1 : end - 1])
        letters = re.sub(r" +(?=[\r\n])", "", letters)
        text = text[: start + 1] + letters + text[end - 1 :]
    front = [block for block in document.blocks[:1] if isinstance(block, FrontMatter)]
    return text[front[0].span.end :] if front else text


# --- Outlines ------------------------------------------------------------------------------

Event = tuple[str, ...]
"""A tag with what matters of its attributes, or `("", text)`."""


def _tables(outline: list[Event]) -> Iterator[list[list[tuple[str, str]]]]:
    """Yield the tables of an outline as rows of (tag, text)."""
    table: list[list[tuple[str, str]]] = []
    for event in outline:
        match event:
            case ("table", *_):
                table = []
            case ("tr", *_):
                table.append([])
            case ("th" | "td" as tag, *_):
                table[-1].append((tag, ""))
            case ("", text) if table and table[-1]:
                tag, before = table[-1][-1]
                table[-1][-1] = (tag, f"{before} {text}".strip())
            case ("/table",):
                yield table
                table = []


def _tidy(events: list[Event]) -> list[Event]:
    """Return events with texts joined and squeezed, empty ones left out, and task boxes.

    GitHub's parser sees a task box only where the line begins with the list's marker; the site
    sees them in quotes and nested items as well, and so do we.
    """
    out: list[Event] = []
    events = [event for event in events if event[0] != "task"]
    for is_text, group in groupby(events, key=lambda e: e[0] == ""):
        if is_text:
            text = squeezed("".join(e[1] for e in group))
            if [e[0] for e in out[-2:]] == ["li", "p"] or [e[0] for e in out[-1:]] == ["li"]:
                text = _TASKS.sub("", text)
            if text:
                out.append(("", text))
        else:
            out += group
    return out


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []
        self.hidden = 0  # within a footnote's number or its way back

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.hidden:
            self.hidden += 1
            return
        kind = values.get("class", "")
        if tag == "sup" and kind == "footnote-ref":
            self.events.append(("footnote",))
            self.hidden = 1
        elif tag == "a" and kind == "footnote-backref":
            self.hidden = 1
        elif tag == "a":
            self.events.append(("a", key(values.get("href", "")), values.get("title", "")))
        elif tag == "img":
            alt = squeezed(values.get("alt", ""))
            self.events.append(("img", key(values["src"]), alt, values.get("title", "")))
        elif tag == "ol":
            self.events.append(("ol", values.get("start", "1")))
        elif tag in ("th", "td"):
            self.events.append((tag, values.get("align", "none")))
        elif tag == "input":
            self.events.append(("task", "x" if "checked" in values else " "))
        elif tag not in ("thead", "tbody"):
            self.events.append((tag,))

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden -= 1
        elif tag not in ("thead", "tbody"):
            self.events.append(("/" + tag,))

    def handle_comment(self, data: str) -> None:
        self.events.append(("html",))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.events.append(("", data))


def github_outline(text: str) -> list[Event]:
    """Return the whole structure that GitHub's parser sees."""
    reader = _Outline()
    reader.feed(html_of(text, Options.CMARK_OPT_FOOTNOTES))
    reader.close()
    return _tidy(_without_code(reader.events))


def _without_code(events: list[Event]) -> list[Event]:
    """Leave out the text of code blocks, which a document keeps as a span only."""
    out: list[Event] = []
    inside = False
    for event in events:
        if event[0] == "pre":
            inside = True
            out.append(event)
        elif event[0] == "/pre":
            inside = False
        elif not inside:
            out.append(event)
    return out


def our_outline(document: Document) -> list[Event]:
    """Return the whole structure that listlint sees."""
    return _tidy([*_blocks(document.blocks), *_footnotes(document)])


def _footnotes(document: Document) -> Iterator[Event]:
    """Yield the footnotes in the order in which they are referred to, as GitHub shows them."""
    notes: dict[str, FootnoteDefinition] = {}
    found = [b for b in document.every_block if isinstance(b, FootnoteDefinition)]
    for note in sorted(found, key=lambda note: (note.span.end, -note.span.start)):
        notes.setdefault(fold(note.label), note)
    order = dict.fromkeys(
        fold(inline.label)
        for leaf in document.every_leaf
        for inline in walk(leaf.inlines)
        if isinstance(inline, FootnoteReference)
    )
    shown = [notes[label] for label in order]
    if shown:
        yield from (("section",), ("ol", "1"))
        for note in shown:
            yield ("li",)
            yield from _blocks(note.children)
            yield ("/li",)
        yield from (("/ol",), ("/section",))


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield every block, parents first."""
    for block in blocks:
        yield block
        if isinstance(block, Quote | List | Item | FootnoteDefinition):
            yield from every(block.children)


def _blocks(blocks: tuple[Block, ...], tight: bool = False) -> Iterator[Event]:
    for block in blocks:
        match block:
            case Paragraph():
                if tight:
                    yield ("", "\n")
                    yield from _inlines(block.inlines)
                    yield ("", "\n")
                else:
                    yield ("p",)
                    yield from _inlines(block.inlines)
                    yield ("/p",)
            case Heading():
                yield (f"h{block.level}",)
                yield from _inlines(block.inlines)
                yield (f"/h{block.level}",)
            case CodeBlock():
                yield ("pre",)
            case HtmlBlock():
                yield ("html",)
            case ThematicBreak():
                yield ("hr",)
            case Quote():
                yield ("blockquote",)
                yield from _blocks(block.children)
                yield ("/blockquote",)
            case List():
                yield ("ol", str(block.start)) if block.ordered else ("ul",)
                for item in block.items:
                    yield ("li",)
                    if item.checked is not None:
                        yield ("task", "x" if item.checked else " ")
                    yield from _blocks(item.children, block.tight)
                    yield ("/li",)
                yield ("/ol",) if block.ordered else ("/ul",)
            case Table():
                yield from _table(block)


def _table(table: Table) -> Iterator[Event]:
    yield ("table",)
    yield from _row(table.header, "th", table.alignments)
    for row in table.rows:
        yield from _row(row, "td", table.alignments)
    yield ("/table",)


def _row(row: Row, tag: str, alignments: tuple[Alignment, ...]) -> Iterator[Event]:
    yield ("tr",)
    for index, alignment in enumerate(alignments):
        yield (tag, alignment.value)
        if index < len(row.cells):
            yield from _inlines(row.cells[index].inlines)
        yield (f"/{tag}",)
    yield ("/tr",)


_TAGS = {EmphasisStyle.EMPHASIS: "em", EmphasisStyle.STRONG: "strong", EmphasisStyle.STRIKE: "del"}


def _inlines(inlines: tuple[Inline, ...], strong: bool = False) -> Iterator[Event]:
    for inline in inlines:
        match inline:
            case Emphasis(style=EmphasisStyle.STRONG) if strong:  # GitHub writes one tag only
                yield from _inlines(inline.children, strong=True)
            case Text():
                yield ("", inline.text)
            case Break():
                yield ("br",) if inline.hard else ("", "\n")
            case Math():
                yield ("", inline.text)
            case CodeSpan():
                yield from (("code",), ("", inline.text), ("/code",))
            case HtmlInline():
                yield ("html",)
            case FootnoteReference():
                yield ("footnote",)
            case Emphasis():
                yield (_TAGS[inline.style],)
                yield from _inlines(inline.children, inline.style is EmphasisStyle.STRONG)
                yield ("/" + _TAGS[inline.style],)
            case Link():
                yield from _link(inline)


def _link(link: Link) -> Iterator[Event]:
    url = "" if _UNSAFE.match(link.url) else key(link.url)
    title = link.title or ""
    if link.kind is LinkKind.HTML:
        yield ("html",)
        yield from _inlines(link.children)
        if link.text_span.end < link.span.end and not link.is_image:
            yield ("html",)
    elif link.is_image:
        yield ("img", url, squeezed(link.text), title)
    else:
        yield ("a", url, title)
        yield from _inlines(link.children)
        yield ("/a",)
