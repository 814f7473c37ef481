"""Every span holds what it says, whatever the source is made of."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fragments import CORPUS, markdown
from listlint.diagnostics.spans import Span
from listlint.markdown import (
    Break,
    CodeBlock,
    CodeSpan,
    Document,
    Emphasis,
    FootnoteReference,
    Heading,
    HtmlBlock,
    HtmlInline,
    Inline,
    Item,
    Link,
    LinkKind,
    List,
    Math,
    NotTextError,
    Paragraph,
    Quote,
    Row,
    Table,
    decode,
    encode,
    parse,
    walk,
)


def check(document: Document) -> None:
    text = document.text
    whole = Span(0, len(text))
    for block in document.every_block:
        assert whole.contains(block.span)
        children = getattr(block, "children", ())
        for child in children:
            assert block.span.contains(child.span), (block, child)
        assert all(a.span.end <= b.span.start for a, b in pairwise(children))
        match block:
            case Item():
                marker = block.marker.of(text)
                assert marker in ("-", "*", "+") or marker[:-1].isdigit()
                assert block.span.start == block.marker.start
            case Quote():
                assert block.span.of(text).startswith(">")
            case Table():
                check_table(text, block)
            case Paragraph() | Heading():
                check_inlines(text, block.span, block.inlines)
            case CodeBlock(fenced=True):
                assert block.span.of(text)[:3] in ("```", "~~~")
            case HtmlBlock():
                assert "<" in block.span.of(text)
    for kind in (Break, CodeSpan, Emphasis, FootnoteReference, HtmlInline, Link, Math):
        assert document.inlines.of(kind) == tuple(
            (leaf, inline)
            for leaf in document.every_leaf
            for inline in walk(leaf.inlines)
            if isinstance(inline, kind)
        )
    for link in document.links:
        check_link(text, link)
    for comment in document.comments:
        assert comment.span.of(text).startswith("<!--")
    for heading in document.headings:
        source = heading.span.of(text)
        assert source[:2].lower() == "<h" if heading.is_html else source.strip()


def check_table(text: str, table: Table) -> None:
    assert set(table.delimiter.of(text)) <= set("|:- \t\v\f")
    at = table.span.start
    rows: tuple[Row, ...] = (table.header, *table.rows)
    for row in rows:
        assert at <= row.span.start
        at = row.span.end
        outer = row.span.start
        for cell in row.cells:
            assert row.span.contains(cell.outer)
            assert cell.outer.contains(cell.span), (cell, row)
            assert outer <= cell.outer.start
            outer = cell.outer.end
            content = cell.span.of(text)
            assert content.strip(" \t") == content
            assert not cell.outer.of(text).replace(content, "", 1).strip(" \t\v\f\0")
            check_inlines(text, cell.span, cell.inlines)
        assert row.span.contains(Span(row.span.start, outer))


def check_inlines(text: str, outer: Span, inlines: tuple[Inline, ...]) -> None:
    at = outer.start
    for inline in inlines:
        assert at <= inline.span.start, inline
        assert inline.span.end <= outer.end, inline
        at = inline.span.end
        match inline:
            case Emphasis():
                assert inline.span.contains(inline.inner)
                check_inlines(text, inline.inner, inline.children)
            case Link():
                check_inlines(text, inline.text_span, inline.children)


def check_link(text: str, link: Link) -> None:
    source = link.span.of(text)
    assert link.span.contains(link.text_span)
    if link.kind is not LinkKind.REFERENCE and link.label is None:
        assert link.span.contains(link.url_span)
    match link.kind:
        case LinkKind.INLINE:
            assert source[0] == "["
            assert source[-1] == ")"
        case LinkKind.IMAGE:
            assert source[:2] == "!["
        case LinkKind.REFERENCE:
            assert source[0] == "["
            assert source[-1] == "]"
        case LinkKind.AUTOLINK:
            assert source == f"<{link.url_span.of(text)}>"
        case LinkKind.BARE:
            assert source == link.text_span.of(text)
            assert link.url.endswith(source) or "\\" in source
        case LinkKind.HTML:
            assert source.lower().startswith("<img" if link.is_image else "<a")


def alone(document: Document, link: Link) -> None:
    """The link's own source, parsed alone, is the same link."""
    if link.kind not in (LinkKind.INLINE, LinkKind.AUTOLINK) or "[^" in link.span.of(document.text):
        return
    source = "x " + link.span.of(document.text)  # never the start of a block
    found = [each for each in parse(source).links if each.span == Span(2, len(source))]
    if "\n" not in source and "\r" not in source and "\\|" not in source:
        assert found, source
        assert found[0].url == link.url.replace("\0", "\ufffd")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path) -> None:
    raw = path.read_bytes()
    document = parse(raw)
    check(document)
    for link in document.links:
        alone(document, link)
    assert encode(document.text, document.bom) == raw


