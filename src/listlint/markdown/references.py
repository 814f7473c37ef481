"""Link reference definitions, and the parts of links that they share with inline ones.

CommonMark 0.31, "Links" and "Link reference definitions". All functions take a text and an index
and return the index after what they found, so that time stays linear.
"""

import re
from typing import NamedTuple

from listlint.diagnostics.regex import regex
from listlint.markdown.characters import PUNCTUATION

_ESCAPE = regex(r"\\([!-/:-@\[-`{-~])")
ENTITY = r"&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|[A-Za-z][A-Za-z0-9]{0,31});"
_ENTITY = regex(ENTITY)
_ESCAPE_OR_ENTITY = regex(rf"{_ESCAPE.pattern}|{ENTITY}")
_ANGLE = regex(r"<([^<>\\\n]*(?:\\.[^<>\\\n]*)*)>")
_PLAIN = regex(r"[^ \t\n()\\&]++(?=[ \t\n)])")  # a target with nothing special in it
_LABEL = regex(r"\[((?:\\.|[^\[\]\\]){0,1000})\]", re.DOTALL)
_SPACE = regex(r"[ \t]*(?:\n[ \t]*)?")
_SPACES = regex(r"[ \t\v\f\n]*+")
_REST = regex(r"[ \t]*(?:\n|$)")
_MAX_PARENS = 32  # as in cmark


class LinkTarget(NamedTuple):
    """A link's target: its offsets within the text, and the URL."""

    start: int
    end: int
    url: str
    after: int


class InlineTarget(NamedTuple):
    """What follows the text of an inline link: target, title and the index after both."""

    start: int
    end: int
    url: str
    title: str | None
    after: int


class Title(NamedTuple):
    """A link's title, and the index after it."""

    text: str
    after: int


class Reference(NamedTuple):
    """A definition: label, target, title and the index after its line."""

    label: str
    target: LinkTarget
    title: str | None
    after: int


def unescaped(text: str) -> str:
    """Return a text with its backslash escapes and entities decoded."""
    if "\\" not in text and "&" not in text:
        return text
    parts: list[str] = []
    at = 0
    for match in _ESCAPE_OR_ENTITY.finditer(text):
        parts += (text[at : match.start()], match[1] or entity(match[0]))
        at = match.end()
    return "".join([*parts, text[at:]])


def decoded(text: str) -> str:
    """Return a text with its entities decoded."""
    return _ENTITY.sub(lambda match: entity(match[0]), text) if "&" in text else text


def entity(source: str) -> str:
    """Return the character of an entity; one that HTML does not know stays as it is."""
    if source.startswith("&#"):
        digits = source[2:-1]
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    from html.entities import html5

    return html5.get(source[1:], source)


def fold(label: str) -> str:
    """Return the key by which labels match."""
    return " ".join(label.split()).casefold()


def parse_target(text: str, at: int, closed: bool = False) -> LinkTarget | None:
    """Parse a link destination; `closed` if a line end follows the text."""
    if text[at : at + 1] == "<":
        match = _ANGLE.match(text, at)
        if match is None:
            return None
        return LinkTarget(match.start(1), match.end(1), unescaped(match[1]), match.end())
    if plain := _PLAIN.match(text, at):
        return LinkTarget(at, plain.end(), plain[0], plain.end())
    depth = 0
    end, size = at, len(text)
    while end < size:
        char = text[end]
        if char == "\\" and end + 1 < size and text[end + 1] in PUNCTUATION:
            end += 2
            continue
        if char == "(":
            depth += 1
            if depth > _MAX_PARENS:
                return None
        elif char == ")":
            if depth == 0:
                break
            depth -= 1
        elif char in " \t\n":
            break
        end += 1
    if depth and end == size and not closed:
        return None  # before whitespace, GitHub's parser accepts an open parenthesis
    return LinkTarget(at, end, unescaped(text[at:end]), end)


_TITLES = {
    '"': regex(r'"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL),
    "'": regex(r"'([^'\\]*(?:\\.[^'\\]*)*)'", re.DOTALL),
    "(": regex(r"\(([^()\\]*(?:\\.[^()\\]*)*)\)", re.DOTALL),
}


def parse_inline_target(text: str, at: int) -> InlineTarget | None:
    """Parse the `(target "title")` of an inline link."""
    if text[at : at + 1] != "(":
        return None
    target = parse_target(text, _skip(text, at + 1))
    if target is None:
        return None
    after = _skip(text, target.after)
    title = parse_title(text, after) if after > target.after else None
    end = _skip(text, title.after) if title else after
    if text[end : end + 1] != ")":
        return None
    return InlineTarget(
        target.start, target.end, target.url, title.text if title else None, end + 1
    )


def _skip(text: str, at: int) -> int:
    """Return the index after whitespace."""
    match = _SPACES.match(text, at)
    return match.end() if match else at


def parse_title(text: str, at: int) -> Title | None:
    """Parse a link title."""
    pattern = _TITLES.get(text[at : at + 1])
    match = pattern.match(text, at) if pattern else None
    if match is None or re.search(r"\n[ \t]*\n", match[1]):
        return None
    return Title(unescaped(match[1]), match.end())


def skip_space(text: str, at: int) -> int:
    """Return the index after spaces, tabs and at most one line end."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def parse_label(text: str, at: int) -> tuple[str, int] | None:
    """Parse `[label]`; return what is between the brackets and the index after them."""
    match = _LABEL.match(text, at)
    return (match[1], match.end()) if match and len(match[1]) < 1000 else None


def parse_reference(text: str, at: int) -> Reference | None:
    """Parse a link reference definition that begins at `at`, the start of a line."""
    found = parse_label(text, at)
    if found is None or not found[0].strip() or text[found[1] : found[1] + 1] != ":":
        return None
    label, after = found
    start = skip_space(text, after + 1)
    target = parse_target(text, start, closed=True)
    if target is None or target.after == start:
        return None
    line_end = _REST.match(text, target.after)
    space = skip_space(text, target.after)
    title = parse_title(text, space) if space > target.after else None
    if title is not None and (end := _REST.match(text, title.after)):
        return Reference(label, target, title.text, end.end())
    if line_end is None:
        return None
    # What looked like a title and is none ends the definition, yet GitHub's parser shows it.
    return Reference(label, target, title.text if title else None, line_end.end())
