"""Columns and the values in them: what is cut, what is left alone, where each stands."""

import re
import time
from html import unescape

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from hypothesis import given
from hypothesis import strategies as st

from listlint.diagnostics.edits import Safety
from listlint.entries.columns import (
    Nature,
    Role,
    bare,
    columns,
    contents,
    header_key,
    is_placeholder,
    unseen,
    value_key,
    values,
)
from listlint.entries.context import LintContext, Thresholds
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import override, shipped_rules

RULES = shipped_rules()
TABLE_RULES = (
    "column-count",
    "inconsistent-header",
    "inconsistent-value",
    "malformed-table",
    "missing-value",
    "stray-value",
    "table-layout",
    "unknown-value",
)


def context(text: str, **thresholds) -> LintContext:
    return LintContext(parse(text, "README.md"), Thresholds(**thresholds))


def table(*rows: str, header: str = "Name | Who") -> str:
    lines = [header, " | ".join("---" for _ in header.split("|")), *rows]
    return "".join(f"| {line} |\n" for line in lines)


def cell_values(content: str) -> list[tuple[str, str]]:
    """Return the values of a cell, with the source that each stands at."""
    text = table(f"[a](https://a.example) | {content}")
    cell = parse(text, "README.md").tables[0].rows[0].cells[1]
    return [(value.text, value.span.of(text)) for value in values(text, cell)]


def found(text: str, rule: str, settings: dict | None = None, **thresholds) -> list[str]:
    chosen = override(RULES[rule], settings) if settings else RULES[rule]
    return [f.message for f in lint(context(text, **thresholds), [chosen], RULES)]


# --- Values of a cell ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("en/zh", ["en", "zh"]),
        ("UT Southwestern/<br />UIUC & OSU", ["UT Southwestern", "UIUC", "OSU"]),
        ("MIT; GPL, BSD", ["MIT", "GPL", "BSD"]),
        ("CAS, etc.", ["CAS", "etc."]),
        ("GPT/OPT ...", ["GPT", "OPT"]),
        ("N/A", ["N/A"]),
        ("&#x2716;", ["✖"]),
        ("R&amp;D", ["R", "D"]),
        ("`a/b`", ["a/b"]),
        ("[Go, Rust](https://x.example)", ["Go, Rust"]),
        ("**Yes**", ["Yes"]),
        ("", []),
        ("/", []),
        ("![logo](https://x.example/a.png)", ["logo"]),
    ],
)
def test_values_are_cut_at_joints(content: str, expected: list[str]) -> None:
    assert [text for text, _ in cell_values(content)] == expected


@pytest.mark.parametrize(
    ("content", "sources"),
    [
        ("en/zh", ["en", "zh"]),
        ("x\\|y, `z`", ["x\\|y", "z"]),
        ("&#x2716; / [Yes](https://x.example)", ["&#x2716;", "Yes"]),
        ("中文、**英文**", ["中文", "英文"]),
        ("😀 smile<br>b", ["😀 smile", "b"]),
    ],
)
def test_values_know_their_source(content: str, sources: list[str]) -> None:
    assert [source for _, source in cell_values(content)] == sources


@given(st.text(alphabet="ab/,&; \\|`*[]()<br>é中😀\u00a0\u200b.", max_size=30))
def test_values_stand_within_their_cell(content: str) -> None:
    text = table(f"[a](https://a.example) | {content}")
    for row in parse(text, "README.md").tables[0].rows:
        for cell in row.cells:
            for value in values(text, cell):
                assert cell.outer.contains(value.span)
                assert value.text


# --- What is the same ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hugging Face", "huggingface"),
        ("etc", "etc."),
        ("Node.js", "nodejs"),
        ("Open-Source", "open source"),
        ("GPT-4", "GPT4"),
        ("✘", "\u200b✘"),
        ("✔\ufe0f", "✔"),
        ("ＭＩＴ", "MIT"),
    ],
)
def test_spellings_of_one_value(one: str, other: str) -> None:
    assert value_key(one) == value_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C#", "C"),
        ("3.5", "35"),
        ("1-2", "12"),
        ("Meta", "Meta AI"),
        ("@user", "user"),
        ("-", "–"),
        (".NET", "NET"),
    ],
)
def test_different_values(one: str, other: str) -> None:
    assert value_key(one) != value_key(other)


def test_headers_and_signs() -> None:
    assert header_key("Licence") == header_key("LICENSES")
    assert header_key("base\u00a0model") == header_key("Base_Model")
    assert unseen("base\u00a0model") == "U+00A0"
    assert unseen("a  b") == "two blanks"
    assert bare("\ufeffa\u00a0 b") == "a b"
    assert is_placeholder(" N/A ")
    assert not is_placeholder("None")


