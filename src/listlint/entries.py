"""Table rows and list items to entries: what the list is made of."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from listlint.document import (
    Block,
    Break,
    Cell,
    CodeSpan,
    Document,
    Emphasis,
    Heading,
    HtmlInline,
    Inline,
    Item,
    Link,
    List,
    Paragraph,
    Quote,
    Row,
    Table,
    Text,
    every,
    plain,
    walk,
)
from listlint.identity import identity
from listlint.text import Span


class EntryKind(StrEnum):
    """Where an entry stands."""

    ROW = "row"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the list recommends.

    `span` is the row or the item's own lines; `url` is None where no link is found, "" for an
    empty one. `separator` is what stands between the link and the description of an item.
    `description_span` holds the description without trailing badges, tags and parentheses.
    `lead` is the text before the name (emoji apart); `fields` are the other cells by header.
    """

    name: str
    url: str | None
    description: str
    section: tuple[str, ...]
    kind: EntryKind
    span: Span
    name_span: Span
    description_span: Span | None = None
    link: Link | None = None
    separator: Span | None = None
    lead: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    table: Table | None = None
    row: Row | None = None
    item: Item | None = None
    parent: List | None = None

    @property
    def identity(self) -> str | None:
        """What the entry points to, whatever the spelling; None without a web address."""
        if not self.url or self.url.startswith("#"):
            return None
        return identity(self.url)

    @property
    def place(self) -> Span:
        """Where it is pointed to: its link, or the name of one without."""
        return self.link.span if self.link else self.name_span

    @property
    def description_cell(self) -> Cell | None:
        """The cell that describes a row."""
        cells = self.row.cells if self.row else ()
        return next((cell for cell in cells if cell.span == self.description_span), None)


@dataclass(frozen=True, slots=True)
class TableRoles:
    """What the columns of a table hold: indices of the name, its link and the description."""

    name: int
    link: int
    description: int | None


class Sections:
    """Finds the section path of any place in a document."""

    def __init__(self, document: Document) -> None:
        headings = document.headings
        self.title = headings[0] if headings and headings[0].level == 1 else None
        self._headings = headings
        self._starts = [heading.span.start for heading in headings]
        self._paths: list[tuple[Heading, ...]] = []
        path: list[Heading] = []
        for heading in headings:
            if heading is not self.title:
                path = [above for above in path if above.level < heading.level]
                path.append(heading)
            self._paths.append(tuple(path))

    def headings_at(self, offset: int) -> tuple[Heading, ...]:
        """Return the headings that `offset` stands under, outermost first, the title left out."""
        index = bisect_right(self._starts, offset)
        return self._paths[index - 1] if index else ()

    def innermost(self, offset: int) -> Heading | None:
        """Return the last heading before `offset`, the title included."""
        return self._headings[i - 1] if (i := bisect_right(self._starts, offset)) else None

    def at(self, offset: int) -> tuple[str, ...]:
        """Return their texts."""
        return tuple(heading.text for heading in self.headings_at(offset))


