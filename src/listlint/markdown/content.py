"""The text of one leaf, gathered from its lines, with the way back to the source."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from listlint.diagnostics.spans import Span


class LeafText:
    """A leaf's text: its lines joined by line ends, each line at its offset in the source."""

    __slots__ = ("_first", "_offsets", "_starts", "text")

    def __init__(self, lines: Sequence[tuple[int, str]], separator: str = "\n") -> None:
        self._first = lines[0][0] if len(lines) == 1 else None
        if self._first is not None:
            self.text = lines[0][1]
            return
        self.text = separator.join(text for _, text in lines)
        self._offsets = [offset for offset, _ in lines]
        ends = accumulate(len(text) + len(separator) for _, text in lines)
        self._starts = [0, *ends][: len(lines)]

    def offset(self, index: int) -> int:
        """Return the source offset of the character at `index`."""
        if self._first is not None:
            return self._first + index
        line = bisect_right(self._starts, index) - 1
        return self._offsets[line] + index - self._starts[line]

    def span(self, start: int, end: int) -> Span:
        """Return the source span of `[start, end)`."""
        if self._first is not None:
            return Span(self._first + start, self._first + end)
        left = self.offset(start)
        return Span(left, self.offset(end - 1) + 1 if end > start else left)


def cell_content(line: str, offset: int, start: int, end: int) -> LeafText:
    """Return the content of a table cell, its escaped pipes made plain."""
    source = line[start:end]
    if "\\|" not in source:
        return LeafText([(offset + start, source)])
    return LeafText(list(_plain_pipes(offset + start, source)), "")


def lines_content(lines: Sequence[tuple[int, str]]) -> LeafText:
    """Return the content of lines above a table, whose escaped pipes GitHub makes plain, too."""
    last = len(lines) - 1
    ended = [(at, text + "\n" * (n < last)) for n, (at, text) in enumerate(lines)]
    return LeafText([part for line in ended for part in _plain_pipes(*line)], "")


def _plain_pipes(offset: int, source: str) -> Iterator[tuple[int, str]]:
    at = 0
    while (found := source.find("\\|", at)) >= 0:
        yield offset + at, source[at:found]
        at = found + 1
    yield offset + at, source[at:]
