"""The inlines of a line with nothing but plain links, code, tags and emphasis, as most lines are.

mistune takes several times as long for them, with the same result.
"""

import re

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.markdown.delimiters import delimiter_run
from listlint.markdown.nodes import (
    CodeSpan,
    Emphasis,
    EmphasisStyle,
    HtmlInline,
    Inline,
    Link,
    LinkKind,
    Text,
)

_ENTITY = "&[#A-Za-z0-9]{1,33};"
_MARKUP = regex(rf"[\n`\[\]\\<~$]|\*+|_+|!\[|://|www\.|&(?={_ENTITY[1:]})|@(?<=[A-Za-z0-9.+_:-]@)")
"""Where markup may begin."""

_LABEL = (
    r"[^\[\]\\`<&*_~$\n]*+"
    rf"(?:(?:(?!{_ENTITY})&|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))[^\[\]\\`<&*_~$\n]*+)*+"
)
_URL = rf"(?:[^\s()\\&<\x00-\x20\x7f]++|(?!{_ENTITY})&)++"
PLAIN_LINK = rf"{_LABEL}\]\({_URL}\)"
"""What follows the bracket of a link without markup, escapes or title, as most are."""
_LINK = regex(rf"(?:(!)\[(?!\^)|\[)(?!\])({_LABEL})\]\(({_URL})\)")
_BADGE_END = regex(rf"\]\(({_URL})\)")
# No backslashes, which escape pipes in tables.
_CODE = regex(r"`([^\\`\n]++)`(?!`)")
_TAG = regex(
    r"<(?!/?(?:[Aa]|[Ii][Mm][Gg])[ />])"
    r"(?:([A-Za-z][A-Za-z0-9]*+) *+/?|(/[A-Za-z][A-Za-z0-9]*+) *+)>"
)
"""A tag without attributes, which makes no link."""


def next_markup(text: str, at: int) -> int:
    """Return the index of the first possible markup from `at` on, or the end of the text."""
    mark = _MARKUP.search(text, at)
    return mark.start() if mark else len(text)


def simple_inlines(text: str, offset: int) -> tuple[Inline, ...] | None:
    """Return the inlines of a text at an offset of the source, or None if it has other markup."""
    inlines: list[Inline] = []
    opener: re.Match[str] | None = None  # of emphasis
    outside = 0  # how many of the inlines are before it
    at = after = 0  # what is taken; where to look for markup
    while mark := _MARKUP.search(text, after):
        start, after = mark.span()
        found: Inline | None = None
        if mark[0][0] in "*_":
            run = delimiter_run(text, start, after)
            if run["type"] == "text":
                continue
            if opener is None and (run["can_close"] or len(mark[0]) > 2):
                return None
            if opener and (run["can_open"] or mark[0] != opener[0]):
                return None
        else:
            found = _inline(text, start, offset)
            if found is None:
                return None
            after = found.span.end - offset
        if start > at:
            inlines.append(Text(Span(offset + at, offset + start), text[at:start]))
        at = after
        if found:
            inlines.append(found)
        elif opener is None:
            opener, outside = mark, len(inlines)
        else:
            inlines[outside:] = [_emphasis(opener, mark, offset, tuple(inlines[outside:]))]
            opener = None
    if opener:
        return None
    if at < len(text):
        inlines.append(Text(Span(offset + at, offset + len(text)), text[at:]))
    return tuple(inlines)


def _emphasis(
    opener: re.Match[str], closer: re.Match[str], offset: int, children: tuple[Inline, ...]
) -> Emphasis:
    span = Span(offset + opener.start(), offset + closer.end())
    inner = Span(offset + opener.end(), offset + closer.start())
    style = EmphasisStyle.STRONG if len(opener[0]) == 2 else EmphasisStyle.EMPHASIS
    return Emphasis(span, inner, style, children)


def _inline(text: str, at: int, offset: int) -> Inline | None:
    """Return the inline that begins at `at`, if it is a simple one."""
    char = text[at]
    if char in "[!":
        if text.startswith("[![", at):
            return _badge(text, at, offset)
        return _link(_LINK.match(text, at), offset)
    if char == "`" and (code := _CODE.match(text, at)):
        return CodeSpan(Span(offset + at, offset + code.end()), _code_text(code[1]))
    if char == "<" and (tag := _TAG.match(text, at)):
        return HtmlInline(Span(offset + at, offset + tag.end()), (tag[1] or tag[2]).lower())
    return None


def _link(found: re.Match[str] | None, offset: int) -> Link | None:
    if found is None:
        return None
    bang, shown, url = found.groups()
    span = Span(offset + found.start(), offset + found.end())
    if bang:
        return Link(span, LinkKind.IMAGE, url, shown, None, True)
    return Link(span, LinkKind.INLINE, url, shown, None, marked=None)


def _badge(text: str, at: int, offset: int) -> Link | None:
    """Return the link of an image that begins at `at`."""
    image = _link(_LINK.match(text, at + 1), offset)
    end = _BADGE_END.match(text, image.span.end - offset) if image else None
    if image is None or end is None:
        return None
    span = Span(offset + at, offset + end.end())
    places = (Span(offset + end.start(1), offset + end.end(1)), image.span)
    return Link(span, LinkKind.INLINE, end[1], image.text, places, marked=(image,))


def _code_text(code: str) -> str:
    """Return what the reader sees of code: without one space at both ends, if it has more."""
    padded = code[0] == code[-1] == " " and code.strip(" ")
    return code[1:-1] if padded else code
