"""The text of a leaf to inlines, on mistune's inline parser.

mistune reads links and emphasis by regular expressions, in one pass; GitHub's parser keeps
stacks of brackets and delimiters (CommonMark 0.31, "Phase 2: inline structure"). So does this
one: the only way to see the same links in every nesting.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import mistune
from mistune.inline_parser import AUTO_EMAIL

from listlint.diagnostics.spans import Span
from listlint.markdown import autolinks
from listlint.markdown.content import LeafText
from listlint.markdown.emphasis import MAX_DEPTH, Delimiters, Item, Piece, emphasize
from listlint.markdown.html import InlineHtml, Tag, attribute
from listlint.markdown.nodes import (
    Break,
    CodeSpan,
    Definition,
    Emphasis,
    FootnoteReference,
    HtmlInline,
    Inline,
    Link,
    LinkKind,
    Text,
    plain,
)
from listlint.markdown.references import (
    entity,
    fold,
    parse_label,
    parse_target,
    parse_title,
)

_NEXT = re.compile(r"[\n`\[\]\\<&*_~]|!\[(?!\^)|://|www\.")
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_URI = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\x00-\x20]*)>")
_MAIL = re.compile(AUTO_EMAIL)
_TICKS = re.compile(r"`+")
_LABEL_LIMIT = 1000
_MAX_TICKS = 80  # as in cmark


@dataclass(slots=True)
class _Bracket:
    """A `[` or `![` that may begin a link; `index` is its place among the items."""

    index: int
    start: int
    inner: int
    image: bool


class InlineParser(mistune.InlineParser):
    """mistune's inline parser with CommonMark's algorithm in the place of its rules."""

    def __init__(self, definitions: Mapping[str, Definition], footnotes: Mapping[str, str]) -> None:
        super().__init__()
        self.definitions, self.footnotes = definitions, footnotes
        self.used: set[str] = set()  # keys of the definitions and footnotes that are referred to
        self.notes: set[str] = set()

    def inlines(self, content: LeafText) -> tuple[Inline, ...]:
        """Return the inlines of a leaf's content."""
        return _DelimiterRun(content, self).result()


