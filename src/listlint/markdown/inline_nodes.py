"""Tokens of mistune to inlines, each at its place in the source."""

from collections.abc import Mapping

from listlint.diagnostics.spans import Span
from listlint.markdown import autolinks
from listlint.markdown.content import LeafText
from listlint.markdown.delimiters import Token
from listlint.markdown.html import Tag, attribute
from listlint.markdown.nodes import (
    Break,
    CodeSpan,
    Definition,
    Emphasis,
    EmphasisStyle,
    FootnoteReference,
    HtmlInline,
    Inline,
    Link,
    LinkKind,
    Math,
    Text,
    plain,
)
from listlint.markdown.references import decoded, parse_inline_target


class InlineNodes:
    """Makes the inlines of one content of its tokens."""

    def __init__(self, content: LeafText, definitions: Mapping[str, Definition]) -> None:
        self.content, self.text, self.definitions = content, content.text, definitions

    def nodes(self, tokens: list[Token], mails: bool) -> tuple[Inline, ...]:
        """Return the inlines of tokens, with mail addresses linked if `mails`."""
        result: list[Inline] = []
        run: list[Token] = []
        tags = False
        for token in tokens:
            kind = token["type"]
            if kind in ("text", "delimiters", "literal"):
                run.append(token)
                continue
            if run:
                result += self._texts(run, mails)
                run = []
            result.append(self._node(token, mails))
            tags = tags or kind == "html"
            # Within a link, addresses are text up to another link, as in GitHub's parser.
            mails = mails or kind in ("link", "image", "autolink")
        if run:
            result += self._texts(run, mails)
        return self._pair_tags(result) if tags else tuple(result)

    def _node(self, token: Token, mails: bool) -> Inline:
        start, end = token["start"], token["end"]
        span = self.content.span(start, end)
        match token["type"]:
            case "link" | "image":
                return self._link(token, span)
            case "codespan":
                return CodeSpan(span, token["raw"])
            case "math":
                return Math(span, self.text[start:end])
            case "linebreak" | "softbreak" as kind:
                return Break(span, kind == "linebreak")
            case "html":
                return HtmlInline(span, token["tag"])
            case "footnote":
                return FootnoteReference(span, token["label"])
            case "autolink":
                shown = decoded(self.text[start + 1 : end - 1])
                inner = self.content.span(start + 1, end - 1)
                return _autolink(LinkKind.AUTOLINK, span, inner, shown, token["scheme"] + shown)
            case "bare":
                return _autolink(LinkKind.BARE, span, span, self.text[start:end], token["url"])
        inner = self.content.span(*token["inner"])
        style = EmphasisStyle(token["type"])
        return Emphasis(span, inner, style, self.nodes(token["children"], mails))

    def _texts(self, run: list[Token], mails: bool) -> list[Inline]:
        """Return the texts and mail addresses of adjacent tokens of text."""
        raws = [self._shown(token) for token in run]
        shown = "".join(raws)
        if not shown:
            return []
        content, last = self.content, run[-1]["end"]
        if not mails or "@" not in shown:
            return [Text(content.span(run[0]["start"], last), shown)]
        places = [
            min(token["start"] + index, token["end"] - 1)
            for token, raw in zip(run, raws, strict=True)
            for index in range(len(raw))
        ]
        places.append(last)
        result: list[Inline] = []
        at = 0
        for found in autolinks.mails(shown):
            if found.start > at:
                span = content.span(places[at], places[found.start])
                result.append(Text(span, shown[at : found.start]))
            span = content.span(places[found.start], places[found.end - 1] + 1)
            text = shown[found.start : found.end]
            result.append(_autolink(LinkKind.BARE, span, span, text, found.url))
            at = found.end
        if at < len(shown):
            result.append(Text(content.span(places[at], last), shown[at:]))
        return result

    def _shown(self, token: Token) -> str:
        """Return what the reader sees of a token of text."""
        if token["type"] == "text":
            return str(token["raw"])
        return self.text[token["start"] : token["end"]]

    # --- Links -----------------------------------------------------------------------------

    def _link(self, token: Token, span: Span) -> Link:
        image = token["type"] == "image"
        children = self.nodes(token["children"], mails=False)
        start, end = token["inner"]
        kind, label = LinkKind.INLINE, None
        if "ref" in token:
            definition = self.definitions[token["ref"]]
            kind, label = LinkKind.REFERENCE, token["label"]
            url, url_span, title = definition.url, definition.url_span, definition.title
        else:
            target = token.get("target") or parse_inline_target(self.text, end + 1)
            assert target is not None
            url, title = target.url, target.title
            url_span = self.content.span(target.start, target.end)
        return Link(
            span,
            LinkKind.IMAGE if image else kind,
            url,
            url_span,
            self._alt(children) if image else plain(children),
            self.content.span(start, end),
            image,
            label,
            title,
            () if image else children,
        )

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

    # --- Links of HTML ---------------------------------------------------------------------

    def _pair_tags(self, inlines: list[Inline]) -> tuple[Inline, ...]:
        """Make links of `<a href>…</a>` and `<img src>`."""
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
        """Return the offsets of a source span in the content."""
        return self.content.index(span.start), self.content.index(span.end - 1) + 1


def _autolink(kind: LinkKind, span: Span, inner: Span, shown: str, url: str) -> Link:
    return Link(span, kind, url, inner, shown, inner, children=(Text(inner, shown),))


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