# Headers of the column that names a row, and of the one that describes it; as words.
_NAME_HEADER = re.compile(
    r"\b(?:name|title|project|model|tool|library|package|api|app|application|repo(?:sitory)?"
    r"|dataset|resource|paper|framework|software|service|plugin|product|book|course|site)s?\b"
    r"|名称|项目|模型|工具|数据集|论文|名字",
    re.IGNORECASE,
)
_DESCRIPTION_HEADER = re.compile(
    r"\b(?:description|feature|about|summary|details?|comments?|notes?|purpose|desc|remarks?"
    r"|overview|introduction|what)s?\b|描述|说明|简介|介绍|备注|特点",
    re.IGNORECASE,
)
_LICENSE_HEADER = re.compile(r"\blicen[cs]es?\b|许可|协议", re.IGNORECASE)
_DASH = r"(?:(?:[-–—:：|·•]|--|---|&ndash;|&mdash;)(?=\s|$)|[–—：])"
_SEPARATOR = re.compile(rf"\s*{_DASH}\s*")
_STRONG_SEPARATOR = re.compile(r"\s*(\*\*|__|\*|_)[-–—:：|]\1\s*")
# A shortcode has a letter or digit in it; what has none is marks either way: one way to read each.
_WORDLESS = re.compile(r"(?::[_+-]*[a-z0-9][a-z0-9_+-]*:|[\W_])*", re.IGNORECASE)
# Texts of links that lead to a thing without naming it.
_GENERIC = re.compile(
    r"\W*(?:(?:full |official )?(?:blog|paper|code|repo(?:sitory)?|github|link|pdf|website|site"
    r"|page|homepage|demo|docs?|documentation|download|arxiv|video|slides|here|source(?: code)?"
    r"|project|model(?: card)?|weights|data(?:set)?|(?:blog )?post|tweet|article|announcement"
    r"|tech(?:nical|\.) ?report|course|man page))\W*",
    re.IGNORECASE,
)
_TAIL_GROUP = re.compile(r"(?<=[.!?。！？…])\s*[*_]{0,3}[(\[（][^()\[\]（）]*[)\]）][*_]{0,3}\s*$")
_TOC_SHARE = 0.8
_TOLD_FIRST = re.compile(r"[\s*_`]*([^\s*_`\n][^\n]{0,40}?)[*_`]*\s+(--?|[–—])\s+")
_PROSE = 40  # code points before a link that no separator follows, beyond which it names nothing
_JOINT = re.compile(r"\s*+(?:[,/&|+·、，]|and|or|和|与)?\s*")
# What may stand between a name and its separator: signs, code, badges, groups in brackets, authors.
_LATE_DASH = re.compile(rf"(?<=\s){_DASH}\s*")
_GROUP = re.compile(r"[(（][^()（）]*[)）]|\bby\s+@?(?:\uf8ff+|\w+)")
_LATE = 200  # code points behind the name in which the separator is sought
_LEFT_OVER = re.compile(r"[)\]\s]*(?:[.,;。，、；]+(?=\s|[^\x00-\x7f]))?\s*")
_LABEL = re.compile(r"\s*([^\s:：][^:：\n]{0,20})[:：]\s*")
_ADDRESS_LABEL = re.compile(
    r"(?:项目)?(?:地址|链接|主页|网址|仓库)|(?:project |code |source )?"
    r"(?:url|links?|github|repo(?:sitory)?|website|home ?page|address)",
    re.IGNORECASE,
)


def links_of(inlines: tuple[Inline, ...]) -> Iterator[Link]:
    """Yield the links of `inlines` that lead somewhere: images alone are none."""
    return (i for i in walk(inlines) if isinstance(i, Link) and not i.is_image)


def is_badge(inline: Inline) -> bool:
    """Tell whether `inline` is an image, or a link around nothing but images."""
    if not isinstance(inline, Link):
        return False
    if inline.is_image:
        return True
    shown = [c for c in inline.children if not (isinstance(c, Text) and not c.text.strip())]
    return bool(shown) and all(isinstance(c, Link) and c.is_image for c in shown)


def is_table_of_contents(block: List) -> bool:
    """Tell whether nearly all links of a list, nested ones included, lead into the page."""
    texts = (b for b in every((block,)) if isinstance(b, Paragraph | Heading))
    links = (link for text in texts for link in links_of(text.inlines))
    urls = [link.url for link in links if not is_badge(link)]
    inward = sum(url.startswith("#") and len(url) > 1 for url in urls)
    return bool(urls) and inward >= _TOC_SHARE * len(urls)


def entries(document: Document) -> tuple[Entry, ...]:
    """Return the entries of a document in source order."""
    sections = Sections(document)
    return tuple(_entries_of(document, document.blocks, sections))


def _entries_of(
    document: Document, blocks: tuple[Block, ...], sections: Sections
) -> Iterator[Entry]:
    stack: list[tuple[Block, List | None]] = [(block, None) for block in reversed(blocks)]
    while stack:
        block, parent = stack.pop()
        match block:
            case Table():
                yield from _rows(block, sections.at(block.span.start))
            case List() if not is_table_of_contents(block):
                stack.extend((item, block) for item in reversed(block.items))
            case Item():
                entry = _labelled(document, block, parent, sections) if parent else None
                if entry is not None:
                    yield entry
                    continue
                if parent and (entry := _item(document, block, parent, sections)):
                    yield entry
                stack.extend((child, None) for child in reversed(block.children))
            case Quote():
                stack.extend((child, None) for child in reversed(block.children))


# --- Rows ----------------------------------------------------------------------------------


