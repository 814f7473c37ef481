"""Bare URLs and mail addresses as GitHub links them (GFM 0.29, "Autolinks (extension)").

The rules for what ends a URL follow the behaviour of GitHub's parser, cmark-gfm.
"""

from collections.abc import Iterator
from string import ascii_letters, digits
from typing import NamedTuple

from listlint.markdown.characters import is_punctuation, is_space

_SCHEMES = ("http://", "https://", "ftp://")
_TRAILING = "?!.,:*_~'\""
_SPACE = " \t\n\r"
_CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\f\r")
_HOST = frozenset(ascii_letters + digits + "-") | _CONTROL
_LETTERS = frozenset(ascii_letters)
_ALNUM = frozenset(ascii_letters + digits)
_LOCAL = _ALNUM | frozenset(".+-_")
_MAIL_SCHEMES = ("mailto:", "xmpp:")


class Found(NamedTuple):
    """A bare link: offsets of the text, and the URL that it links to."""

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


def url(text: str, at: int) -> Found | None:
    """Return the link around a `://` at `at`."""
    start = at
    while start > 0 and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    scheme = text[start : at + 3].lower()
    host = text[at + 3 : at + 4]
    if scheme not in _SCHEMES or not host or is_space(host) or is_punctuation(host):
        return None
    size = _domain(text, at + 3, short=True)
    if not size:
        return None
    end = _end(text, at, at + 3 + size)
    return Found(start, end, text[start:end]) if end > at else None


def _domain(text: str, at: int, short: bool) -> int:
    """Return the length of the domain at `at`, 0 for none.

    GitHub's parser goes byte by byte and stops within the first character beyond ASCII; what
    follows belongs to the URL all the same, up to whitespace.
    """
    size = len(text) - at
    dots = underscores_before = underscores = 0
    index = 1
    while index < size - 1 and text[at].isascii():
        char = text[at + index]
        if char == "\\" and index < size - 2:
            index += 1
            char = text[at + index]
        if char == "_":
            underscores += 1
        elif char == ".":
            underscores_before, underscores = underscores, 0
            dots += 1
        elif char not in _HOST:
            break
        index += 1
    if (underscores_before or underscores) and dots <= 10:
        return 0
    return index if short or dots else 0


def _end(text: str, start: int, at: int) -> int:
    """Return where a URL ends that goes on at least to `at`."""
    size = len(text)
    end = at
    while end < size and text[end] not in _SPACE and text[end] != "<":
        end += 1
    if (cut := text.find("<", start, end)) >= 0:
        end = cut
    opening, closing = text.count("(", start, end), text.count(")", start, end)
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
    """Yield the mail addresses of a text.

    The parts before and after an `@` are read once for each `@`; a scheme before one `@` and dots
    after it count for the next as well, where nothing else is between the two.
    """
    floor = 0
    at = text.find("@")
    while at >= 0:
        start, scheme = _mail_start(text, at, floor, "")
        if start == at:
            floor = at + 1
            at = text.find("@", floor)
            continue
        end, dots = _mail_end(text, at, scheme)
        while text[end : end + 1] == "@":
            floor, at = at + 1, end
            start, scheme = _mail_start(text, at, floor, scheme)
            if start == at:
                break
            end, more = _mail_end(text, at, scheme)
            dots += more
        if start == at:
            floor = at + 1
        else:
            last = text[end - 1]
            floor = end
            if end - at >= 2 and dots and (last in _LETTERS or last == "."):
                stop = end
                while stop > at and text[stop - 1] in _TRAILING:
                    stop -= 1
                prefix = "" if scheme else "mailto:"
                yield Found(start, stop, prefix + text[start:stop])
                floor = stop
        at = text.find("@", floor)


def _mail_start(text: str, at: int, floor: int, scheme: str) -> tuple[int, str]:
    """Return where the address before the `@` at `at` begins, and the scheme it is given."""
    start = at
    while start > floor:
        char = text[start - 1]
        if char == ":":
            found = next((s for s in _MAIL_SCHEMES if _ends_with(text, s, floor, start)), None)
            if found is None:
                break
            scheme = found
        elif char not in _LOCAL:
            break
        start -= 1
    return start, scheme


def _ends_with(text: str, scheme: str, floor: int, end: int) -> bool:
    """Return whether a scheme is before `end`, as a word of its own."""
    start = end - len(scheme)
    if start < floor or not text.startswith(scheme, start):
        return False
    return start == floor or text[start - 1] not in _ALNUM


def _mail_end(text: str, at: int, scheme: str) -> tuple[int, int]:
    """Return where the host after the `@` at `at` ends, and how many dots it has."""
    end, dots, size = at + 1, 0, len(text)
    while end < size:
        char = text[end]
        if char == "." and end + 1 < size and text[end + 1] in _ALNUM:
            dots += 1
        elif char not in _ALNUM and char not in "-_" and not (char == "/" and scheme == "xmpp:"):
            break
        end += 1
    return end, dots