# --- Columns -------------------------------------------------------------------------------


def test_columns_join_tables_by_header() -> None:
    text = (
        table("[a](https://a.example) | MIT", header="Name | License")
        + "\n"
        + table("[b](https://b.example) | GPL | new", header="Name | Licence | Notes")
        + "\n"
        + table("x | y", header="No | Links")
    )
    found = {column.key: column for column in columns(context(text))}
    assert [field.cell.text for field in found["license"].fields] == ["MIT", "GPL"]
    assert found["license"].header == "License"
    assert found["name"].fields[0].role is Role.NAME
    assert "no" not in found


@pytest.mark.parametrize(
    ("cells", "nature"),
    [
        (["en", "zh", "en/zh"], Nature.VALUES),
        (["7", "1.2", "~3 - 65", "110M", "2023/05"], Nature.NUMBERS),
        (["Aug 2025", "July 2024"], Nature.NUMBERS),
        (["[x](https://x.example)", "[y](https://y.example)", "none"], Nature.LINKS),
        (["It walks along the whole table.", "It flies."], Nature.TEXT),
    ],
)
def test_nature_is_learned(cells: list[str], nature: Nature) -> None:
    rows = [f"[a](https://a.example) | {c} | Something" for c in cells]
    text = table(*rows, header="Name | Which | Description")
    content = next(c for c in contents(context(text)) if c.column.key == "which")
    assert content.nature is nature


def test_pieces_of_brackets_are_no_values() -> None:
    text = table("[a](https://a.example) | free (EU, US), paid")
    (content,) = contents(context(text))
    assert [placed.value.text for placed in content.values] == ["paid"]


# --- Rules, beyond what their pages show ---------------------------------------------------


def rows_of(*cells: str) -> list[str]:
    return [f"[t{n}](https://t{n}.example) | {cell}" for n, cell in enumerate(cells)]


def test_spellings_that_are_both_frequent_are_left_alone() -> None:
    assert found(table(*rows_of(*["Meta"] * 5, *["meta"] * 3)), "inconsistent-value") == []
    assert found(table(*rows_of("Meta", "meta")), "inconsistent-value") == []
    assert len(found(table(*rows_of(*["Meta"] * 6, *["meta"] * 3)), "inconsistent-value")) == 3


def test_links_need_a_habit() -> None:
    links = [f"[Code](https://x.example/{n})" for n in range(8)]
    odd = "[code](https://y.example)"
    header = "Name | Where"
    few = table(*rows_of(*links[:4], odd), header=header)
    many = table(*rows_of(*links, odd), header=header)
    assert found(few, "inconsistent-value", minimum=8, share=0.8) == []
    assert found(many, "inconsistent-value", minimum=8, share=0.8) == [
        "`code` is spelled `Code` in 8 of 9 rows"
    ]


def test_markup_is_found_and_not_mended() -> None:
    text = table(*rows_of("Hugging Face", "Hugging Face", "**Hugging**face"))
    (finding,) = lint(context(text), [RULES["inconsistent-value"]], RULES)
    assert finding.fix is None


def test_licenses_are_no_matter_of_majorities() -> None:
    text = table(*rows_of(*["Apache 2.0"] * 9, "apache-2.0"), header="Name | Licence")
    assert found(text, "inconsistent-value") == []


def test_two_spellings_of_a_header_that_are_habits() -> None:
    one = table("[a](https://a.example) | MIT", header="Name | License")
    other = one.replace("License", "license")
    assert len(found("\n".join([*[one] * 12, *[other] * 9]), "inconsistent-header")) == 9
    assert found("\n".join([*[one] * 12, *[other] * 10]), "inconsistent-header") == []
    assert found("\n".join([one, other]), "inconsistent-header") == []


def test_headers_with_markup_are_not_mended() -> None:
    one = table("[a](https://a.example) | MIT", header="Name | License")
    text = "\n".join([one, one, one.replace("License", "**license**")])
    (finding,) = lint(context(text), [RULES["inconsistent-header"]], RULES)
    assert finding.fix is None


@pytest.mark.parametrize("value", ["LGPL", "GPLv3", "Gpl2", "Unlicensed", "NextJS"])
def test_no_slip(value: str) -> None:
    others = [f"Thing {n}" for n in range(9)]
    usual = [*["GPL"] * 12, *["Unlicense"] * 12, *["NestJS"] * 12]
    text = table(*rows_of(*usual, *others, value), header="Name | Kind")
    assert found(text, "unknown-value") == []


