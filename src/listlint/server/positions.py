"""Offsets in a text, and the positions of the protocol: lines and code units from 0."""

from bisect import bisect_right
from itertools import accumulate

from lsprotocol import types

from listlint.diagnostics.spans import LineIndex, Span

_CHUNK = 512
"""Characters between two known numbers of code units, so that long lines take no time."""
_ENCODINGS = {
    types.PositionEncodingKind.Utf8: ("utf-8", 1),
    types.PositionEncodingKind.Utf16: ("utf-16-le", 2),
    types.PositionEncodingKind.Utf32: ("utf-32-le", 4),
}
"""The codec of each encoding, and the bytes of its code unit."""


class PositionMap:
    """Maps offsets of a text to positions and back.

    `text` is the client's. The offsets are those of the text that is linted, which has no byte
    order mark.
    """

    def __init__(self, text: str, encoding: str = types.PositionEncodingKind.Utf16) -> None:
        kind = types.PositionEncodingKind(encoding)
        self._codec, self._size = _ENCODINGS[kind]
        self._text = text
        self._mark = text.startswith("\ufeff")
        self._lines = LineIndex(text)
        chunks = (text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))
        self._sums = list(accumulate(map(self._units, chunks), initial=0))

    def position(self, offset: int) -> types.Position:
        """Return the position of an offset."""
        offset += self._mark
        line = self._lines.position(offset).line
        start = self._lines.line(line).start
        return types.Position(line - 1, self._before(offset) - self._before(start))

    def range(self, span: Span) -> types.Range:
        """Return the range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position: the nearest one that the text has."""
        number = min(max(position.line, 0), len(self._lines) - 1) + 1
        start, end = self._lines.line(number)
        end = start + len(self._text[start:end].rstrip("\r\n"))
        if position.line >= len(self._lines):
            return max(end - self._mark, 0)
        units = self._before(start) + max(position.character, 0)
        index = min(max(bisect_right(self._sums, units) - 1, 0), len(self._text) // _CHUNK)
        offset, rest = index * _CHUNK, units - self._sums[index]
        while offset < end and (size := self._units(self._text[offset])) <= rest:
            offset, rest = offset + 1, rest - size
        return max(min(offset, end) - self._mark, 0)

    def _before(self, offset: int) -> int:
        """Return the number of code units before an offset of the client's text."""
        index = offset // _CHUNK
        return self._sums[index] + self._units(self._text[index * _CHUNK : offset])

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        return len(text.encode(self._codec, "surrogatepass")) // self._size
