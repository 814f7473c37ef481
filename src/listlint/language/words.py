"""What the spellings of one text have in common, and how much of it is written in ideographs."""

import re
import unicodedata

_OTHER = re.compile(r"[\W_]+")


def normalized_letters(text: str) -> str:
    """Return the letters and digits of a text, without letter case: what its spellings share."""
    return _OTHER.sub("", text).casefold()


def ideographs(text: str) -> int:
    """Count the characters of a text that are as wide as two, marks apart: each says a word."""
    return sum(unicodedata.east_asian_width(char) == "W" for char in text)
