"""Rows and items become entries: what they are called, where they lead, what is said of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listlint.entries import Entry, EntryKind, Sections, entries
from listlint.markdown import parse

CORPUS = Path(__file__).parent / "markdown" / "corpus"


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
        ("[a](/a) _In Latin_ by @b - Note before.", "a", "/a", "Note before."),
        ("[a](/a) *Very* good - and fast.", "a", "/a", "Very good - and fast."),
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


# --- Forms ---------------------------------------------------------------------------------


def read(source: str) -> list[tuple[str, str | None, str]]:
    return [(e.name, e.url, e.description) for e in of(source)]


A, B, C = "https://a.example", "https://b.example", "https://c.example"
LINES_OF_HTML = f"""<p>
&nbsp; <a href='{A}'><b>Ant</b></a> - Walks.<br>
&nbsp; <a href='{B}'>Bee</a> &mdash; Flies. <code>MIT</code><br>
</p>"""
ITEMS_OF_HTML = f"""<ul>
<li><a href='{A}'>Ant</a> - Walks.</li>
<li><img src='i.png'> <a href='{B}'>Bee</a>: Flies.</li>
</ul>"""
TWO = [("Ant", A, "Walks."), ("Bee", B, "Flies.")]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (f"> **[Ant]({A})** <kbd>MIT</kbd> 🟢<br>Walks.\n\n> [Bee]({B})<br>Flies.", "paragraph"),
        (f"[Ant]({A}) - Walks.\n\n[Bee]({B}): Flies.", "paragraph"),
        (f"[Ant]({A}) - Walks.\\\n[Bee]({B}) - Flies.", "paragraph"),
        (f"[Ant]({A}) - Walks.<br>[Bee]({B}) - Flies.", "paragraph"),
        (f"[Ant]({A})\n\nWalks.\n\n[Bee]({B})\n\nFlies.", "paragraph"),
        (f"### [Ant]({A})\n\n> Walks.\n\n### [Bee]({B}) ![s](s.svg)\n\nFlies.", "heading"),
        (LINES_OF_HTML, "html"),
        (ITEMS_OF_HTML, "html"),
    ],
)  # fmt: skip
def test_forms(source: str, kind: str) -> None:
    source = f"# T\n\n## S\n\n{source}\n"
    found = of(source)
    assert read(source) == TWO
    assert {entry.kind.value for entry in found} == {kind}
    assert {entry.section for entry in found} == {("S",)}


@pytest.mark.parametrize(
    "source",
    [
        f"[Ant]({A}) is an insect.\n\n[Bee]({B}), too.",
        f"[English]({A}) | [中文]({B})\n\n[Docs]({A}) · [Chat]({B})",
        "[Ant](ant.md)\n\n[Bee](bee.md)",
        f"<p align='center'>\n<a href='{A}'>Ant</a><br>\n<a href='{B}'>Bee</a><br>\n</p>",
        f"<table><tr><td><a href='{A}'>Ant</a></td><td><a href='{B}'>Bee</a></td></tr></table>",
        f"1. Fork [this repository]({A}) first.\n2. Then add [an entry]({B}) to it.",
        f"- We thank [Ada]({A}) for the idea.\n- And [Bo]({B}) for the rest of it.",
        f"### Ant\n\nSee [Ant]({A}) and [Bee]({B}).",
    ],
)
def test_prose_and_navigation_are_no_entries(source: str) -> None:
    assert of(f"# T\n\n## S\n\n{source}\n") == ()


@pytest.mark.parametrize(
    "name",
    ["Contributing", "📄 License", "Sponsors", "Table of contents", "贡献", "Agradecimientos"],
)
def test_sections_about_the_list_have_no_entries(name: str) -> None:
    assert of(f"# T\n\n## {name}\n\n- [Ant]({A}) - Walks.\n- [Bee]({B}) - Flies.\n") == ()


def test_a_line_alone_is_an_entry_if_other_sections_are_lists_of_them() -> None:
    two = f"[Ant]({A}) - Walks.\n\n[Bee]({B}) - Flies.\n\n"
    one = f"[Cat]({C}) - Purrs.\n\n"
    assert of(f"## S\n\n{one}") == ()
    assert len(of("".join(f"## {x}\n\n{two}" for x in "abc") + f"## d\n\n{one}")) == 7


def test_headings_with_entries_below_are_sections() -> None:
    source = f"## [Tools]({A})\n\n- [Bee]({B})\n- [Cat]({C})\n"
    assert [(e.name, e.section) for e in of(source)] == [("Bee", ("Tools",)), ("Cat", ("Tools",))]


def test_fields_of_headings() -> None:
    source = (
        f"## S\n\n### [Ant]({A})\n\nWalks.\n— the maker\n\n"
        "| Players | Time |\n|---|---|\n| 2 | 45m |\n\n- License: MIT\n\nMore of it.\n"
    )
    entry = only(source)
    assert entry.description == "Walks."
    assert entry.fields == {"Players": "2", "Time": "45m", "License": "MIT"}


@pytest.mark.parametrize(
    ("line", "name", "fields"),
    [
        ("[a](/a) - Does it. ([Demo](/d), [Source Code](/s)) `Apache-2.0` `Ruby/Go` `Docker`", "a",
         {"license": "Apache-2.0", "language": "Ruby/Go", "tags": "Docker", "demo": "/d",
          "source": "/s"}),
        ("a (Java, C) [[link](/a)] [[paper](/p)]", "a", {"language": "Java, C", "paper": "/p"}),
        ("a (한나눔) (Python) [[link](/a)]", "a (한나눔)", {"language": "Python"}),
        ("a (talk, 2015) [[slides](/a)]", "a (talk, 2015)", {"slides": "/a"}),
        ("[a](/a) <kbd>★ 3.8k</kbd> <kbd>MIT</kbd> - Does it.", "a",
         {"license": "MIT", "stars": "3.8k"}),
        ("[![Open source](o.svg)](/s) [a](/a) - Does it.", "a", {"badges": "Open source"}),
        ("[a](/a) - Does it. (GPL-3.0-only)", "a", {"license": "GPL-3.0-only"}),
        ("[a](/a) (PDF)", "a", {"tags": "PDF"}),
        ("`a` - Does it, [they say](/a).", "a", {}),
        ("[a](/a) - Uses `b` (Go) and (MIT) more.", "a", {}),
        ("A post about [b](/b), which is long enough [[link](/a)]",
         "A post about b, which is long enough", {}),
    ],
)  # fmt: skip
def test_fields_of_items(line: str, name: str, fields: dict[str, str]) -> None:
    entry = only(f"- {line}")
    assert (entry.name, entry.fields) == (name, fields)


def test_labels_and_texts_below_items() -> None:
    source = (
        "- [a](/a)\n  - **License:** MIT\n  - **Description:** Does it.\n"
        "- [b](/b)\n  - Does more.\n"
        "- [c](/c) - Is c.\n  - [Demo](/d)\n  - [Paper](/p)\n"
    )
    assert [(e.name, e.description, dict(e.fields)) for e in of(source)] == [
        ("a", "Does it.", {"License": "MIT"}),
        ("b", "Does more.", {}),
        ("c", "Is c.", {}),
    ]


def test_a_url_below_an_item_is_its_second_link() -> None:
    source = "- [a](/a) - Is a.\n  - https://a.example\n"
    assert [e.name for e in of(source)] == ["a"]
    assert len(of(f"{source}  - https://b.example\n")) == 3
    assert [e.name for e in of("- Birds\n  - https://a.example\n")] == ["https://a.example"]


def test_groups_are_sections() -> None:
    source = (
        "## S\n\n- Birds\n  - [Owl](/o)\n  - Small ones:\n    - [Wren](/w)\n"
        "- Fish - [all of them](/f)\n  - [Pike](/p)\n- [Ant](/a)\n  - [Bee](/b)\n"
    )
    assert [(e.name, e.section) for e in of(source)] == [
        ("Owl", ("S", "Birds")),
        ("Wren", ("S", "Birds", "Small ones")),
        ("all of them", ("S", "Fish")),
        ("Pike", ("S", "Fish")),
        ("Ant", ("S",)),
        ("Bee", ("S",)),
    ]


def test_names_without_a_link_are_entries_in_a_list_of_links() -> None:
    linked = "".join(f"- [t{n}](/{n})\n" for n in range(4))
    assert read(linked + "- Other one - Does it.\n")[-1] == ("Other one", None, "Does it.")
    assert len(of(linked + "- And many more of them, as you may have guessed by now.\n")) == 4
    assert of("- One\n- [two](/2)\n- Three\n- Four\n") == ()


def test_summaries_of_details_are_sections() -> None:
    source = (
        "## Projects\n\n<details>\n<summary><b>Birds</b> <kbd>2 projects</kbd></summary>\n\n"
        "- [Owl](/o)\n\n#### Small <kbd>1</kbd>\n\n- [Wren](/w)\n\n</details>\n\n"
        "<details><summary>Click to expand</summary>\n\n- [Pike](/p)\n\n</details>\n\n- [Ant](/a)\n"
    )
    assert [(e.name, e.section) for e in of(source)] == [
        ("Owl", ("Projects", "Birds")),
        ("Wren", ("Projects", "Birds", "Small")),
        ("Pike", ("Projects",)),
        ("Ant", ("Projects",)),
    ]


def test_names_of_sections_are_without_badges_links_up_and_shortcodes() -> None:
    source = (
        "## :book: Books ![n](n.svg) [↑](#top)\n\n- [a](/a)\n\n## [Tools](#tools)\n\n- [b](/b)\n"
    )
    assert [entry.section for entry in of(source)] == [("Books",), ("Tools",)]


def test_rows_whose_name_and_link_are_apart() -> None:
    source = (
        "| Provider | Description | Link |\n|---|---|---|\n"
        "| **North** | Small models. | [Website](/n) |\n"
        "| **South** | Large models. | [Website](/s) |\n"
    )
    assert read(source) == [("North", "/n", "Small models."), ("South", "/s", "Large models.")]
    source = (
        "| ID | 标题 | 论文 |\n|---|---|---|\n"
        "| 1 | [a](/a) | [论文](/p) |\n| 2 | [b](/b) | [论文](/q) |\n"
    )
    assert [(entry.name, entry.url) for entry in of(source)] == [("a", "/a"), ("b", "/b")]


def test_tables_of_one_header_have_the_same_columns() -> None:
    head = "| Name | Size | Use |\n|---|---|---|\n"
    long = "a very long text of many small words"
    source = f"{head}| [a](/a) | 3 | x |\n\n---\n\n{head}" + f"| [b](/b) | 4 | {long} |\n" * 3
    assert [entry.description for entry in of(source)] == ["x", long, long, long]
    assert read(f"{head}| [a](/a) | 1 | |\n| b | 2 | |\n") == [("a", "/a", ""), ("b", None, "")]


def test_columns_of_marks_authors_and_terms_are_no_descriptions() -> None:
    for cells in (
        ["✅ when there is a job in the queue", "❌"],
        ["Ada Lovelace - Engine News"] * 2,
        ["one process for each runner of it"] * 5,
    ):
        source = "| Name | Value |\n|---|---|\n" + "".join(f"| [a](/a) | {c} |\n" for c in cells)
        assert {entry.description for entry in of(source)} == {""}


PIECES = st.sampled_from([
    f"[a]({A})", f"[`b`]({B}) - ", f"<a href='{A}'>", "</a>", "![i](i.svg)", f"[![i](i.svg)]({A})",
    "[[link](/l)]", "Name", " a text. ", "License: ", "(MIT)", "`Go`", " - ", ": ", "— ", "&mdash;",
    "\n", "\n\n", "- ", "  - ", "> ", "## ", "1. ", "| ", "\n| a | b |\n|---|---|\n| ", "<br>",
    "<kbd>", "</kbd>", "<ul>", "<li>", "<p>", "</p>", "<sup>", "</sup>", "<code>", "**", "~~",
    "<details>", "<summary>x</summary>", "</details>", "\\", "\t", "é",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_spans_are_within_the_document_and_in_order(source: str) -> None:
    found = of(source)
    starts = [entry.span.start for entry in found]
    assert starts == sorted(starts)
    for entry in found:
        inner = (entry.name_span, entry.description_span, entry.separator)
        for span in (entry.span, *inner, *(value.span for value in entry.values)):
            assert span is None or 0 <= span.start <= span.end <= len(source)
        assert all(entry.span.contains(span) for span in inner if span)
        if entry.description_span:
            assert entry.description_span.start < entry.description_span.end
            assert entry.description_leaf is not None
