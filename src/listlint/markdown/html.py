"""Tags, comments and attributes of the HTML within a README."""

import re
from collections.abc import Iterator

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex

_NAME = r"[A-Za-z][A-Za-z0-9-]*"
_ATTRIBUTE = regex(r"([^\s/>=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_BLANK = r"[ \t\v\f\n]"
_VALUE = r"(?:[^ \t\v\f\n\"'=<>`]+|'[^']*'|\"[^\"]*\")"
# Possessive, since what one part takes no other can: no backtracking.
TAG = (
    rf"<{_NAME}(?:{_BLANK}++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:{_BLANK}*+={_BLANK}*+{_VALUE})?+)*+"
    rf"{_BLANK}*+/?>|</{_NAME}{_BLANK}*+>"
)
"""An open or closing tag (CommonMark 0.31, 6.6)."""
_INLINE = regex(TAG)
# As GitHub's parser scans them: what looks like an end may be part of a pair (`--->` ends nothing).
_COMMENT = regex(r"<!--(?:>|->|(?:[^\0-]++|-[^\0-]|--[^\0>])*+-->)")
_INSTRUCTION = regex(r"<\?(?:[^?>\0]++|\?[^>\0]|>)*+\?>")
_DECLARATION = regex(r"<![A-Z]++[ \t\v\f\n]++[^>\0]*+>")
_CDATA = regex(r"<!\[CDATA\[(?:[^\]\0]++|\][^\]\0]|\]\][^>\0])*+\]\]>")
_TAG_NAME = regex(rf"</?({_NAME})")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or comment, at offsets of the text it was found in; `name` as in `HtmlInline.tag`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: name in lower case, value with entities decoded, offsets of the value."""

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


_MEDIA = {
    "img": ("srcset",), "source": ("src", "srcset"), "video": ("src", "poster"),
    "audio": ("src",), "track": ("src",),
}  # fmt: skip
"""Attributes with URLs, besides `href` and the `src` of images, by tag."""
_WHOLE = regex(r"(.+)", re.DOTALL)
_CANDIDATE = regex(r"(\S++)(?:(?<!,)[^,]*+)?[\s,]*+")


def media_urls(text: str, tag: Tag) -> Iterator[Attribute]:
    """Yield the URLs of pictures, videos and sounds of a tag of `text`, each at its place."""
    names = _MEDIA.get(tag.name, ())
    for found in attributes(text, tag) if names else ():
        if found.name in names:
            pattern = _CANDIDATE if found.name == "srcset" else _WHOLE
            for match in pattern.finditer(text, found.start, found.end):
                url = match[1].strip(",")
                start = match.start(1) + match[1].find(url)
                yield Attribute(found.name, unescaped_entities(url), start, start + len(url))


def unescaped_entities(value: str) -> str:
    """Return an attribute's value with entities decoded."""
    if "&" not in value:
        return value
    from html import unescape

    return unescape(value)


class InlineHtml:
    """Finds the HTML at a `<` of one text; searches for the end of each construct once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: set[re.Pattern[str]] = set()

    def match(self, at: int) -> Tag | None:
        """Return the tag, comment, declaration, instruction or CDATA at `at` (CommonMark 6.6)."""
        text = self._text
        after = text[at + 1 : at + 2]
        if after == "!":
            if _COMMENT in self._unclosed:
                return None
            if text.startswith("--", at + 2):
                return self._long(_COMMENT, at, "!--")
            if text.startswith("[CDATA[", at + 2):
                return self._long(_CDATA, at)
            return self._long(_DECLARATION, at)
        if after == "?":
            return self._long(_INSTRUCTION, at)
        found = _INLINE.match(text, at)
        name = _TAG_NAME.match(text, at) if found else None
        if found is None or name is None:
            return None
        return Tag(("/" if after == "/" else "") + name[1].lower(), at, found.end())

    def _long(self, pattern: re.Pattern[str], at: int, name: str = "") -> Tag | None:
        if pattern in self._unclosed:
            return None
        found = pattern.match(self._text, at)
        if found is None:
            if pattern is not _DECLARATION or _DECLARED.match(self._text, at):
                self._unclosed.add(pattern)
            return None
        return Tag(name, at, found.end())


_DECLARED = regex(r"<![A-Z]++[ \t\v\f\n]")


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
            bogus = _BOGUS.match(text, at)
            at = bogus.end() if bogus else at + 1
            continue
        yield tag
        at = tag.end


# What a browser takes for a comment: HTML Standard, "bogus comment state".
_BOGUS = regex(r"<(?:[!?]|/[^A-Za-z>])[^>]*>?")
_OPEN = regex(r"<(/?)([A-Za-z][^\s/>]*+)(?=[\s/>])")
_PART = regex(r"[^>\"']+|\"[^\"]*\"|'[^']*'")


def _tag(text: str, at: int) -> Tag | None:
    match = _OPEN.match(text, at)
    if match is None:
        return None
    end = match.end()
    while end < len(text) and text[end] != ">":
        part = _PART.match(text, end)
        if part is None:
            return None
        end = part.end()
    if end >= len(text):
        return None
    return Tag(match[1] + match[2].lower(), at, end + 1)
