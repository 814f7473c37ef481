"""The anchors that GitHub gives to headings."""

import re
import unicodedata

from listlint.diagnostics.regex import regex

_REMOVED = regex(r"[^\w\- ]", re.ASCII)
_ALPHABETIC_SIGNS = regex(
    "[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
"""The signs (category So) that Unicode calls alphabetic: letters in circles and squares."""


def slug(text: str) -> str:
    """Return the anchor of a heading's text, before repeated ones are numbered.

    Letters in lower case; all but alphabetic characters, marks, digits, connecting punctuation,
    hyphens and spaces removed; spaces to hyphens (html-pipeline's table of contents filter).
    """
    text = text.lower()
    if text.isascii():
        return _REMOVED.sub("", text).replace(" ", "-")
    return "".join(char for char in text if _kept(char)).replace(" ", "-")


def _kept(char: str) -> bool:
    if char in "- _" or char.isalpha():
        return True
    category = unicodedata.category(char)
    return (
        category[0] == "M"
        or category in ("Nd", "Nl", "Pc")
        or _ALPHABETIC_SIGNS.match(char) is not None
    )


class Anchors:
    """Numbers the anchors of one page: the second `tools` is `tools-1`."""

    def __init__(self) -> None:
        self._repeats: dict[str, int] = {}

    def add(self, text: str) -> str:
        """Return the anchor of the next heading, which no heading before it has."""
        base = anchor = slug(text)
        while anchor in self._repeats:
            self._repeats[base] += 1
            anchor = f"{base}-{self._repeats[base]}"
        self._repeats[anchor] = 0
        return anchor
