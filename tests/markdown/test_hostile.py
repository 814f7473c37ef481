"""No README hangs or breaks the parser: its time is linear, and nothing nests too deep."""

from itertools import product

import pytest

from limits import hang_guard
from listlint.entries.context import LintContext
from listlint.markdown import Document, Link, NotTextError, Table, decode, parse
from oracle import difference
from shapes import SHAPES

SIZE = 200_000
"""Characters: a moment for a parser whose time is linear, minutes for a quadratic one."""


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_hangs(name: str) -> None:
    with hang_guard(20):
        context = LintContext(parse(SHAPES[name](SIZE)))
        assert context.entries is not None
        assert context.prose is not None


DEEP = [
    "> ",
    "- ",
    "1. ",
    "[",
    "![",
    "*a ",
    "**",
    "_",
    "`",
    "<",
    "<a>",
    "<div>\n",
    "(",
    "|",
    "[^a]: ",
]


@pytest.mark.parametrize("mark", DEEP)
def test_hundred_thousand_marks(mark: str) -> None:
    document = parse(mark * 100_000)
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    ("left", "right"),
    [("[", "](u)"), ("![", "](u)"), ("*a ", " b*"), ("**a ", " b**"), ("~~a ", " b~~")],
)
def test_deep_pairs(left: str, right: str) -> None:
    document = parse(left * 20_000 + "x" + right * 20_000)
    assert hash(document.blocks) == hash(document.blocks)  # recursion of its own


def test_deep_containers_compare() -> None:
    source = "> - " * 3_000 + "a"
    assert parse(source).blocks == parse(source).blocks


@pytest.mark.parametrize(("left", "right"), list(product(["*", "[", "![", "> ", "- "], repeat=2)))
def test_not_too_deep_is_as_on_github(left: str, right: str) -> None:
    closers = {"*": "*", "[": "](u)", "![": "](u)"}
    text = (left + right) * 8 + "a" + (closers.get(right, "") + closers.get(left, "")) * 8
    assert difference(text) is None


def test_one_line_of_ten_megabytes() -> None:
    line = "word [a](https://a.example) " * (10 * 2**20 // 28)
    with hang_guard():
        assert parse("# T\n\n" + "x" * 10 * 2**20 + "\n").links == ()
        assert len(parse(line[: 2**20]).links) == 2**20 // 28


def test_unclosed_fence_hides_the_rest() -> None:
    document = parse("[a](b)\n```\n[c](d)\n")
    assert [link.url for link in document.links] == ["b"]


def test_widest_table() -> None:
    width = 5_000
    source = "|a" * width + "\n" + "|-" * width + "\n" + "|[b](c)" * width
    (table,) = parse(source).tables
    assert isinstance(table, Table)
    assert len(table.rows[0].cells) == width
    assert all(isinstance(cell.inlines[0], Link) for cell in table.rows[0].cells)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("# Title\n".encode("utf-16"), "UTF-16"),
        ("# Title\n".encode("utf-16-be"), "UTF-16"),
        ("# Title\n".encode("utf-16-le"), "UTF-16"),
        ("# Title\n".encode("utf-32"), "UTF-32"),
        (b"\x7fELF" + bytes(400), "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"ab\0\0\0" * 40, "binary"),
    ],
)
def test_what_is_no_text_is_refused(source: bytes, message: str) -> None:
    with pytest.raises(NotTextError, match=message):
        decode(source)


@pytest.mark.parametrize("source", [b"", b"\n", b"\xef\xbb\xbf", b"\0", b"\xff", b" ", b"\r"])
def test_hardly_anything(source: bytes) -> None:
    document = parse(source)
    assert document.links == ()
    assert document.headings == ()
