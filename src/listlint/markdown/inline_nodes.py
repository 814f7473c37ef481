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
    only_text,
    plain,
)
from listlint.markdown.references import decoded, parse_inline_target


class InlineNodes:
    """Makes the inlines of one content of its tokens."""

    def __init__(self, content: LeafText, definitions: Mapping[str, Definition]) -> None:
        self.content, self.text, self.definitions = content, content.text, definitions
        self._has_html = "<" in self.text

    def nodes(self, tokens: list[Token], mails: bool, in_image: bool = False) -> tuple[Inline, ...]:
        """Return the inlines of tokens, with mail addresses linked if `mails`."""
        if not in_image and self._has_html:  # HTML in an image is part of its text
            tokens = self._with_html_links(tokens)
        result: list[Inline] = []
        run: list[Token] = []
        for token in tokens:
            kind = token["type"]
            if kind in ("text", "delimiters", "literal") or (in_image and kind == "html"):
                run.append(token)
                continue
            if run:
                result += self._texts(run, mails)
                run = []
            result.append(self._node(token, mails, in_image))
            # Within a link, addresses are text up to another link, as in GitHub's parser.
            mails = mails or kind in ("link", "image", "autolink")
        if run:
            result += self._texts(run, mails)
        return tuple(result)

    def _node(self, token: Token, mails: bool, in_image: bool) -> Inline:
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
            case "html_link":
                return self._html_link(token, span, mails)
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
        return Emphasis(span, inner, style, self.nodes(token["children"], mails, in_image))

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
        children = self.nodes(token["children"], mails=False, in_image=image)
        start, end = token["inner"]
        text_span = self.content.span(start, end)
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
        text = plain(children)
        return Link(
            span,
            LinkKind.IMAGE if image else kind,
            url,
            url_span,
            text,
            text_span,
            image,
            label,
            title,
            () if image else None if only_text(children, text_span, text) else children,
        )

    def _with_html_links(self, tokens: list[Token]) -> list[Token]:
        """Return tokens with one each for `<a href>…</a>` and `<img src>`.

        An `<a>` before the `</a>` of another leaves that one open.
        """
        result: list[Token] = []
        opener = 0
        for token in tokens:
            result.append(token)
            match token.get("tag"):
                case "a" | "img" as name:
                    tag = Tag(name, token["start"], token["end"])
                    target = attribute(self.text, tag, "src" if name == "img" else "href")
                    if target is not None:
                        token |= {
                            "type": "html_link",
                            "html": tag,
                            "target": target,
                            "children": [],
                        }
                    opener = len(result) if name == "a" else opener
                case "/a" if opener:
                    link = result[opener - 1]
                    if link["type"] == "html_link":
                        link |= {"children": result[opener:-1], "end": token["end"]}
                        link["inner"] = (link["html"].end, token["start"])
                        del result[opener:]
                    opener = 0
        return result

    def _html_link(self, token: Token, span: Span, mails: bool) -> Link:
        tag, target, after = token["html"], token["target"], token["html"].end
        title = attribute(self.text, tag, "title")
        alt = attribute(self.text, tag, "alt") if tag.name == "img" else None
        inner = (alt.start, alt.end) if alt else token.get("inner", (after, after))
        children = self.nodes(token["children"], mails)
        text, text_span = alt.value if alt else plain(children), self.content.span(*inner)
        return Link(
            span,
            LinkKind.HTML,
            target.value,
            self.content.span(target.start, target.end),
            text,
            text_span,
            tag.name == "img",
            None,
            title.value if title else None,
            None if only_text(children, text_span, text) else children,
        )


def _autolink(kind: LinkKind, span: Span, inner: Span, shown: str, url: str) -> Link:
    return Link(span, kind, url, inner, shown, inner, marked=None)