class _DelimiterRun:
    """The parsing of one content."""

    def __init__(self, content: LeafText, parser: InlineParser) -> None:
        self.content, self.text, self.parser = content, content.text, parser
        self.items: list[Item] = []
        self.brackets: list[_Bracket] = []
        self.in_vain = False  # no `[` may begin a link: as in GitHub's parser, until the next one
        self.html = InlineHtml(self.text)
        self.ticks: dict[int, int] = {}
        self.searched = False

    def result(self) -> tuple[Inline, ...]:
        text, size = self.text, len(self.text)
        at = 0
        while at < size:
            match = _NEXT.search(text, at)
            if match is None:
                self._put(at, size)
                break
            if match.start() > at:
                self._put(at, match.start())
            at = self._special(match)
        return self._finish(self.items)

    def _put(self, start: int, end: int, shown: str | None = None) -> int:
        self.items.append(Piece(start, end, self.text[start:end] if shown is None else shown))
        return end

    def _special(self, match: re.Match[str]) -> int:
        at, mark, text = match.start(), match[0], self.text
        match mark:
            case "\n":
                return self._newline(at)
            case "`":
                return self._code(at)
            case "\\":
                return self._escape(at)
            case "&":
                found = _ENTITY.match(text, at)
                if found and (shown := entity(found[0])) != found[0]:
                    return self._put(at, found.end(), shown)
            case "<":
                return self._angle(at)
            case "*" | "_" | "~":
                return self._delimiters(at)
            case "[" | "![":
                bracket = _Bracket(len(self.items), at, match.end(), mark == "![")
                self.brackets.append(bracket)
                self.in_vain = self.in_vain and bracket.image
            case "]":
                return self._close(at)
            case "://" | "www.":
                if not self.brackets and (end := self._bare(at, mark)):
                    return end
                return self._put(at, at + (1 if mark == "://" else 4))
        return self._put(at, match.end())

    # --- Text ------------------------------------------------------------------------------

    def _newline(self, at: int) -> int:
        start, hard = at, False
        last = self.items[-1] if self.items else None
        if isinstance(last, Piece) and last.inline is None and last.shown.endswith(" "):
            kept = last.shown.rstrip(" ")
            spaces = len(last.shown) - len(kept)
            hard = spaces >= 2
            last.shown, last.end = kept, last.end - spaces
            start = last.end
        elif isinstance(last, Piece) and last.shown == "\\" and last.end - last.start == 1:
            hard = True
            self.items.pop()
            start = at - 1
        self._add(start, at + 1, Break(self.content.span(start, at + 1), hard))
        return at + 1

    def _add(self, start: int, end: int, inline: Inline, depth: int = 0) -> None:
        self.items.append(Piece(start, end, inline=inline, depth=depth))

    def _escape(self, at: int) -> int:
        following = self.text[at + 1 : at + 2]
        if following and following in _PUNCTUATION:
            return self._put(at, at + 2, following)
        return self._put(at, at + 1)

    def _code(self, at: int) -> int:
        run = _TICKS.match(self.text, at)
        size = run.end() - at if run else 1
        close = self._closing_ticks(at + size, size)
        if close is None:
            return self._put(at, at + size)
        code = self.text[at + size : close].replace("\n", " ")
        if code.startswith(" ") and code.endswith(" ") and code.strip(" "):
            code = code[1:-1]
        end = close + size
        self._add(at, end, CodeSpan(self.content.span(at, end), code))
        return end

    def _closing_ticks(self, at: int, size: int) -> int | None:
        """Return where the next run of `size` backticks begins.

        As in GitHub's parser, a search to the end in vain is the last one of its length: `ticks`
        tells where each length was last met. That keeps time linear, and misses some code.
        """
        if size > _MAX_TICKS or (self.searched and self.ticks.get(size, 0) <= at):
            return None
        for found in _TICKS.finditer(self.text, at):
            length = found.end() - found.start()
            self.ticks[length] = found.start()
            if length == size:
                return found.start()
        self.searched = True
        return None

    def _angle(self, at: int) -> int:
        text = self.text
        if match := _URI.match(text, at):
            return self._autolink(match, match[1])
        if match := _MAIL.match(text, at):
            return self._autolink(match, "mailto:" + match[0][1:-1])
        tag = self.html.match(at)
        if tag is None:
            return self._put(at, at + 1)
        self._add(at, tag.end, HtmlInline(self.content.span(at, tag.end), tag.name))
        return tag.end

    def _autolink(self, match: re.Match[str], url: str) -> int:
        inner = self.content.span(match.start() + 1, match.end() - 1)
        shown = match[0][1:-1]
        span = self.content.span(*match.span())
        children = (Text(inner, shown),)
        link = Link(span, LinkKind.AUTOLINK, url, inner, shown, inner, children=children)
        self._add(match.start(), match.end(), link)
        return match.end()

    def _bare(self, at: int, mark: str) -> int | None:
        last = self.items[-1] if self.items else None
        floor = at
        if isinstance(last, Piece) and last.inline is None and last.end == at:
            floor = at - len(last.shown)
        found = autolinks.www(self.text, at)
        if mark == "://":
            found = autolinks.url(self.text, at, floor)
        if found is None:
            return None
        if found.start < at and isinstance(last, Piece):
            last.shown = last.shown[: len(last.shown) - (at - found.start)]
            last.end = found.start
        self._add(found.start, found.end, self._bare_link(found, self.content))
        return found.end

    def _bare_link(self, found: autolinks.Found, content: LeafText) -> Link:
        span = content.span(found.start, found.end)
        shown = content.text[found.start : found.end]
        children = (Text(span, shown),)
        return Link(span, LinkKind.BARE, found.url, span, shown, span, children=children)

    # --- Emphasis --------------------------------------------------------------------------

    def _delimiters(self, at: int) -> int:
        text, char = self.text, self.text[at]
        end = at
        while end < len(text) and text[end] == char:
            end += 1
        before, after = self._neighbours(at, end, char)
        space_after, space_before = _is_space(after), _is_space(before)
        mark_after, mark_before = _is_mark(after), _is_mark(before)
        left = not space_after and (not mark_after or space_before or mark_before)
        right = not space_before and (not mark_before or space_after or mark_after)
        if char == "_":
            can_open = left and (not right or mark_before)
            can_close = right and (not left or mark_after)
        else:
            can_open, can_close = left, right
        if not (can_open or can_close) or (char == "~" and end - at > 2):
            return self._put(at, end)
        self.items.append(Delimiters(char, at, end, end - at, can_open, can_close))
        return end

    def _neighbours(self, start: int, end: int, char: str) -> tuple[str, str]:
        """Return the characters around a run; `~` is passed over by runs of `*` and `_`."""
        text, size = self.text, len(self.text)
        left, right = start - 1, end
        if char != "~":
            while left > 0 and text[left] == "~":
                left -= 1
            while right < size and text[right] == "~":
                right += 1
        before = text[left] if left >= 0 else "\n"
        after = text[right] if right < size else "\n"
        if char != "~":
            before, after = before.replace("~", "\n"), after.replace("~", "\n")
        return before, after

    # --- Links -----------------------------------------------------------------------------

    def _close(self, at: int) -> int:
        if not self.brackets:
            return self._put(at, at + 1)
        opener = self.brackets.pop()
        if self.in_vain and not opener.image:
            return self._put(at, at + 1)
        found = self._inline_target(at) or self._reference(opener, at)
        if found is not None:
            end, link = found
            if self._link(opener, at, end, link):
                return end
            return self._put(at, at + 1)
        if self._footnote(opener, at):
            return at + 1
        return self._put(at, at + 1)

    def _inline_target(self, at: int) -> "tuple[int, _Target] | None":
        text = self.text
        if text[at + 1 : at + 2] != "(":
            return None
        start = _skip(text, at + 2)
        target = parse_target(text, start)
        if target is None:
            return None
        after = _skip(text, target.after)
        title = parse_title(text, after) if after > target.after else None
        end = _skip(text, title.after) if title else after
        if text[end : end + 1] != ")":
            return None
        span = self.content.span(target.start, target.end)
        shown = title.text if title else None
        return end + 1, _Target(LinkKind.INLINE, target.url, span, shown)

    def _reference(self, opener: _Bracket, at: int) -> "tuple[int, _Target] | None":
        text = self.text
        full = parse_label(text, at + 1) if text[at + 1 : at + 2] == "[" else None
        if full is not None and full[0].strip():
            label, end = full
        else:
            if at - opener.inner >= _LABEL_LIMIT:
                return None
            label = text[opener.inner : at]
            end = full[1] if full is not None else at + 1
            if _has_bracket(label):
                return None
        key = fold(label)
        definition = self.parser.definitions.get(key)
        if definition is None:
            return None
        self.parser.used.add(key)
        target = _Target(
            LinkKind.REFERENCE, definition.url, definition.url_span, definition.title, label
        )
        return end, target

    def _footnote(self, opener: _Bracket, at: int) -> bool:
        if self.text[opener.inner : opener.inner + 1] != "^" or at - opener.inner < 2:
            return False
        label = self.text[opener.inner + 1 : at]
        del self.items[opener.index :]
        if len(label) > _LABEL_LIMIT or fold(label) not in self.parser.footnotes:
            self._put(opener.start, at + 1)  # GitHub shows what would be a label as it is written
            return True
        span = self.content.span(opener.start, at + 1)
        self.parser.notes.add(fold(label))
        self._add(opener.start, at + 1, FootnoteReference(span, label))
        return True

    def _link(self, opener: _Bracket, at: int, end: int, target: "_Target") -> bool:
        inside = self.items[opener.index + 1 :]
        depth = 1 + max((item.depth for item in inside), default=0)
        if depth > MAX_DEPTH:
            self.brackets.clear()
            return False
        children = self._finish(inside)
        content = self.content
        if "@" in self.text:
            children = tuple(_without_mails(children))
        inner = content.span(opener.inner, at)
        kind = LinkKind.IMAGE if opener.image else target.kind
        link = Link(
            content.span(opener.start, end),
            kind,
            target.url,
            target.span,
            self._alt(children) if opener.image else plain(children),
            inner,
            opener.image,
            target.label,
            target.title,
            () if opener.image else children,
        )
        del self.items[opener.index :]
        self._add(opener.start, end, link, depth)
        if not opener.image:
            self.in_vain = True
        return True

    def _alt(self, inlines: tuple[Inline, ...]) -> str:
        """Return an image's `alt`: what the reader would see, HTML as it is written."""
        parts: list[str] = []
        for inline in inlines:
            match inline:
                case HtmlInline():
                    parts.append(self._source(inline.span))
                case Link(kind=LinkKind.HTML, span=span, text_span=inner) if not inline.is_image:
                    parts.append(self._source(Span(span.start, inner.start)))
                    parts.append(self._alt(inline.children))
                    parts.append(self._source(Span(inner.end, span.end)))
                case Link(kind=LinkKind.HTML):
                    parts.append(self._source(inline.span))
                case Emphasis() | Link() if inline.children:
                    parts.append(self._alt(inline.children))
                case _:
                    parts.append(plain((inline,)))
        return "".join(parts)

    def _source(self, span: Span) -> str:
        return self.text[slice(*self._within(span))] if span.start < span.end else ""

    # --- Finishing -------------------------------------------------------------------------

    def _finish(self, items: list[Item]) -> tuple[Inline, ...]:
        """Return items as inlines: emphasis paired, texts joined, addresses and tags linked."""
        return self._joined(emphasize(items, self.content, self._joined))

    def _joined(self, items: list[Item]) -> tuple[Inline, ...]:
        return self._pair_tags(self._join(items))

    def _join(self, items: list[Item]) -> list[Inline]:
        result: list[Inline] = []
        run: list[Piece] = []
        for item in items:
            if isinstance(item, Delimiters):
                if item.count:
                    run.append(Piece(item.start, item.end, item.char * item.count))
            elif item.inline is None:
                if item.shown:
                    run.append(item)
            else:
                if run:
                    result += self._texts(run)
                    run = []
                result.append(item.inline)
        if run:
            result += self._texts(run)
        return result

    def _texts(self, run: list[Piece]) -> list[Inline]:
        shown = "".join(piece.shown for piece in run)
        content = self.content
        if "@" not in shown:
            return [Text(content.span(run[0].start, run[-1].end), shown)]
        places = [
            min(piece.start + index, piece.end - 1)
            for piece in run
            for index in range(len(piece.shown))
        ]
        places.append(run[-1].end)
        result: list[Inline] = []
        at = 0
        for found in autolinks.mails(shown):
            if found.start > at:
                span = content.span(places[at], places[found.start])
                result.append(Text(span, shown[at : found.start]))
            span = content.span(places[found.start], places[found.end - 1] + 1)
            text = shown[found.start : found.end]
            children = (Text(span, text),)
            link = Link(span, LinkKind.BARE, found.url, span, text, span, children=children)
            result.append(link)
            at = found.end
        if at < len(shown):
            result.append(Text(content.span(places[at], run[-1].end), shown[at:]))
        return result

    def _pair_tags(self, inlines: list[Inline]) -> tuple[Inline, ...]:
        """Make links of `<a href>…</a>` and `<img src>`."""
        if not any(isinstance(inline, HtmlInline) for inline in inlines):
            return tuple(inlines)
        closed = _closed(inlines)
        result: list[Inline] = []
        index = 0
        while index < len(inlines):
            inline = inlines[index]
            index += 1
            if isinstance(inline, HtmlInline) and inline.tag in ("a", "img"):
                close = closed.get(index - 1)
                inner = inlines[index:close] if close is not None else []
                link = self._html_link(inline, inner, inlines[close] if close else None)
                if link is not None:
                    result.append(link)
                    index = close + 1 if close is not None else index
                    continue
            result.append(inline)
        return tuple(result)

    def _html_link(
        self, opener: HtmlInline, inner: list[Inline], closer: Inline | None
    ) -> Link | None:
        start, end = self._within(opener.span)
        text = self.text
        tag = Tag(opener.tag, start, end)
        image = opener.tag == "img"
        target = attribute(text, tag, "src" if image else "href")
        if target is None:
            return None
        url_span = self.content.span(target.start, target.end)
        title = attribute(text, tag, "title")
        if image:
            alt = attribute(text, tag, "alt")
            alt_span = (
                self.content.span(alt.start, alt.end) if alt else Span(*[opener.span.end] * 2)
            )
            return Link(
                opener.span, LinkKind.HTML, target.value, url_span, alt.value if alt else "",
                alt_span, True, None, title.value if title else None,
            )  # fmt: skip
        children = self._pair_tags(inner)
        last = closer.span if closer else Span(*[opener.span.end] * 2)
        return Link(
            Span(opener.span.start, last.end), LinkKind.HTML, target.value, url_span,
            plain(children), Span(opener.span.end, last.start), False, None,
            title.value if title else None, children,
        )  # fmt: skip

    def _within(self, span: Span) -> tuple[int, int]:
        """Return the offsets of the content at which a source span stands."""
        return self.content.index(span.start), self.content.index(span.end - 1) + 1


