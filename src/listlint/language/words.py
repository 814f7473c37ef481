"""Normalize short texts, count characters, and recognize yes/no words and placeholders."""

import unicodedata
from functools import lru_cache
from string import ascii_letters

from listlint.diagnostics.regex import regex

_OTHER = regex(r"[\W_]+")
CJK = regex(r"[\u2e80-\u2fff\u3003-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
"""A character of Chinese, Japanese or Korean text; except commas and periods."""


def normalized_letters(text: str) -> str:
    """Return the letters and digits of a text in lower case: the same for all its spellings."""
    return _OTHER.sub("", text).casefold()


def _only(kept: str) -> bytes:
    """Return the table that makes all bytes but those of `kept` spaces."""
    return bytes(byte if chr(byte) in kept else 32 for byte in range(256))


_LETTERS = _only(ascii_letters)
_LETTERS_AND_HYPHENS = _only(f"{ascii_letters}-")


def latin_words(text: str) -> list[str]:
    """Return what `[A-Za-z]+` finds in a text, in a third of the time."""
    return text.encode("ascii", "replace").translate(_LETTERS).decode().split()


def small_words(text: str, *, hyphens: bool = False) -> list[str]:
    """Return the same in lower case, with hyphens in and around the words if these are wanted."""
    table = _LETTERS_AND_HYPHENS if hyphens else _LETTERS
    return text.encode("ascii", "replace").lower().translate(table).decode().split()


def ideographs(text: str) -> int:
    """Return the number of ideographs in a text: each is about a word."""
    if text.isascii() or max(text) < "\u2e80":  # so large a set takes 3 ms to compile
        return 0
    return len(CJK.findall(text))


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, for a message: `1 cell`, `2,508 cells`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


@lru_cache(maxsize=65_536)
def visible(text: str) -> str:
    """Return a text without format characters, its whitespace as single spaces."""
    if text.isascii():
        return " ".join(text.split())
    kept = (char for char in text if unicodedata.category(char) != "Cf" and char != "\ufe0f")
    return " ".join("".join(kept).split())


def describe_invisible(text: str) -> str:
    """Return the invisible characters of a text, for a message."""
    shown = visible(text)
    codes = dict.fromkeys(f"U+{ord(char):04X}" for char in text if char not in shown)
    return ", ".join(codes) or "two spaces"


# --- Answers and placeholders --------------------------------------------------------------

_YES = frozenset(("yes", "y", "true", "✓", "✔", "☑", "✅", "🗸", "是"))
_NO = frozenset(("no", "n", "false", "✗", "✘", "✖", "☒", "❌", "❎", "否"))
_NOT_APPLICABLE = frozenset(("-", "--", "---", "–", "—", "n/a", "na", "notapplicable"))
_UNKNOWN = frozenset(("/", "?", "??", "tba", "tbd", "todo", "unclear", "unknown"))
_MARKS = regex(r"[-–—?.…/\s*_]*")


def yes_or_no(text: str) -> bool | None:
    """Return the answer that a text is, as a word or symbol; None for other texts."""
    folded = visible(text).casefold()
    if folded in _YES:
        return True
    return False if folded in _NO else None


def is_not_applicable(text: str) -> bool:
    """Return whether a text means that a value does not apply: `-`, `n/a`."""
    return visible(text).casefold().replace(" ", "").rstrip(".") in _NOT_APPLICABLE


def is_placeholder(text: str) -> bool:
    """Return whether the text of a cell is a placeholder: `-`, `n/a`, `tbd`, `?`.

    `none` is not: it may be a value of the column.
    """
    return is_not_applicable(text) or visible(text).casefold() in _UNKNOWN


def is_empty(text: str) -> bool:
    """Return whether a description is empty: no text, only punctuation, a placeholder, `none`."""
    shown = visible(text)
    return bool(_MARKS.fullmatch(shown)) or shown.casefold() == "none" or is_placeholder(shown)