def table_roles(table: Table) -> TableRoles | None:
    """Tell which columns name, link and describe the rows; None for a table without entries.

    The entry column is the first whose cells mostly hold a link. Where an earlier column, by
    its header, names the rows (`Model | Checkpoints`), the name comes from there.
    """
    width = len(table.header.cells)
    filled = [0] * width
    linked = [0] * width
    length = [0] * width
    for row in table.rows:
        for index, cell in enumerate(row.cells[:width]):
            if cell.text or cell.inlines:
                filled[index] += 1
                length[index] += len(cell.text)
                linked[index] += any(not is_badge(link) for link in links_of(cell.inlines))
    rows = max(len(table.rows), 1)
    candidates = [i for i in range(width) if linked[i] * 2 > filled[i] and linked[i] * 2 >= rows]
    if not candidates:
        return None
    headers = [cell.text for cell in table.header.cells]
    named = [i for i in candidates if _NAME_HEADER.search(headers[i])]
    link = named[0] if named else candidates[0]
    earlier = [i for i in range(link) if _NAME_HEADER.search(headers[i])]
    name = next((i for i in earlier if filled[i] * 10 >= rows * 9), link)
    described = [
        i
        for i in range(width)
        if i not in (name, link) and _DESCRIPTION_HEADER.search(headers[i]) and filled[i]
    ]
    if not described:
        prose = [
            i
            for i in range(width)
            if i not in (name, link)
            and length[i] >= 20 * filled[i] > 0
            and linked[i] * 2 <= filled[i]
            and not _LICENSE_HEADER.search(headers[i])
        ]
        described = sorted(prose, key=lambda i: -length[i])[:1]
    return TableRoles(name, link, described[0] if described else None)


def _rows(table: Table, section: tuple[str, ...]) -> Iterator[Entry]:
    roles = table_roles(table)
    if roles is None:
        return
    headers = [cell.text for cell in table.header.cells]
    for row in table.rows:
        cells = row.cells
        if len(cells) <= max(roles.name, 0) or not any(cell.text for cell in cells):
            continue
        named = cells[roles.name]
        linked = cells[roles.link] if roles.link < len(cells) else None
        link = _entry_link(linked.inlines) if linked else None
        own = link is not None and roles.name == roles.link and not _GENERIC.fullmatch(link.text)
        name = link.text if own and link else named.text
        name_span = link.text_span if own and link else named.span
        if not name.strip() and link is None:
            continue
        about: Cell | None = None
        if roles.description is not None and roles.description < len(cells):
            about = cells[roles.description]
        yield Entry(
            name=" ".join(name.split()),
            url=link.url if link else None,
            description=about.text if about else "",
            section=section,
            kind=EntryKind.ROW,
            span=row.span,
            name_span=name_span,
            description_span=about.span if about and about.text else None,
            link=link,
            fields={
                header: cell.text
                for index, (header, cell) in enumerate(zip(headers, cells, strict=False))
                if index != roles.name and header
            },
            table=table,
            row=row,
        )


def _entry_link(inlines: tuple[Inline, ...]) -> Link | None:
    links = [link for link in links_of(inlines) if not is_badge(link)]
    return next(iter(links), None)


# --- Items ---------------------------------------------------------------------------------


def _item(document: Document, item: Item, parent: List, sections: Sections) -> Entry | None:
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
    lead = "" if _WORDLESS.fullmatch(plain(before)) else plain(before).strip()
    name, name_span = link.text, link.text_span
    if lead and (link.text == link.url_span.of(document.text) or _GENERIC.fullmatch(link.text)):
        name, name_span = _name_of_lead(before, lead)
        lead = ""
    separator, described = _after(document.text, leaf.inlines[last], after)
    if len(lead) > _PROSE and separator is None:
        # A sentence with a link in it; but `name - A description with links.` is an entry.
        start = leaf.inlines[0].span.start
        told = _TOLD_FIRST.match(document.text, start, link.span.start)
        if told is None:
            return None
        name, name_span, lead = told[1], Span(*told.span(1)), ""
        separator = Span(*told.span(2))
        after = leaf.inlines
        described = Span(told.end(), _trim(document.text, told.end(), list(after)))
    return Entry(
        name=" ".join(name.split()),
        url=link.url,
        description=" ".join(described.of(document.text).split())
        if described and not after
        else _visible(after, described),
        section=sections.at(item.span.start),
        kind=EntryKind.ITEM,
        span=Span(item.marker.start, leaf.span.end),
        name_span=name_span,
        description_span=described,
        link=link,
        separator=separator,
        lead=lead,
        item=item,
        parent=parent,
    )


