"""Rows and items become entries: what they are called, where they lead, what is said of them."""

from pathlib import Path

import pytest

from listlint.entries import Entry, EntryKind, Sections, entries
from listlint.markdown import parse

CORPUS = Path(__file__).parent / "document" / "corpus"


def of(source: str) -> tuple[Entry, ...]:
    return entries(parse(source))


def only(source: str) -> Entry:
    (entry,) = of(source)
    return entry


@pytest.mark.parametrize(
    ("line", "name", "url", "description"),
    [
        ("[a](/a) - Plain.", "a", "/a", "Plain."),
        ("[a](/a): Colon.", "a", "/a", "Colon."),
        ("[a](/a) — Dash.", "a", "/a", "Dash."),
        ("[a](/a) -- Two.", "a", "/a", "Two."),
        ("[a](/a)：全角。", "a", "/a", "全角。"),
        ("[a](/a) No separator.", "a", "/a", "No separator."),
        ("[a](/a)", "a", "/a", ""),
        ("[a](/a). After a stop.", "a", "/a", "After a stop."),
        ("[a](/a) .NET library.", "a", "/a", ".NET library."),
        ("**[a](/a)** - Bold.", "a", "/a", "Bold."),
        ("[`a`](/a) - Code.", "a", "/a", "Code."),
        ("⭐ [a](/a) - Emoji.", "a", "/a", "Emoji."),
        (":star: [a](/a) - Emoji.", "a", "/a", "Emoji."),
        ("[ ] [a](/a) - Task.", "a", "/a", "Task."),
        ("![x](i.png) [a](/a) - Icon.", "a", "/a", "Icon."),
        ("<a href='/a'>a</a> - HTML.", "a", "/a", "HTML."),
        ("https://a.example - Bare.", "https://a.example", "https://a.example", "Bare."),
        ("[a](/a) 🏎️ 🏠 ☁️ - Signs before.", "a", "/a", "Signs before."),
        ("[a](/a) `⚠` - Code before.", "a", "/a", "Code before."),
        ("[a](/a) ![s](b.svg) - Badge before.", "a", "/a", "Badge before."),
        ("[a](/a) [![s](b.svg)](/ci) - Badge before.", "a", "/a", "Badge before."),
        ("[a](/a) (MIT) - Group before.", "a", "/a", "Group before."),
        ("[a](/a) by [b](/b) - Author before.", "a", "/a", "Author before."),
        ("[a](/a) - Told. `MIT` `Go`", "a", "/a", "Told."),
        ("[a](/a) - Told. ([Source](/s)) `MIT`", "a", "/a", "Told."),
        ("[a](/a) - Told. ([Demo](/d), [Source Code](/s))", "a", "/a", "Told."),
        ("[a](/a) - Told. [Demo](/d)", "a", "/a", "Told."),
        ("[a](/a) - Told. [[paper](/p)] [[code](/c)]", "a", "/a", "Told."),
        ("[a](/a) - Told. ![s](b.svg)", "a", "/a", "Told."),
        ("[a](/a) - Told (map, filter).", "a", "/a", "Told (map, filter)."),
        ("[a](/a) - Read the [docs](/d)", "a", "/a", "Read the docs"),
        ("[a](/a) - Wraps `rm`", "a", "/a", "Wraps rm"),
        ("[a](/a) -\n  next line.", "a", "/a", "next line."),
        ("[a](/a) - Has [b](/b) &amp; \\*c\\*.", "a", "/a", "Has b & *c*."),
        ("[a](/a) / [b](/b) - Two names.", "a", "/a", "Two names."),
        ("[icon](/i) [a](/a) - Later name.", "a", "/a", "Later name."),
        ("**Title** - [paper](/p), [code](/c) - Told.", "Title", "/p", "Told."),
        ("Title of a work. [[pdf](/p)] [[code](/c)]", "Title of a work.", "/p", ""),
        ("Name: https://a.example", "Name", "https://a.example", ""),
        ("中国大模型列表：https://a.example", "中国大模型列表", "https://a.example", ""),
        ("comm - Select lines of two sorted files at once. (Manual: [x](/a))", "comm", "/a",
         "Select lines of two sorted files at once."),
        ("[a] (https://a.example) - Told.", "a", "https://a.example", "Told."),
    ],
)  # fmt: skip
def test_items(line: str, name: str, url: str, description: str) -> None:
    source = f"- {line}"
    entry = only(source)
    assert (entry.name, entry.url, entry.description) == (name, url, description)
    assert entry.kind is EntryKind.ITEM
    assert entry.span.of(source).startswith("-")
    if entry.separator:
        assert entry.separator.of(source).strip(" *_") in ("-", "—", "–", "--", ":", "：")
    if entry.description_span:
        assert entry.span.contains(entry.description_span)