@settings(max_examples=1500)
@given(markdown())
def test_made_text(text: str) -> None:
    document = parse(text)
    check(document)
    for link in document.links:
        alone(document, link)


@settings(max_examples=300)
@given(st.binary(max_size=40) | st.text("\ufeff\r\n|-[](a)\U0001f600", max_size=40).map(str.encode))
def test_bytes_come_back(raw: bytes) -> None:
    try:
        text, bom = decode(raw)
    except NotTextError:
        return
    assert encode(text, bom) == raw
    check(parse(raw))


def only(source: str | bytes) -> Link:
    (link,) = parse(source).links
    return link


@pytest.mark.parametrize(
    ("source", "whole", "url", "text"),
    [
        ("-\t😀 [a](/b 'c')", "[a](/b 'c')", "/b", "a"),
        ("x\r\n[a](\r\n/b)", "[a](\r\n/b)", "/b", "a"),
        ("> [a](</b c>)", "[a](</b c>)", "/b c", "a"),
        ("| a |\n|---|\n| \\| [中\\|文](/b\\|c) |", "[中\\|文](/b\\|c)", "/b\\|c", "中\\|文"),
        ("- x\n\n\t[a\n  b](/c)", "[a\n  b](/c)", "/c", "a\n  b"),
        ("# [a](b) #", "[a](b)", "b", "a"),
        ("见https://e.example，x", "https://e.example，x", "https://e.example，x", None),
        ("(www.e.example).", "www.e.example", "www.e.example", None),
        ("<https://e.example>", "<https://e.example>", "https://e.example", "https://e.example"),
        ("x <a href='/b'>c</a>", "<a href='/b'>c</a>", "/b", "c"),
        ("<p>\n<img alt='c'\n src=/b>", "<img alt='c'\n src=/b>", "/b", "c"),
        ("[a][B]\n\n[b]: /c", "[a][B]", "/c", "a"),
        ("![a](b)", "![a](b)", "b", "a"),
    ],
)
def test_link_spans(source: str, whole: str, url: str, text: str | None) -> None:
    link = only(source)
    assert link.span.of(source) == whole
    assert link.url_span.of(source) == url
    assert link.text_span.of(source) == (whole if text is None else text)


def test_byte_order_mark_is_no_text() -> None:
    document = parse("\ufeff# A [b](c)\n".encode())
    assert document.bom
    assert document.links[0].span.of(document.text) == "[b](c)"


def test_undecodable_bytes_keep_their_place() -> None:
    raw = b"\xff [a\xe4](/\xb8) \xff|\n"
    document = parse(raw)
    (link,) = document.links
    assert link.span.of(document.text).encode("utf-8", "surrogateescape") == b"[a\xe4](/\xb8)"


def test_cells_are_those_of_the_source() -> None:
    source = "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 | |\n|| x\\|y |\n"
    (table,) = parse(source).tables
    assert [[cell.span.of(source) for cell in row.cells] for row in table.rows] == [
        ["1"],
        ["1", "2", "3", ""],
        ["", "x\\|y"],
    ]
    assert [cell.text for cell in table.rows[2].cells] == ["", "x|y"]


def test_blocks_hold_their_lines() -> None:
    source = "- a\n\n  b\n\n> c\nd\n\n```x\ne\n```\n"
    items, quote, code = parse(source).blocks
    assert isinstance(items, List)
    assert items.span.of(source) == "- a\n\n  b"
    assert quote.span.of(source) == "> c\nd"
    assert isinstance(code, CodeBlock)
    assert code.span.of(source) == "```x\ne\n```"
    assert not parse("```\na").blocks[0].closed  # type: ignore[union-attr]


def test_walk_is_in_source_order() -> None:
    (paragraph,) = parse("a *b [c](d) e* `f`").blocks
    assert isinstance(paragraph, Paragraph)
    starts = [inline.span.start for inline in walk(paragraph.inlines)]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("source", "urls"),
    [
        ('<picture>\n<source srcset="a.png 1x, b.png 2x">\n</picture>', ["a.png", "b.png"]),
        ('Text <img src="a.png" srcset="b.png,  c&amp;.png 2x">', ["a.png", "b.png", "c&.png"]),
        ('<p><img src="a.png" srcset="b,c.png"></p>', ["a.png", "b,c.png"]),
        ('> <video\n> src=a.mp4 poster="b.png">', ["a.mp4", "b.png"]),
        ('<source media="(a: b)"> <video src></video>', []),
    ],
)
def test_media_are_links(source: str, urls: list[str]) -> None:
    links = parse(source).links
    assert [link.url for link in links] == urls
    assert [link.url_span.of(source).replace("&amp;", "&") for link in links] == urls
    assert all(link.is_image for link in links)
