"""No README hangs or breaks the parser: time grows with the size, nothing nests too deep."""

import time
from itertools import product

import pytest

from document.shapes import SHAPES
from listlint.entries.context import LintContext
from listlint.markdown import Document, Link, NotTextError, Table, decode, parse
from oracle import difference

SMALL, FACTOR = 5_000, 4


def seconds(source: str) -> float:
    start = time.process_time()
    context = LintContext(parse(source))
    assert context.entries is not None
    assert context.prose is not None
    return time.process_time() - start


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_linear(name: str) -> None:
    """Four times the size takes no more than eight times the time (it would be sixteen)."""
    make = SHAPES[name]
    small, large = make(SMALL), make(SMALL * FACTOR)
    tries = [(seconds(small), seconds(large)) for _ in range(1)]
    for _ in range(4):
        if min(t[1] for t in tries) <= 8 * min(t[0] for t in tries) + 0.03:
            return
        tries.append((seconds(small), seconds(large)))
    pytest.fail(f"{tries} seconds for {SMALL} and {SMALL * FACTOR} characters")


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
    start = time.process_time()
    links = parse("# T\n\n" + "x" * 10 * 2**20 + "\n").links
    assert links == ()
    assert time.process_time() - start < 10
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
    ("source", "told"),
    [
        ("# Title\n".encode("utf-16"), "UTF-16"),
        ("# Title\n".encode("utf-16-be"), "UTF-16"),
        ("# Title\n".encode("utf-16-le"), "UTF-16"),
        ("# Title\n".encode("utf-32"), "UTF-32"),
        (b"\x7fELF" + bytes(400), "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"ab\0\0\0" * 40, "binary"),
    ],
)
def test_what_is_no_text_is_refused(source: bytes, told: str) -> None:
    with pytest.raises(NotTextError, match=told):
        decode(source)


@pytest.mark.parametrize("source", [b"", b"\n", b"\xef\xbb\xbf", b"\0", b"\xff", b" ", b"\r"])
def test_hardly_anything(source: bytes) -> None:
    document = parse(source)
    assert document.links == ()
    assert document.headings == ()
