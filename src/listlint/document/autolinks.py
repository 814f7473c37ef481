"""Bare URLs and mail addresses as GitHub links them (GFM 0.29, "Autolinks (extension)").

The rules for what ends a URL follow the behaviour of GitHub's parser, cmark-gfm.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_SCHEMES = ("http://", "https://", "ftp://")
_TRAILING = "?!.,:*_~'\""
_SPACE = " \t\n\v\f\r"
_LOCAL = re.compile(r"[A-Za-z0-9.+\-_]")


class Found(NamedTuple):
    """A bare link: offsets of the text, and the URL that it leads to."""

    start: int
    end: int
    url: str


def www(text: str, at: int) -> Found | None:
    """Return the link of a `www.` at `at`."""
    if at > 0 and text[at - 1] not in "*_~(" and text[at - 1] not in _SPACE:
        return None
    size = _domain(text, at, short=False)
    if not size:
        return None
    end = _end(text, at, at + size)
    return Found(at, end, "http://" + text[at:end]) if end > at else None


def url(text: str, at: int, floor: int) -> Found | None:
    """Return the link around a `://` at `at`; it does not begin before `floor`."""
    start = at
    while start > floor and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    scheme = text[start : at + 3].lower()
    follows = text[at + 3 : at + 4]
    if scheme not in _SCHEMES or not (follows.isascii() and follows.isalnum()):
        return None
    size = _domain(text, at + 3, short=True)
    if not size:
        return None
    end = _end(text, at, at + 3 + size)
    return Found(start, end, text[start:end]) if end > at else None


def _domain(text: str, at: int, short: bool) -> int:
    """Return the length of the domain at `at`, 0 for none."""
    size = len(text) - at
    dots = underscores_before = underscores = 0
    index = 1
    while index < size - 1:
        char = text[at + index]
        if char == "\\" and index < size - 2:
            index += 1
            char = text[at + index]
        if char == "_":
            underscores += 1
        elif char == ".":
            underscores_before, underscores = underscores, 0
            dots += 1
        elif char != "-" and not _is_host_char(char):
            break
        index += 1
    if (underscores_before or underscores) and dots <= 10:
        return 0
    return index if short or dots else 0


def _is_host_char(char: str) -> bool:
    if char.isascii():
        return char.isalnum()
    category = unicodedata.category(char)
    return category[0] not in "PZ" and not char.isspace()


def _end(text: str, start: int, at: int) -> int:
    """Return where a URL ends that goes on at least to `at`."""
    size = len(text)
    end = at
    while end < size and text[end] not in _SPACE and text[end] != "<":
        end += 1
    piece = text[start:end]
    if "<" in piece:
        end = start + piece.index("<")
        piece = text[start:end]
    opening, closing = piece.count("("), piece.count(")")
    while end > start:
        char = text[end - 1]
        if char == ")":
            if closing <= opening:
                return end
            closing -= 1
            end -= 1
        elif char in _TRAILING:
            end -= 1
        elif char == ";":
            left = end - 2
            while left > start and text[left].isascii() and text[left].isalpha():
                left -= 1
            end = left if left < end - 2 and text[left] == "&" else end - 1
        else:
            return end
    return start


def mails(text: str) -> Iterator[Found]:
    """Yield the mail addresses of a text."""
    floor = 0
    at = text.find("@")
    while at >= 0:
        found = _mail(text, at, floor)
        if found is not None:
            yield found
            floor = found.end
            at = text.find("@", found.end)
        else:
            at = text.find("@", at + 1)


def _mail(text: str, at: int, floor: int) -> Found | None:
    start, prefix = at, "mailto:"
    while start > floor:
        char = text[start - 1]
        if _LOCAL.match(char):
            start -= 1
            continue
        if char == ":":
            for scheme in ("mailto:", "xmpp:"):
                begin = start - len(scheme)
                before = text[begin - 1 : begin] if begin > 0 else ""
                if begin >= floor and text[begin:start] == scheme and not before.isalnum():
                    start, prefix = begin, ""
        break
    if start == at:
        return None
    end, dots = at + 1, 0
    size = len(text)
    while end < size:
        char = text[end]
        if char.isascii() and char.isalnum():
            pass
        elif char == "@":
            return None
        elif char == "." and end < size - 1 and text[end + 1].isascii() and text[end + 1].isalnum():
            dots += 1
        elif char == "/" and prefix == "" and text[start : start + 5] == "xmpp:":
            pass
        elif char not in "-_":
            break
        end += 1
    last = text[end - 1]
    if end - at < 2 or not dots or not (last.isalpha() or last == "."):
        return None
    end = _trim_mail(text, start, end)
    return Found(start, end, prefix + text[start:end]) if end > at else None


def _trim_mail(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end