def test_a_lost_letter_is_found_among_many_values() -> None:
    others = [f"Thing {n}" for n in range(9)]
    text = table(*rows_of(*["Documentary"] * 6, *others, "Doumentary"), header="Name | Kind")
    assert found(text, "unknown-value") == [
        "`Doumentary` is no value of `Kind` elsewhere; `Documentary` is, 6 times"
    ]


@pytest.mark.parametrize("value", ["Unkown", "Unknwon", "Unknownn", "Unknoqn"])
def test_slips(value: str) -> None:
    text = table(*rows_of(*["Unknown"] * 12, *["Yes"] * 12, value))
    assert found(text, "unknown-value") == [
        f"`{value}` is no value of `Who` elsewhere; `Unknown` is, 12 times"
    ]


def test_a_set_is_decided_with_its_column() -> None:
    with pytest.raises(ValueError, match="belong together"):
        override(RULES["unknown-value"], {"column": "Auth"})


def test_a_column_that_some_tables_do_without() -> None:
    full = table(*rows_of(*["en"] * 40))
    sparse = table(*rows_of("en", "en", "", "", "", ""))
    assert found(f"{full}\n{sparse}", "missing-value", share=0.8) == []
    assert len(found(f"{full}\n{table(*rows_of('en', ''))}", "missing-value")) == 1


def test_missing_values_can_be_allowed_and_asked() -> None:
    text = table(*rows_of(*["en"] * 40, ""))
    assert found(text, "missing-value", {"never": ["WHO"]}) == []
    assert found(table(*rows_of("en", "")), "missing-value", {"always": ["who"]}) == ["no `Who`"]


# --- Layout --------------------------------------------------------------------------------

CELLS = st.text(alphabet="ab \\`*é中😀:-\u00a0&<", max_size=8).map(lambda s: s.replace("|", ""))


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["compact", "aligned"]),
)
def test_layout_changes_nothing_that_github_shows(rows: list[list[str]], layout: str) -> None:
    text = "|a|b|\n|:-|-|\n" + "".join("|" + "|".join(row) + "|\n" for row in rows)
    rule = override(RULES["table-layout"], {"layout": layout})

    def check(one: LintContext) -> list:
        return lint(one, [rule], RULES)

    mended = apply_fixes(context(text), check, context, frozenset({Safety.SAFE}))
    assert mended.notes == ()
    assert check(mended.context) == []
    assert github_flavored_markdown_to_html(mended.context.text) == (
        github_flavored_markdown_to_html(text)
    )


# --- Time ----------------------------------------------------------------------------------


def big(rows: int) -> str:
    whos = ("Meta", "Google", "OpenAI")
    return table(
        *(f"[t{n}](https://t{n}.example) | {whos[n % 3]} | en/zh" for n in range(rows)),
        header="Name | Who | Language",
    )


def seconds(rows: int) -> float:
    one = context(big(rows))
    assert len(one.entries) == rows
    started = time.process_time()
    lint(one, [RULES[name] for name in TABLE_RULES], RULES)
    return time.process_time() - started


def test_time_is_linear() -> None:
    small = min(seconds(1_000) for _ in range(2))
    assert seconds(10_000) < 40 * small + 0.5


BACKSLASHES = st.text(alphabet="\\|ab `*", min_size=1, max_size=9)


@given(BACKSLASHES)
def test_cells_end_where_github_ends_them(row: str) -> None:
    text = f"|a|b|c|\n|-|-|-|\n|{row}\n"
    shown = re.findall(r"<td>(.*?)</td>", github_flavored_markdown_to_html(text))
    seen = [cell.text.strip() for r in parse(text, "x").tables[0].rows for cell in r.cells][:3]
    plain = [unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in shown]
    assert seen == plain[: len(seen)]
    assert not any(plain[len(seen) :])


def test_one_long_cell_does_not_blow_up_a_table() -> None:
    text = table(*rows_of("x" * 200_000, *["y"] * 100))
    assert found(text, "table-layout", {"layout": "aligned"}) == []


def test_wide_tables_take_no_longer_than_long_ones() -> None:
    width = 3_000
    header = " | ".join(f"h{n}" for n in range(width))
    row = " | ".join(["[a](https://a.example)", *(f"v{n}" for n in range(width - 1))])
    one = context(table(*[row] * 6, header=header) + "\n" + table(row, header=header + "x"))
    assert len(one.entries) == 7
    started = time.process_time()
    lint(one, [RULES[name] for name in TABLE_RULES], RULES)
    assert time.process_time() - started < 10


def test_long_licenses_and_links_describe_nothing() -> None:
    terms = "Custom: free with usage restrictions for companies"
    links = "[first checkpoint](https://x.example), [second](https://y.example)"
    text = table(f"[a](https://a.example) | {links} | {terms}", header="Name | Weights | Licence")
    (entry,) = context(text).entries
    assert entry.description == ""
