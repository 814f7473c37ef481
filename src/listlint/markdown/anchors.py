"""The anchors that GitHub gives to headings."""

import re
import unicodedata

_PLAIN = re.compile(r"[^\w\- ]", re.ASCII)


def slug(text: str) -> str:
    """Return the anchor of a heading's text, before repeated ones are numbered.

    Letters in lower case; all but letters, marks, digits, connecting punctuation, hyphens and
    spaces removed; spaces to hyphens (html-pipeline's table of contents filter).
    """
    text = text.lower()
    if text.isascii():
        return _PLAIN.sub("", text).replace(" ", "-")
    return "".join(char for char in text if _kept(char)).replace(" ", "-")


def _kept(char: str) -> bool:
    if char in "- _" or char.isalpha():
        return True
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("Nd", "Pc")


class Anchors:
    """Numbers the anchors of one page: the second `tools` is `tools-1`."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def add(self, text: str) -> str:
        """Return the anchor of the next heading."""
        base = slug(text)
        count = self._seen.get(base, 0)
        self._seen[base] = count + 1
        return f"{base}-{count}" if count else base