def _before(inlines: tuple[Inline, ...], link: Link) -> tuple[Inline, ...]:
    """Return what stands before a link, also within emphasis around both."""
    for index, inline in enumerate(inlines):
        if inline.span.end <= link.span.start:
            continue
        inner = _before(inline.children, link) if isinstance(inline, Emphasis) else ()
        return (*inlines[:index], *inner)
    return inlines


def _labelled(document: Document, item: Item, parent: List, sections: Sections) -> Entry | None:
    """Return the entry of an item that names a thing, and tells of it in items with labels.

    `- Name` with `- URL: https://…` and `- Description: …` below it.
    """
    leaf, *rest = item.children or (None,)
    if not isinstance(leaf, Paragraph | Heading) or any(links_of(leaf.inlines)):
        return None
    link: Link | None = None
    about: Span | None = None
    description = ""
    fields: dict[str, str] = {}
    for child in (child for block in rest if isinstance(block, List) for child in block.items):
        told = child.children[0] if child.children else None
        match = _LABEL.match(plain(told.inlines)) if isinstance(told, Paragraph) else None
        if match is None or not isinstance(told, Paragraph):
            continue
        label, value = match[1].strip(), " ".join(plain(told.inlines)[match.end() :].split())
        if link is None and _ADDRESS_LABEL.fullmatch(label):
            link = _entry_link(told.inlines)
        elif not description and _DESCRIPTION_HEADER.search(label):
            first = told.inlines[0]
            written = _LABEL.match(document.text, first.span.start, told.span.end)
            if isinstance(first, Text) and written and written.end() < told.span.end:
                description, about = value, Span(written.end(), told.span.end)
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


