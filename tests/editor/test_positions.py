"""Positions in UTF-8, UTF-16 and UTF-32, compared with a plain count of code units."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from limits import steps
from listlint.diagnostics.spans import Span
from listlint.server.positions import PositionMap

SIZES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
TEXTS = st.text(st.sampled_from("ab é字😀👩‍💻\u2028\x0b\x85\ufeff\ud800\r\n") | st.characters())
UINTS = st.integers(0, 2**31 - 1)
MANY = st.builds(str.__mul__, TEXTS, st.integers(1, 300))


def expected(text: str, offset: int, encoding: str) -> types.Position:
    codec, size = SIZES[encoding]
    before = text[:offset]
    if before.endswith("\r") and text[offset : offset + 1] == "\n":
        before, rest = before[:-1], 1
    else:
        rest = 0
    *lines, last = re.split(r"\r\n|\r|\n", before)
    return types.Position(len(lines), len(last.encode(codec, "surrogatepass")) // size + rest)


@pytest.mark.parametrize("encoding", SIZES)
@given(text=TEXTS | MANY, data=st.data())
def test_every_offset_has_its_position(encoding: str, text: str, data: st.DataObject) -> None:
    mark = text.startswith("\ufeff")
    positions = PositionMap(text, encoding)
    offset = data.draw(st.integers(0, len(text) - mark))
    position = positions.position(offset)
    assert position == expected(text, offset + mark, encoding)
    within = text[offset + mark - 1 : offset + mark + 1] == "\r\n"
    assert positions.offset(position) == offset - within


@given(text=TEXTS, line=UINTS, character=UINTS)
def test_positions_outside_of_the_text(text: str, line: int, character: int) -> None:
    offset = PositionMap(text).offset(types.Position(line, character))
    assert 0 <= offset <= len(text)


def test_within_a_character() -> None:
    positions = PositionMap("a😀b")
    assert [positions.offset(types.Position(0, at)) for at in range(6)] == [0, 1, 1, 2, 3, 3]


def test_many_places_in_a_long_line_take_linear_time() -> None:
    def places(size: int) -> int:
        text = "字😀 the the " * size
        positions = PositionMap(text)
        spans = [Span(at, at + 3) for at in range(0, len(text) - 3, 11)]
        return steps(lambda: [positions.range(span) for span in spans])

    assert places(4_000) < 2.5 * places(2_000)
