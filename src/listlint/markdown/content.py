"""The text of one leaf, gathered from its lines, with the way back to the source."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from listlint.diagnostics.spans import Span


class LeafText:
    """A leaf's text: its lines joined by line ends, each piece at its offset in the source."""

    __slots__ = ("_offsets", "_starts", "text")

    def __init__(self, pieces: Sequence[tuple[int, str]], joint: str = "\n") -> None:
        self.text = joint.join(text for _, text in pieces)
        self._offsets = [offset for offset, _ in pieces]
        self._starts = [0]
        for _, text in pieces[:-1]:
            self._starts.append(self._starts[-1] + len(text) + len(joint))

    def offset(self, index: int) -> int:
        """Return where the character at `index` stands in the source."""
        if len(self._starts) == 1:
            return self._offsets[0] + index
        piece = bisect_right(self._starts, index) - 1
        return self._offsets[piece] + index - self._starts[piece]

    def span(self, start: int, end: int) -> Span:
        """Return where `[start, end)` stands in the source."""
        left = self.offset(start)
        return Span(left, self.offset(end - 1) + 1 if end > start else left)

    def index(self, offset: int) -> int:
        """Return the index of the character that stands at `offset` of the source."""
        piece = bisect_right(self._offsets, offset) - 1
        return self._starts[piece] + offset - self._offsets[piece]


def cell_content(line: str, offset: int, start: int, end: int) -> LeafText:
    """Return the content of a table cell, its escaped pipes made plain."""
    source = line[start:end]
    if "\\|" not in source:
        return LeafText([(offset + start, source)])
    return LeafText(list(_plain_pipes(offset + start, source)), "")


def lines_content(pieces: Sequence[tuple[int, str]]) -> LeafText:
    """Return the content of lines above a table: GitHub's parser makes their pipes plain, too."""
    last = len(pieces) - 1
    lines = [(at, text + "\n" * (n < last)) for n, (at, text) in enumerate(pieces)]
    return LeafText([piece for line in lines for piece in _plain_pipes(*line)], "")


def _plain_pipes(offset: int, source: str) -> Iterator[tuple[int, str]]:
    at = 0
    while (found := source.find("\\|", at)) >= 0:
        yield offset + at, source[at:found]
        at = found + 1
    yield offset + at, source[at:]
