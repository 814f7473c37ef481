"""Columns and the values in them: where they are split, what is the same, what is left alone."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from hypothesis import given
from hypothesis import strategies as st

from limits import steps
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.problems import InvalidData
from listlint.entries.columns import Role, columns, header_key
from listlint.entries.context import LintContext
from listlint.entries.thresholds import Conventions
from listlint.entries.values import (
    ColumnType,
    column_contents,
    counting_columns,
    value_key,
    values,
)
from listlint.language.words import (
    describe_invisible,
    is_empty,
    is_not_applicable,
    is_placeholder,
    visible,
    yes_or_no,
)
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import configure, custom_rule, shipped_rules

RULES = shipped_rules()
TABLE_RULES = (
    "column-count",
    "inconsistent-header",
    "inconsistent-value",
    "malformed-table",
    "missing-value",
    "stray-value",
    "table-format",
    "unexpected-value",
    "unknown-license",
)


def context(text: str, **thresholds) -> LintContext:
    return LintContext(parse(text, "README.md"), Conventions(**thresholds))


def table(*rows: str, header: str = "Name | Who") -> str:
    lines = [header, " | ".join("---" for _ in header.split("|")), *rows]
    return "".join(f"| {line} |\n" for line in lines)


def cell_values(content: str) -> list[tuple[str, str]]:
    """Return the values of a cell, with the source of each."""
    text = table(f"[a](https://a.example) | {content}")
    cell = parse(text, "README.md").tables[0].rows[0].cells[1]
    return [(value.text, value.span.of(text)) for value in values(text, cell)]


def found(text: str, rule: str, options: dict | None = None, **thresholds) -> list[str]:
    chosen = configure(RULES[rule], options) if options else RULES[rule]
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
        ("n / a", ["n / a"]),
        ("&#x2716;", ["✖"]),
        ("R&amp;D", ["R", "D"]),
        ("`a/b`", ["a/b"]),
        ("[Go, Rust](https://x.example)", ["Go, Rust"]),
        ("**Yes**", ["Yes"]),
        ("", []),
        ("/", []),
        ("![logo](https://x.example/a.png)", []),
    ],
)
def test_values_are_split_at_separators(content: str, expected: list[str]) -> None:
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
def test_values_are_within_their_cell(content: str) -> None:
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


def test_headers_and_invisible_characters() -> None:
    assert header_key("Licence") == header_key("LICENSES")
    assert header_key("base\u00a0model") == header_key("Base_Model")
    assert describe_invisible("base\u00a0model") == "U+00A0"
    assert describe_invisible("a  b") == "two spaces"
    assert visible("\ufeffa\u00a0 b") == "a b"


@pytest.mark.parametrize("text", [*"✔✓☑✅🗸", "✔\ufe0f", " Yes ", "Y", "TRUE", "是"])
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", [*"✖☒✗❌❎✘", "✖\ufe0f", "no", "N", "False", "否"])
def test_no(text: str) -> None:
    assert yes_or_no(text) is False


@pytest.mark.parametrize("text", ["", "-", "None", "Yes, mostly", "x", "☐"])
def test_neither_yes_nor_no(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize("text", ["-", "—", "--", " N/A ", "n / a", "NA", "Not applicable"])
def test_not_applicable(text: str) -> None:
    assert is_not_applicable(text)
    assert is_placeholder(text)
    assert is_empty(text)


@pytest.mark.parametrize("text", ["?", "/", "TBD", "tba", "todo", "Unknown", "unclear"])
def test_placeholders(text: str) -> None:
    assert not is_not_applicable(text)
    assert is_placeholder(text)
    assert is_empty(text)


@pytest.mark.parametrize("text", ["", " ", "None", "...", "**", "\u200b"])
def test_a_description_that_says_nothing(text: str) -> None:
    assert not is_placeholder(text)
    assert is_empty(text)


@pytest.mark.parametrize("text", ["ant", "-1", "nonexistent", "No", "✗"])
def test_what_says_something(text: str) -> None:
    assert not is_placeholder(text)
    assert not is_empty(text)


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
    ("cells", "expected"),
    [
        (["en", "zh", "en/zh"], ColumnType.VALUES),
        (["7", "1.2", "~3 - 65", "110M", "2023/05"], ColumnType.NUMBERS),
        (["Aug 2025", "July 2024"], ColumnType.NUMBERS),
        (["[x](https://x.example)", "[y](https://y.example)", "none"], ColumnType.LINKS),
        (["It walks along the whole table.", "It flies."], ColumnType.TEXT),
    ],
)
def test_the_type_of_a_column_is_learned(cells: list[str], expected: ColumnType) -> None:
    rows = [f"[a](https://a.example) | {c} | Something" for c in cells]
    text = table(*rows, header="Name | Which | Description")
    content = next(c for c in column_contents(context(text)) if c.column.key == "which")
    assert content.type is expected


def test_parts_of_parentheses_are_not_values() -> None:
    text = table("[a](https://a.example) | free (EU, US), paid")
    (content,) = column_contents(context(text))
    assert [one.value.text for one in content.values] == ["paid"]


# --- Rules, beyond what their pages show ---------------------------------------------------


def rows_of(*cells: str) -> list[str]:
    return [f"[t{n}](https://t{n}.example) | {cell}" for n, cell in enumerate(cells)]


def test_spellings_that_are_both_frequent_are_left_alone() -> None:
    assert found(table(*rows_of(*["Meta"] * 5, *["meta"] * 3)), "inconsistent-value") == []
    assert found(table(*rows_of("Meta", "meta")), "inconsistent-value") == []
    assert found(table(*rows_of(*["Meta"] * 9, *["meta"] * 3)), "inconsistent-value") == []
    assert len(found(table(*rows_of(*["Meta"] * 12, *["meta"] * 2)), "inconsistent-value")) == 2
    assert len(found(table(*rows_of(*["MetaAI"] * 6, *["Meta AI"] * 3)), "inconsistent-value")) == 3


@pytest.mark.parametrize(
    ("usual", "other", "safety"),
    [
        (["MetaAI"] * 3, ["Meta-AI"], Safety.UNSAFE),
        (["Meta"] * 6, ["meta"], Safety.SAFE),
        (["MetaAI"] * 6, ["Meta-AI"] * 2, Safety.UNSAFE),
        (["MetaAI"] * 2, ["Meta\u200bAI"], Safety.SAFE),
    ],
)
def test_a_spelling_needs_a_majority_for_a_safe_fix(
    usual: list[str], other: list[str], safety: Safety
) -> None:
    text = table(*rows_of(*usual, *other))
    findings = lint(context(text), [RULES["inconsistent-value"]], RULES)
    assert [finding.fix.safety for finding in findings if finding.fix] == [safety] * len(other)


def test_links_need_a_convention() -> None:
    links = [f"[Code](https://x.example/{n})" for n in range(8)]
    odd = "[code](https://y.example)"
    header = "Name | Where"
    few = table(*rows_of(*links[:4], odd), header=header)
    many = table(*rows_of(*links, odd), header=header)
    assert found(few, "inconsistent-value", minimum=8, share=0.8) == []
    assert found(many, "inconsistent-value", minimum=8, share=0.8) == [
        "`code` should be spelled `Code` (8 of 9 are)"
    ]


def test_markup_is_found_and_not_fixed() -> None:
    text = table(*rows_of(*["Hugging Face"] * 3, "**Hugging**face"))
    (finding,) = lint(context(text), [RULES["inconsistent-value"]], RULES)
    assert finding.fix is None


def test_licenses_are_left_to_their_own_rule() -> None:
    text = table(*rows_of(*["Apache 2.0"] * 9, "apache-2.0"), header="Name | Licence")
    assert found(text, "inconsistent-value") == []


def test_two_spellings_of_a_header_that_are_conventions() -> None:
    one = table("[a](https://a.example) | MIT", header="Name | License")
    other = one.replace("License", "license")
    assert len(found("\n".join([*[one] * 18, *[other] * 9]), "inconsistent-header")) == 9
    assert found("\n".join([*[one] * 20, *[other] * 10]), "inconsistent-header") == []
    assert found("\n".join([one, one, other]), "inconsistent-header") == []


def test_headers_with_markup_are_not_fixed() -> None:
    one = table("[a](https://a.example) | MIT", header="Name | License")
    text = "\n".join([one, one, one, one.replace("License", "**license**")])
    (finding,) = lint(context(text), [RULES["inconsistent-header"]], RULES)
    assert finding.fix is None


@pytest.mark.parametrize("value", ["LGPL", "GPLv3", "Gpl2", "Unlicensed", "NextJS"])
def test_no_typo(value: str) -> None:
    others = [f"Thing {n}" for n in range(9)]
    usual = [*["GPL"] * 12, *["Unlicense"] * 12, *["NestJS"] * 12]
    text = table(*rows_of(*usual, *others, value), header="Name | Kind")
    assert found(text, "unexpected-value") == []


def test_a_lost_letter_is_found_among_many_values() -> None:
    others = [f"Thing {n}" for n in range(9)]
    text = table(*rows_of(*["Documentary"] * 6, *others, "Doumentary"), header="Name | Kind")
    assert found(text, "unexpected-value") == [
        "unexpected `Doumentary` in column `Kind`; did you mean `Documentary` (6 times)?"
    ]


@pytest.mark.parametrize("value", ["Mongodb", "Commercial"])
def test_known_words_and_names_of_the_row_are_no_typos(value: str) -> None:
    usual = ["Mango", *["Mangodb"] * 20, *["Commercials"] * 20]
    text = table(
        *rows_of(*usual), "[m](https://github.com/mongodb/x) | " + value, header="N | Kind"
    )
    assert found(text, "unexpected-value") == []


@pytest.mark.parametrize("value", ["Unkown", "Unknwon", "Unknownn", "Unknoqn"])
def test_typos(value: str) -> None:
    text = table(*rows_of(*["Unknown"] * 12, *["Yes"] * 12, value))
    assert found(text, "unexpected-value") == [
        f"unexpected `{value}` in column `Who`; did you mean `Unknown` (12 times)?"
    ]


def allowed(**table) -> list:
    rule = custom_rule("authentication", {"kind": "allowed-values", **table})
    text = table_of_keys()
    return [(f.message, f.fix and f.fix.edits[0].text) for f in lint(context(text), [rule], RULES)]


def table_of_keys() -> str:
    return table(*rows_of("apiKey", "ApiKey", "No/OAuth", "OAth", "token"), header="Name | Auth")


def test_allowed_values_of_a_column() -> None:
    expected = "expected one of `No`, `apiKey`, `OAuth`"
    assert allowed(column="auth", values=["No", "apiKey", "OAuth"]) == [
        (f"`ApiKey` is not a value of `Auth`; {expected}", "apiKey"),
        (f"`OAth` is not a value of `Auth`; {expected}", "OAuth"),
        (f"`token` is not a value of `Auth`; {expected}", None),
    ]


def test_allowed_values_with_a_message() -> None:
    message = "{found} in {column}, but {allowed}"
    found = allowed(column="Auth", values=["apiKey"], message=message)
    assert found[1][0] == "No in Auth, but `apiKey`"


@pytest.mark.parametrize("options", [{}, {"column": "Auth"}, {"column": "", "values": ["No"]}])
def test_allowed_values_need_a_column_and_values(options: dict) -> None:
    with pytest.raises(InvalidData):
        allowed(**options)


def test_a_column_that_some_tables_do_without() -> None:
    full = table(*rows_of(*["en"] * 40))
    sparse = table(*rows_of("en", "en", "", "", "", ""))
    assert found(f"{full}\n{sparse}", "missing-value", share=0.8) == []
    assert len(found(f"{full}\n{table(*rows_of('en', ''))}", "missing-value")) == 1


def test_missing_values_can_be_allowed_and_forbidden() -> None:
    text = table(*rows_of(*["en"] * 40, ""))
    assert found(text, "missing-value", {"never": ["WHO"]}) == []
    assert found(table(*rows_of("en", "")), "missing-value", {"always": ["who"]}) == [
        "`Who` cell is empty"
    ]


# --- Format --------------------------------------------------------------------------------

CELLS = st.text(alphabet="ab \\`*é中😀:-\u00a0&<", max_size=8).map(lambda s: s.replace("|", ""))


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["compact", "aligned"]),
)
def test_format_changes_nothing_that_github_shows(rows: list[list[str]], layout: str) -> None:
    text = "|a|b|\n|:-|-|\n" + "".join("|" + "|".join(row) + "|\n" for row in rows)
    rule = configure(RULES["table-format"], {"layout": layout})

    def check(one: LintContext) -> list:
        return lint(one, [rule], RULES)

    fixed = apply_fixes(context(text), check, context, frozenset({Safety.SAFE}))
    assert fixed.notes == ()
    assert check(fixed.context) == []
    assert github_flavored_markdown_to_html(fixed.context.text) == (
        github_flavored_markdown_to_html(text)
    )


# --- Cost --------------------------------------------------------------------------------


def cost(text: str) -> int:
    one = context(text)
    assert one.entries
    return steps(lambda: lint(one, [RULES[name] for name in TABLE_RULES], RULES))


def long_table(rows: int) -> str:
    whos = ("Meta", "Google", "OpenAI")
    return table(
        *(f"[t{n}](https://t{n}.example) | {whos[n % 3]} | en/zh" for n in range(rows)),
        header="Name | Who | Language",
    )


def wide_tables(width: int) -> str:
    header = " | ".join(f"h{n}" for n in range(width))
    row = " | ".join(["[a](https://a.example)", *(f"v{n}" for n in range(width - 1))])
    return table(*[row] * 6, header=header) + "\n" + table(row, header=header + "x")


@pytest.mark.parametrize("make", [long_table, wide_tables])
def test_cost_is_linear(make: Callable[[int], str]) -> None:
    cost(make(10))  # rules are imported once
    assert cost(make(400)) < 5 * cost(make(100))


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
    assert found(text, "table-format", {"layout": "aligned"}) == []


def test_long_licenses_and_links_describe_nothing() -> None:
    terms = "Custom: free with usage restrictions for companies"
    links = "[first checkpoint](https://x.example), [second](https://y.example)"
    text = table(f"[a](https://a.example) | {links} | {terms}", header="Name | Weights | Licence")
    (entry,) = context(text).entries
    assert entry.description == ""


def test_numbers_of_many_digits_count_no_rows() -> None:
    rows = "".join(f"| {'9' * 5_000}{i} | [a{i}](https://a{i}.example) |\n" for i in range(4))
    table = parse(f"| # | Name |\n| --- | --- |\n{rows}").tables[0]
    assert counting_columns(table, 0.9) == frozenset()
