"""GFM table rows, as GitHub's parser cuts them (GFM 0.29, "Tables (extension)")."""

from collections.abc import Iterator
from typing import NamedTuple

from listlint.diagnostics.regex import regex

# A cell ends at a pipe with no backslash before it. Two do not escape one another: GitHub's
# scanner takes the longest cell, so `\\|` is a backslash and an escaped pipe.
_CELL = regex(r"(?=[^|\n])[^|\\\n]*+(?:\\\|?+[^|\\\n]*+)*+")
_PIPE = regex(r"\|[ \t\v\f]*")
_DELIMITER = regex(r"\|?[ \t\v\f]*:?-+:?[ \t\v\f]*(?:\|[ \t\v\f]*:?-+:?[ \t\v\f]*)*\|?[ \t\v\f]*")


class RawCell(NamedTuple):
    """Offsets within a line: the cell's content without spaces around it, and its outer bounds."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def is_delimiter(line: str) -> bool:
    """Return whether a line without its indentation is a delimiter row."""
    return "-" in line and _DELIMITER.fullmatch(line) is not None


def cells(line: str, start: int = 0) -> list[RawCell]:
    """Return the cells of a row that begins at `start` of `line`, without a space before it."""
    if "\\" in line or "\v" in line or "\f" in line:
        return list(_unusual_cells(line, start))
    found = []
    parts = line[start:].split("|")
    if not parts[-1].strip(" \t"):
        del parts[-1]
    at = start
    for number, part in enumerate(parts):
        end = at + len(part)
        content = part.lstrip(" \t")
        left = end - len(content)
        if number or part:
            found.append(RawCell(left, left + len(content.rstrip(" \t")), at, end))
        at = end + 1
    return found


def _unusual_cells(line: str, start: int) -> Iterator[RawCell]:
    """Yield the cells of a row that may have escaped pipes or rare whitespace."""
    at = start
    if pipe := _PIPE.match(line, at):
        at = pipe.end()
        outer = pipe.start() + 1
    else:
        outer = at
    end = len(line)
    while at < end:
        cell = _CELL.match(line, at)
        stop = cell.end() if cell else at
        pipe = _PIPE.match(line, stop)
        if cell is None and pipe is None:
            return
        content = line[at:stop]
        left = at + len(content) - len(content.lstrip(" \t"))
        right = at + len(content.rstrip(" \t"))
        if left > right:  # an empty cell: the place between the pipes
            left = right = min(outer + 1, stop)
        yield RawCell(left, max(left, right), outer, stop)
        if pipe is None:
            return
        outer = pipe.start() + 1
        at = pipe.end()


def count(line: str, start: int = 0) -> int:
    """Count the cells of a row."""
    return len(cells(line, start))


def is_row(line: str, start: int = 0) -> bool:
    """Return whether a row has any cell."""
    pipe = _PIPE.match(line, start)
    return (pipe.end() if pipe else start) < len(line)
