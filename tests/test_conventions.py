"""Conventions: enough values that nearly agree, the outliers, and silence below that."""

import pytest

from listlint.entries import Entry, entries
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    Case,
    Convention,
    agreed,
    case,
    learn,
    outliers,
    outliers_within,
)
from listlint.entries.sentences import Ending, ending, sentence
from listlint.entries.thresholds import Conventions
from listlint.markdown import parse

LIMITS = Conventions(minimum=10, share=0.9)


def entry(description: str, separator: str = " - ") -> Entry:
    (one,) = entries(parse(f"- [Thing](https://thing.example){separator}{description}\n", "x"))
    return one


def described(description: str) -> tuple[LintContext, Entry]:
    context = LintContext(parse(f"- [Thing](https://thing.example) - {description}\n", "x"))
    (one,) = context.entries
    return context, one


def test_enough_that_nearly_agree_are_a_convention() -> None:
    convention = learn(["a"] * 9 + ["b"], LIMITS)
    assert convention == Convention("a", 9, 10)
    assert convention is not None
    assert Convention("a", 2508, 2627).counts == "2,508 of 2,627"


@pytest.mark.parametrize("values", [[], ["a"] * 9, ["a"] * 17 + ["b"] * 3])
def test_below_the_thresholds_there_is_none(values: list[str]) -> None:
    assert learn(values, LIMITS) is None
    assert list(outliers([(a, a) for a in values], LIMITS)) == []


def test_outliers_are_those_with_another_value() -> None:
    pairs = [(number, "b" if number == 3 else "a") for number in range(20)]
    (outlier,) = outliers(pairs, LIMITS)
    assert (outlier.one, outlier.value, outlier.convention) == (3, "b", Convention("a", 19, 20))


def test_what_was_decided_holds_whatever_the_majority() -> None:
    pairs = [(1, "a"), (2, "a"), (3, "b")]
    assert [outlier.one for outlier in outliers(pairs, LIMITS, "b")] == [1, 2]
    assert {o.convention.agreeing for o in outliers_within(pairs, lambda _: 0, LIMITS, "b")} == {1}


def test_scopes_count_only_where_the_whole_has_no_convention() -> None:
    first = [(("first", n), "b" if n == 0 else "a") for n in range(20)]
    second = [(("second", n), "a" if n == 0 else "b") for n in range(20)]
    third = [(("third", n), "a" if n % 2 else "b") for n in range(20)]
    found = outliers_within([*first, *second, *third], lambda one: one[0], LIMITS)
    assert [one.one for one in found] == [("first", 0), ("second", 0)]
    found = outliers_within([*first, (("second", 1), "b")], lambda one: one[0], LIMITS)
    assert [one.one for one in found] == [("first", 0), ("second", 1)]


def test_groups_agree_unless_one_has_another_convention() -> None:
    many, few = ["a"] * 200, ["b"] * 12
    assert agreed([many, few[:5]], LIMITS) == Convention("a", 200, 205)
    assert agreed([many, few], LIMITS) is None


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("Walks along the table.", Ending.PERIOD),
        ("Walks along the table. `MIT`", Ending.PERIOD),
        ("Walks along the table. ([Source](https://x.example))", Ending.PERIOD),
        ("Walks along the table. :tada:", Ending.PERIOD),
        ("**Walks along the table.**", Ending.PERIOD),
        ("Walks along the table (always.)", Ending.PERIOD),
        ("它整天在桌子上走来走去。", Ending.PERIOD),
        ("Walks along the table. 🎉🏽 :+1:", Ending.PERIOD),
        ("Walks along the table 🎉", None),
        ("Walks along the table", Ending.NONE),
        ("Walks along the table ![x](https://x.example/x.svg)", Ending.NONE),
        ("Walks along tables, chairs, etc.", None),
        ("Läuft über Tische, Stühle usw.", None),
        ("Läuft über Tische u. a.", None),
        ("Ходит по столам, стульям и др.", None),
        ("Ходит по столам, стульям и т.п.", None),
        ("Written by Ada Lovelace B.", None),
        ("Walks along https://x.example", None),
        ("Walks along tables with Node.js", Ending.NONE),
        ("Walks along the table. (listed above)", Ending.PERIOD),
        (
            "Walks along the table. [Demo](https://x.example), [Paper](https://x.example)",
            Ending.PERIOD,
        ),
        ('"Walks along the table." (Thanks Ada)', Ending.PERIOD),
        ("Walks along the table. See [tables](https://x.example)", Ending.NONE),
        ("它整天在桌子上走来走去。（官方）", Ending.PERIOD),
        ("Walks along the table (all day)", Ending.NONE),
        ("Three kinds of walk:", None),
        ("It walks along the table. —Ada Lovelace", None),
    ],
)
def test_ending(description: str, expected: Ending | None) -> None:
    context, one = described(description)
    assert ending(context.text, one) is expected


@pytest.mark.parametrize(
    "description",
    [
        "Walks along the table^ **[Deprecated]**",
        "Walks along the table^ ([Source](https://x.example))",
        "Walks along the table^ ([Source](https://x.example), [Demo](x.md)) `MIT` `Go`",
        "Walks along the table^ [[paper](https://x.example)]",
        "Walks along the table^ ![x](https://x.example/x.svg)",
        "Walks along the table (all day)^",
        "Walks along the **table**^",
        "Walks along `tables`^",
    ],
)
def test_a_period_belongs_before_tags_and_badges(description: str) -> None:
    context, one = described(description.replace("^", ""))
    span = one.description_span
    assert span is not None
    end = sentence(context.text, one.description_leaf, span).end
    assert f"{context.text[:end]}^{context.text[end:]}".endswith(f"{description}\n")


@pytest.mark.parametrize(
    ("description", "separator", "expected"),
    [
        ("Walks along the table.", " - ", Case.UPPER),
        ("walks along the table.", " - ", Case.LOWER),
        ("a walk along the table.", " - ", Case.LOWER),
        ("walks along the table.", " ", None),
        ("iOS client for walks.", " - ", None),
        ("x86 code that walks.", " - ", None),
        ("`walk` along the table.", " - ", None),
        ("[walks](https://x.example) along the table.", " - ", None),
        ("3 ways to walk along.", " - ", None),
        ("它整天在桌子上走来走去。", " - ", None),
    ],
)
def test_case(description: str, separator: str, expected: Case | None) -> None:
    assert case(entry(description, separator)) is expected
