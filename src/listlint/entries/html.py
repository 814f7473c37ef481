"""The content of HTML blocks as inlines, so that it is read as other text is."""

from dataclasses import replace

from listlint.diagnostics.spans import Span
from listlint.markdown import HtmlBlock, HtmlInline, Inline, Link, Text
from listlint.markdown.html import unescaped_entities


def html_inlines(text: str, block: HtmlBlock) -> tuple[Inline, ...]:
    """Return the text, the links and the tags of an HTML block."""
    links = {(link.span.start, link.is_image): link for link in block.links}
    inlines: list[Inline] = []
    linked: list[Inline] = []
    outer: Link | None = None
    at, end = block.span.start, block.span.start
    for tag in (*block.tags, HtmlInline(Span(block.span.end, block.span.end), "")):
        if outer is not None and tag.span.start >= end:
            inlines[-1] = replace(outer, children=tuple(linked))
            outer, linked = None, []
        into = linked if at < end else inlines
        if at < tag.span.start:
            span = Span(at, tag.span.start)
            into.append(Text(span, unescaped_entities(span.of(text))))
        at = max(at, tag.span.end)
        link = links.get((tag.span.start, tag.tag == "img"))
        if link is not None and tag.span.start >= end:
            inlines.append(link)
            outer, end = link, link.span.end
        elif tag.tag and tag.span.end < end:
            linked.append(link or tag)
        elif tag.tag and tag.span.end > end:
            inlines.append(tag)
    return tuple(inlines)


def is_line_end(inline: Inline) -> bool:
    """Return whether a tag begins or ends a line."""
    return isinstance(inline, HtmlInline) and inline.tag.removeprefix("/") in _BLOCKS


_BLOCKS = frozenset({
    "br", "p", "li", "ul", "ol", "div", "dl", "dt", "dd", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    "center", "section", "article", "details", "summary", "blockquote",
})  # fmt: skip
