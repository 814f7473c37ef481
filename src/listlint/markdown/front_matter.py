"""YAML front matter, which GitHub shows as a table above the text."""

import re

from listlint.diagnostics.regex import regex
from listlint.markdown.source import FILLER

_OPEN = regex(rf"---[ \t]*{FILLER}?\n")
_CLOSE = regex(rf"^---[ \t]*{FILLER}?$", re.MULTILINE)
_KEY = regex(r"[\w\"'][\w\"' ./-]*:(?:[ \t]+(?P<value>.*))?")


def front_matter_end(text: str) -> int:
    """Return where the front matter of a normalized text ends, 0 without any.

    It must be a mapping: a text can begin with a thematic break as well.
    """
    opening = _OPEN.match(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return 0
    lines = text[opening.end() : closing.start()].replace(FILLER, "").split("\n")
    return closing.end() if _is_mapping(lines) else 0


def _is_mapping(lines: list[str]) -> bool:
    """Return whether lines look like a YAML mapping: keys, with values, lists and blocks."""
    keys, may_list = 0, False
    for line in lines:
        if line[:1] in ("", "#"):
            continue
        if key := _KEY.fullmatch(line):
            keys, may_list = keys + 1, not key["value"]
        elif not (keys and line[0] in " \t") and not (may_list and line[0] == "-"):
            return False
    return keys > 0
