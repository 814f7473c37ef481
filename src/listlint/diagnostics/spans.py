"""Spans and positions in a text.

Offsets are Unicode code points from 0; lines and columns are counted from 1.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """A range of offsets in code points, `end` exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the part of `text` at this span."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Return whether `other` is within this span."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, by: int) -> "Span":
        """Return this span moved by `by` code points."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share a code point, or touch if one is empty."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


class Position(NamedTuple):
    """A line and a column, both from 1; columns in code points."""

    line: int
    column: int


class LineIndex:
    """Maps offsets of one text to positions and lines to spans.

    Lines end at "\\n", "\\r\\n" or "\\r", as in CommonMark.
    """

    def __init__(self, text: str) -> None:
        pieces = text.replace("\r\n", "\0\n").replace("\r", "\n").split("\n")
        starts = accumulate((len(piece) + 1 for piece in pieces), initial=0)
        self._starts = list(starts)[:-1]
        self._length = len(text)

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Return line and column of `offset` (0 to the length of the text)."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """Return the offset of `position`, the inverse of `position()`."""
        return self._starts[position.line - 1] + position.column - 1

    def line(self, number: int) -> Span:
        """Return the span of line `number` (from 1), its line ending included."""
        end = self._starts[number] if number < len(self._starts) else self._length
        return Span(self._starts[number - 1], end)

    def numbers(self, span: Span) -> range:
        """Return the numbers of the lines of `span`; an empty span has one."""
        last = self.position(max(span.start, span.end - 1)).line
        return range(self.position(span.start).line, last + 1)

    def whole(self, span: Span) -> Span:
        """Return the span of all lines of `span`, with the last line ending."""
        numbers = self.numbers(span)
        return Span(self.line(numbers[0]).start, self.line(numbers[-1]).end)


class Spans:
    """A set of spans, nested or not, with lookups in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._points: list[int] = []  # offsets of empty spans
        for span in sorted(spans):
            if span.start == span.end:
                self._points.append(span.start)
            elif self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def __contains__(self, offset: int) -> bool:
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]

    def meet(self, span: Span) -> bool:
        """Return whether `span` overlaps one of them, in the sense of `Span.overlaps`."""
        point = bisect_left(self._points, span.start)
        if point < len(self._points) and self._points[point] <= span.end:
            return True
        if span.start == span.end:  # touching is enough
            index = bisect_right(self._starts, span.start) - 1
            return index >= 0 and span.start <= self._ends[index]
        index = bisect_left(self._starts, span.end) - 1
        return index >= 0 and span.start < self._ends[index]