def _closed(inlines: list[Inline]) -> dict[int, int]:
    """Return the place of the `</a>` of each `<a>`; another `<a>` before it leaves one open."""
    closed: dict[int, int] = {}
    opened: int | None = None
    for index, inline in enumerate(inlines):
        if isinstance(inline, HtmlInline) and inline.tag == "a":
            opened = index
        elif isinstance(inline, HtmlInline) and inline.tag == "/a" and opened is not None:
            closed[opened], opened = index, None
    return closed


@dataclass(frozen=True, slots=True)
class _Target:
    kind: LinkKind
    url: str
    span: Span
    title: str | None
    label: str | None = None


def _without_mails(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield the inlines of a link, where mail addresses are text, even within emphasis.

    Behind another link within it, they are links again, as in GitHub's parser.
    """
    left = iter(inlines)
    for inline in left:
        if isinstance(inline, Link) and inline.kind is LinkKind.BARE:
            yield from inline.children
        elif isinstance(inline, Emphasis):
            yield replace(inline, children=tuple(_without_mails(inline.children)))
        else:
            yield inline
        if isinstance(inline, Link) and inline.kind not in (LinkKind.BARE, LinkKind.HTML):
            break
    yield from left


_SPACES = re.compile(r"[ \t\v\f\n]*+")


def _skip(text: str, at: int) -> int:
    """Return the index behind blanks and line ends."""
    match = _SPACES.match(text, at)
    return match.end() if match else at


def _has_bracket(label: str) -> bool:
    return re.search(r"(?<!\\)(?:\\\\)*[\[\]]", label) is not None


def _is_space(char: str) -> bool:
    return char in "\n\t\f\r " or unicodedata.category(char) == "Zs"


def _is_mark(char: str) -> bool:
    if char.isascii():
        return char in _PUNCTUATION
    return unicodedata.category(char)[0] == "P"
