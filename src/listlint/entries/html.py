"""The content of HTML blocks as inlines, so that it is read as other text is."""

from collections.abc import Iterator
from dataclasses import replace

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.markdown import CodeSpan, HtmlBlock, HtmlInline, Inline, Link, Text, plain
from listlint.markdown.html import unescaped_entities

_ENTITY = regex(r"&#?\w{1,31};")


def html_inlines(text: str, block: HtmlBlock) -> tuple[Inline, ...]:
    """Return the text, the links and the tags of an HTML block."""
    links = {(link.span.start, link.is_image): link for link in block.links}
    inlines: list[Inline] = []
    linked: list[Inline] = []
    outer: Link | None = None
    at, end = block.span.start, block.span.start
    for tag in (*block.tags, HtmlInline(Span(block.span.end, block.span.end), "")):
        if outer is not None and tag.span.start >= end:
            inlines[-1] = replace(outer, marked=tuple(linked))
            outer, linked = None, []
        into = linked if at < end else inlines
        into += _texts(text, at, tag.span.start)
        at = max(at, tag.span.end)
        link = links.get((tag.span.start, tag.tag == "img"))
        if link is not None and tag.span.start >= end:
            inlines.append(link)
            outer, end = link, link.span.end
        elif tag.tag and tag.span.end < end:
            linked.append(link or tag)
        elif tag.tag and tag.span.end > end:
            inlines.append(tag)
    return tuple(_with_code(inlines))


def _texts(text: str, start: int, end: int) -> Iterator[Text]:
    """Yield a text in parts, so that offsets in source and text are equal in all but entities."""
    while start < end:
        match = _ENTITY.search(text, start, end)
        stop = match.start() if match else end
        if start < stop:
            yield Text(Span(start, stop), text[start:stop])
        if match is not None:
            yield Text(Span(*match.span()), unescaped_entities(match[0]))
            stop = match.end()
        start = stop


def _with_code(inlines: list[Inline]) -> Iterator[Inline]:
    """Yield inlines with `<code>` and what is in it as code."""
    opened: HtmlInline | None = None
    within: list[Inline] = []
    for inline in inlines:
        tag = inline.tag if isinstance(inline, HtmlInline) else ""
        if opened is None and isinstance(inline, HtmlInline) and tag == "code":
            opened, within = inline, []
        elif opened is not None and tag == "/code":
            yield CodeSpan(Span(opened.span.start, inline.span.end), plain(tuple(within)))
            opened = None
        elif opened is not None:
            within.append(inline)
        else:
            yield inline
    if opened is not None:
        yield opened
        yield from within


def is_line_end(inline: Inline) -> bool:
    """Return whether a tag begins or ends a line."""
    return isinstance(inline, HtmlInline) and inline.tag.removeprefix("/") in _BLOCKS


_BLOCKS = frozenset({
    "br", "p", "li", "ul", "ol", "div", "dl", "dt", "dd", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
    "center", "section", "article", "details", "summary", "blockquote",
})  # fmt: skip
