"""Anchors are those that GitHub gives."""

import pytest

from listlint.markdown import parse


def anchors(source: str) -> list[str]:
    return [heading.anchor for heading in parse(source).headings]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Tools", "tools"),
        ("Tools & Libraries", "tools--libraries"),
        ("C++", "c"),
        ("C#", "c"),
        ("Node.js / npm", "nodejs--npm"),
        ("What's new?", "whats-new"),
        ("snake_case and kebab-case", "snake_case-and-kebab-case"),
        ("`code` and *em*", "code-and-em"),
        ("[link](/x) text", "link-text"),
        ("![image](i.png) text", "-text"),
        ("🚀 Launch", "-launch"),
        (":rocket: Launch", "rocket-launch"),
        ("中文 标题（一）", "中文-标题一"),
        ("Ünïcode Ö", "ünïcode-ö"),
        ("1. Numbered", "1-numbered"),
        ("100% — done…", "100--done"),
        ("a  b", "a--b"),
        ("&lt;tag&gt; &amp; x", "tag--x"),
        ('<a name="x"></a>Named', "named"),
        ("हिन्दी", "हिन्दी"),
        ("E = mc²", "e--mc"),
        ("Ⅳ. Teil", "ⅳ-teil"),
        ("三〇年", "三〇年"),
        ("Ⓑ B", "ⓑ-b"),
        ("🅾️ Blood", "🅾️-blood"),
        ("★ Star", "-star"),
    ],
)
def test_slugs(heading: str, anchor: str) -> None:
    assert anchors(f"# {heading}") == [anchor]


def test_repeated_ones_are_numbered() -> None:
    assert anchors("# a\n# a\n# A\n## b\n# a") == ["a", "a-1", "a-2", "b", "a-3"]


def test_no_anchor_is_given_twice() -> None:
    assert anchors("# a 1\n# a\n# a\n# a-1") == ["a-1", "a", "a-2", "a-1-1"]


def test_html() -> None:
    document = parse(
        '<h1 align="center">The <em>list</em></h1>\n\n<a name="old"></a>\n\n'
        'text <span id=inline>x</span>\n\n<div id="block">\n\n# The list\n\n</div>\n\n'
        '<a id="linked" href="/x">y</a>\n\n`<a id="code">`\n\n<!-- <a id="hidden"> -->\n'
    )
    assert [heading.anchor for heading in document.headings] == ["the-list", "the-list-1"]
    assert set(document.anchors) == {
        "the-list", "the-list-1", "old", "inline", "block", "linked",
    }  # fmt: skip


def test_html_headings_over_blocks() -> None:
    source = '<h1 align="center">\n\n![Logo](l.svg) Name\n\n</h1>\n\n<h2>a\n'
    (heading,) = parse(source).headings
    assert (heading.level, heading.text, heading.anchor) == (1, "Logo Name", "name")
    assert heading.span.of(source).endswith("</h1>")
    assert heading.is_html