def _name_link(inlines: tuple[Inline, ...]) -> tuple[int, int, Link] | None:
    """Find the link that names an item, the top inline it stands in, and the last one joined to it.

    The first one; or a later one of the first three that a separator follows, where none
    follows the first and only blanks stand between. In `[a](…), [b](…) - …` the first one names
    the item, the second one is joined to it.
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
        if _separated(inlines, left) or not _JOINT.fullmatch(between):
            break
        if not between.strip():
            name = (right, link)
        if _separated(inlines, right):
            return name[0], right, name[1]
    return found[0][0], found[0][0], found[0][1]


def _separated(inlines: tuple[Inline, ...], index: int) -> bool:
    following = inlines[index + 1] if index + 1 < len(inlines) else None
    return isinstance(following, Text) and _SEPARATOR.match(following.text) is not None


def _name_of_lead(before: tuple[Inline, ...], lead: str) -> tuple[str, Span]:
    strong = next((i for i in before if isinstance(i, Emphasis)), None)
    if strong is not None:
        return plain((strong,)).strip(" ,:：;-–—"), strong.inner
    spans = [i.span for i in before]
    return lead.strip(" ,:：;-–—[]()"), Span(spans[0].start, spans[-1].end)


def _after(text: str, name: Inline, after: tuple[Inline, ...]) -> tuple[Span | None, Span | None]:
    """Return where the separator and the description behind `name` stand.

    What ends the line without belonging to the sentence is left out: badges, HTML, tags in
    code spans and groups in brackets behind a full stop.
    """
    kept = list(after)
    if not kept:
        return None, None
    start = name.span.end
    separator: Span | None = None
    source = text[start : kept[-1].span.end]
    match = _SEPARATOR.match(source) or _STRONG_SEPARATOR.match(source)
    if match := match or _late_separator(source[:_LATE], start, kept):
        blanks = len(match[0]) - len(match[0].lstrip())
        left = start + match.start() + blanks
        separator = Span(left, start + match.start() + len(match[0].rstrip()))
        start += match.end()
    elif left_over := _LEFT_OVER.match(source):
        start += left_over.end()
    kept = [inline for inline in kept if inline.span.end > start]
    end = _trim(text, start, kept) if kept else start
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return separator, Span(start, end) if start < end else None


def _late_separator(source: str, start: int, after: list[Inline]) -> re.Match[str] | None:
    """Find a separator with nothing but marks, code, badges, groups and authors before it."""
    shown = list(source)
    for inline in walk(tuple(after[:20])):
        if isinstance(inline, Link | CodeSpan | HtmlInline):
            left, right = inline.span.start - start, min(inline.span.end - start, len(source))
            mark = "\uf8ff" if isinstance(inline, Link) and not is_badge(inline) else "\ufffc"
            if 0 <= left < right and shown[left] not in "\uf8ff\ufffc":
                shown[left:right] = mark * (right - left)
    text = "".join(shown)
    match = _LATE_DASH.search(text)
    if match is None:
        return None
    before = _GROUP.sub("", text[: match.start()])
    if re.search(r"[\w\uf8ff\n]|[.,;。，；]", before):
        return None
    return match


def _trim(text: str, start: int, kept: list[Inline]) -> int:
    """Return where the sentence of `kept` ends, trailing badges, tags and groups left out."""
    end = kept[-1].span.end
    cut_link = False
    while kept:
        last = kept[-1]
        match last:
            case Text() if not last.text.strip(_TAIL_MARKS):
                kept.pop()
                continue  # part of the sentence, if what stands before it is
            case Break() | HtmlInline():
                pass
            case CodeSpan() if _is_tag(text, kept):
                pass
            case Link() if is_badge(last):
                pass
            case Link() if _is_aside(text, kept):
                cut_link = True
            case Link() | Emphasis() if len(kept) > 1 and _leads_back(kept[-2], last):
                pass
            case _:
                break
        kept.pop()
        end = last.span.start
    body = text[start:end].rstrip()
    if cut_link:
        body = body.rstrip("[(（" + _TAIL_MARKS)
    while (group := _TAIL_GROUP.search(_masked(body, start, kept))) is not None:
        body = body[: group.start()].rstrip()
    return max(start + len(body), start)


_TAIL_MARKS = " \t\n\u00a0,[]()|·/—–-"


def _is_aside(text: str, kept: list[Inline]) -> bool:
    """Tell whether the last of `kept` is a "Demo" or "Paper" behind the sentence."""
    last = kept[-1]
    if not isinstance(last, Link) or not _GENERIC.fullmatch(last.text):
        return False
    before = text[max(0, last.span.start - 200) : last.span.start]
    return before.endswith("[") or before.rstrip(_TAIL_MARKS).endswith((".", "!", "?", "。"))


def _leads_back(before: Inline, last: Inline) -> bool:
    """Tell whether `last` is a line of its own that leads into the page: "back to top"."""
    links = list(links_of((last,)))
    return isinstance(before, Break) and bool(links) and all(x.url.startswith("#") for x in links)


def _is_tag(text: str, kept: list[Inline]) -> bool:
    """Tell whether the last of `kept`, a code span, stands behind a full stop or other tags."""
    last = kept[-1].span.start
    before = text[max(0, last - 200) : last].rstrip()
    return before.endswith((".", "!", "?", "。", "`", ")", "]"))


def _masked(body: str, start: int, kept: list[Inline]) -> str:
    """Return `body` with links as blanks of the same length: their brackets are no groups."""
    pieces = list(body)
    for inline in kept:
        for link in walk((inline,)):
            if isinstance(link, Link | CodeSpan):
                left, right = max(0, link.span.start - start), min(len(body), link.span.end - start)
                pieces[left:right] = "x" * max(0, right - left)
    return "".join(pieces)


def _visible(inlines: tuple[Inline, ...], within: Span | None) -> str:
    """Return what the reader sees of `inlines` within a span."""
    if within is None:
        return ""
    parts: list[str] = []
    for inline in inlines:
        if inline.span.end <= within.start or inline.span.start >= within.end:
            continue
        if within.contains(inline.span):
            parts.append(plain((inline,)))
        elif isinstance(inline, Text):
            # Offsets of the shown text equal those of the source but for escapes and entities.
            cut_left = max(0, within.start - inline.span.start)
            cut_right = max(0, inline.span.end - within.end)
            parts.append(inline.text[cut_left : len(inline.text) - cut_right])
        else:
            parts.append(plain((inline,)))
    return " ".join("".join(parts).split())