@pytest.mark.parametrize(
    "source",
    [
        "- No link at all",
        "- [Contents](#contents)\n  - [Tools](#tools)",
        "- 🔗 - [Aggregators](#aggregators)",
        "- ![only an image](i.png)",
        "- We released the source file of the figures in [still](still.pptx) and moving form.",
        "[a](/a) in a paragraph",
        "- ```\n  [a](/a)\n  ```",
        "| a | b |\n|---|---|\n| c | d |",
        "- <!-- [a](/a) -->",
    ],
)
def test_no_entries(source: str) -> None:
    assert of(source) == ()


def test_contents_with_other_links_are_entries() -> None:
    assert len(of("- [a](#a)\n- [b](https://b.example)\n- [c](https://c.example)")) == 2


def test_nested_items() -> None:
    source = (
        "- Group\n  - [a](/a) - A.\n    - [b](/b) - B.\n- [c](/c) - C.\n  - note without link\n"
    )
    assert [entry.name for entry in of(source)] == ["a", "b", "c"]


def test_labeled_items() -> None:
    source = (
        "* 名字：\n  * 地址：https://a.example\n  ![](s.svg)\n  * 简介：一个项目。\n  * 许可: MIT\n"
        "* Tool\n  - URL: [x](https://b.example)\n  - Description: A tool.\n"
    )
    first, second = of(source)
    assert (first.name, first.url, first.description) == ("名字", "https://a.example", "一个项目。")
    assert first.fields == {"许可": "MIT"}
    assert first.description_span
    assert first.description_span.of(source) == "一个项目。"
    assert (second.name, second.url, second.description) == ("Tool", "https://b.example", "A tool.")


def test_lead() -> None:
    assert only("- 2023 [a](/a): dated").leading_text == "2023"
    assert only("- ⭐ [a](/a): starred").leading_text == ""


def test_rows() -> None:
    source = (
        "## Section\n\n| Name | License | Description |\n|---|---|---|\n"
        "| [a](/a) | MIT | Does a. |\n| b | - | No link. |\n| [c](/c) |\n"
    )
    a, b, c = of(source)
    assert (a.name, a.url, a.description, a.section) == ("a", "/a", "Does a.", ("Section",))
    assert dict(a.fields) == {"License": "MIT", "Description": "Does a."}
    assert a.kind is EntryKind.ROW
    assert a.span.of(source) == "| [a](/a) | MIT | Does a. |"
    assert a.name_span.of(source) == "a"
    assert (b.name, b.url) == ("b", None)
    assert (c.name, c.description) == ("c", "")


def test_rows_named_by_an_earlier_column() -> None:
    source = "| Model | Checkpoints |\n|---|---|\n| T5 | [T5 & Flan](/a) |\n| GPT | [gpt](/b) |\n"
    assert [(e.name, e.url) for e in of(source)] == [("T5", "/a"), ("GPT", "/b")]


def test_rows_whose_links_are_generic() -> None:
    source = "| What | Where |\n|---|---|\n| x | [link](/a) |\n| y | [link](/b) |\n"
    assert [entry.url for entry in of(source)] == ["/a", "/b"]


def test_sections() -> None:
    document = parse("# T\n\n## A\n\n### B\n\n- [a](/a)\n\n## C\n\n- [b](/b)\n")
    sections = Sections(document)
    assert sections.title is document.headings[0]
    assert [entry.section for entry in entries(document)] == [("A", "B"), ("C",)]


def test_entries_in_quotes_and_details() -> None:
    source = "> - [a](/a) - A.\n\n<details>\n\n- [b](/b) - B.\n\n</details>\n"
    assert [entry.name for entry in of(source)] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("cut-awesome-selfhosted", 3),
        ("cut-awesome-machine-learning", 3),
        ("cut-awesome-mcp-servers", 3),
        ("cut-awesome-python-cn", 5),
        ("cut-awesome-llm", 3),
        ("cut-awesome-nodejs", 0),
    ],
)
def test_cuts_of_lists(name: str, count: int) -> None:
    found = of((CORPUS / f"{name}.md").read_text("utf-8"))
    assert len(found) == count, [entry.name for entry in found]


def test_identity() -> None:
    assert only("- [a](https://www.GitHub.com/A/B.git/) - X").identity == "github.com/a/b"
    assert only("- [a](x.md) - X").identity == "x.md"
