"""Classes of characters, as GitHub's parser has them."""

import unicodedata
from string import punctuation

PUNCTUATION = frozenset(punctuation)
"""What a backslash escapes."""


def is_space(char: str) -> bool:
    """Return whether a character is whitespace."""
    return char in "\n\t\f\r " or unicodedata.category(char) == "Zs"


def is_punctuation(char: str) -> bool:
    """Return whether a character is punctuation."""
    return char in PUNCTUATION if char.isascii() else unicodedata.category(char)[0] == "P"
