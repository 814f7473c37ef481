"""Tags, comments and attributes of the HTML within a README."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=\x00]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)
_INLINE = re.compile(
    rf"<{_NAME}(?:\s+[A-Za-z_:][A-Za-z0-9_.:-]*(?:\s*=\s*(?:[^\s\"'=<>`]+|'[^']*'|\"[^\"]*\"))?)*"
    rf"\s*/?>|</{_NAME}\s*>"
)
_TAG_NAME = re.compile(rf"</?({_NAME})")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or comment, at offsets of the text it was found in; `name` as in `HtmlInline.tag`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: name in lower case, value with entities undone, where the value stands."""

    name: str
    value: str
    start: int
    end: int


def attributes(text: str, tag: Tag) -> Iterator[Attribute]:
    """Yield the attributes of a tag of `text`, the first of each name."""
    begin = tag.start + 1 + len(tag.name)
    seen: set[str] = set()
    for match in _ATTRIBUTE.finditer(text, begin, tag.end - 1):
        name = match[1].lower()
        if name in seen:
            continue
        seen.add(name)
        group = next((g for g in (2, 3, 4) if match[g] is not None), None)
        if group is None:
            yield Attribute(name, "", match.end(), match.end())
        else:
            yield Attribute(name, unescaped_entities(match[group]), *match.span(group))


def attribute(text: str, tag: Tag, name: str) -> Attribute | None:
    """Return one attribute of a tag."""
    return next((a for a in attributes(text, tag) if a.name == name), None)


def unescaped_entities(value: str) -> str:
    """Return an attribute's value with entities undone."""
    if "&" not in value:
        return value
    from html import unescape

    return unescape(value)


class InlineHtml:
    """Finds the HTML that begins at a `<` of one text, each unclosed construct sought once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def match(self, at: int) -> Tag | None:
        """Return the tag, comment, declaration, instruction or CDATA at `at` (CommonMark 6.6)."""
        text = self._text
        after = text[at + 1 : at + 2]
        if after.isalpha() or after == "/":
            found = _INLINE.match(text, at)
            if found is None:
                return None
            name = _TAG_NAME.match(text, at)
            closing = "/" if after == "/" else ""
            return Tag(closing + name[1].lower() if name else "", at, found.end())
        if text.startswith("<!--", at):
            if text.startswith(("<!-->", "<!--->"), at):
                return Tag("!--", at, text.index(">", at) + 1)
            return self._until(at, 4, "-->", "!--")
        if after == "?":
            return self._until(at, 2, "?>", "")
        if text.startswith("<![CDATA[", at):
            return self._until(at, 9, "]]>", "")
        if after == "!" and text[at + 2 : at + 3].isalpha():
            return self._until(at, 2, ">", "")
        return None

    def _until(self, at: int, skip: int, end: str, name: str) -> Tag | None:
        if end in self._missing:
            return None
        found = self._text.find(end, at + skip)
        if found < 0:
            self._missing.add(end)
            return None
        return Tag(name, at, found + len(end))


def tags(text: str) -> Iterator[Tag]:
    """Yield the tags and comments of an HTML block, as a browser would find them."""
    at = 0
    no_comment_end = False
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            end = -1 if no_comment_end else text.find("-->", at + 2)
            if end < 0:
                no_comment_end = True
                yield Tag("!--", at, len(text))
                return
            yield Tag("!--", at, end + 3)
            at = end + 3
            continue
        tag = _tag(text, at)
        if tag is None:
            at += 1
            continue
        yield tag
        at = tag.end


_OPEN = re.compile(rf"<(/?)({_NAME})(?=[\s/>])")
_PIECE = re.compile(r"[^>\"']+|\"[^\"]*\"|'[^']*'")


def _tag(text: str, at: int) -> Tag | None:
    match = _OPEN.match(text, at)
    if match is None:
        return None
    end = match.end()
    while end < len(text) and text[end] != ">":
        piece = _PIECE.match(text, end)
        if piece is None:
            return None
        end = piece.end()
    if end >= len(text):
        return None
    return Tag(match[1] + match[2].lower(), at, end + 1)
