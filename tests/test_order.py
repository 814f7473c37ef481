"""Sorting moves whole entries, the fewest of them, and nothing else."""

import random

import pytest

from limits import steps
from listlint.config.models import default_config
from listlint.diagnostics.edits import Safety
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import configure

RULE = default_config().rules["unsorted-entry"]
NAMES = [
    "ant",
    "bat",
    "cat",
    "dog",
    "eel",
    "fox",
    "gnu",
    "hen",
    "ibis",
    "jay",
    "kea",
    "lark",
    "mole",
    "newt",
    "owl",
    "pig",
]


def bullets(names: list[str]) -> str:
    return "".join(f"- [{name}](https://{name}.example) - Is a {name}.\n" for name in names)


def found(text: str, **options: object) -> list[str]:
    rule = configure(RULE, options) if options else RULE
    return [f.message for f in lint(LintContext(parse(text, "README.md")), [rule])]


def safeties(text: str, **options: object) -> list[Safety]:
    rule = configure(RULE, options) if options else RULE
    fixes = [f.fix for f in lint(LintContext(parse(text, "README.md")), [rule])]
    return [fix.safety for fix in fixes if fix is not None]


def fixed(text: str) -> str:
    done = apply_fixes(
        LintContext(parse(text, "README.md")),
        lambda context: lint(context, [RULE]),
        lambda new: LintContext(parse(new, "README.md")),
        {Safety.SAFE, Safety.UNSAFE},
    )
    assert done.notes == ()
    return done.context.text


def test_sorted_list_is_silent() -> None:
    assert found(bullets(NAMES)) == []


def test_unsorted_list_is_silent() -> None:
    names = NAMES * 4
    random.Random(1).shuffle(names)
    assert found(bullets(names)) == []


def test_short_list_is_silent() -> None:
    assert found(bullets(["ant", "cat", "bat", "dog"])) == []


def test_fewest_entries_move() -> None:
    names = [*NAMES[:3], "owl", *NAMES[3:14], "pig"]
    assert found(bullets(names)) == [
        "`owl` should come after `newt` (15 of 16 entries are in order)"
    ]


@pytest.mark.parametrize("seed", range(20))
def test_fixing_sorts_and_keeps_every_line(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"{name}{number}" for name in NAMES for number in (2, 10)]
    moved = chance.sample(names[1:], 3)
    names = [name for name in names if name not in moved]
    for name in moved:
        names.insert(chance.randrange(1, len(names) + 1), name)
    text = bullets(names)
    after = fixed(text)
    assert found(after) == []
    assert sorted(after.splitlines()) == sorted(text.splitlines())


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\nAfterword.\n"])
def test_line_ends_are_kept(newline: str, tail: str) -> None:
    lines = bullets([*NAMES[:-1], "asp"]).rstrip("\n")
    text = (lines + tail).replace("\n", newline)
    after = fixed(text)
    assert after == (bullets(["ant", "asp", *NAMES[1:-1]]).rstrip("\n") + tail).replace(
        "\n", newline
    )


def test_comment_between_entries_forbids_the_move() -> None:
    lines = bullets([*NAMES[:-1], "asp"]).splitlines(keepends=True)
    text = "".join([*lines[:-1], "  <!-- new ones go here -->\n", lines[-1]])
    assert sorted(fixed(text).splitlines()) == sorted(text.splitlines())
    assert fixed(text).count("<!-- new ones go here -->") == 1


@pytest.mark.parametrize(
    "names",
    [
        [
            "ask",
            "birk",
            "eg",
            "fyr",
            "gran",
            "hassel",
            "lind",
            "pil",
            "røn",
            "æble",
            "østers",
            "ål",
        ],
        ["cedr", "čeština", "dub", "hruška", "chmel", "jedle", "lípa", "smrk", "švestka", "tis"],
        ["cebra", "cuervo", "chacal", "delfín", "lobo", "lucio", "llama", "mono", "ñandú", "oso"],
        ["阿狸", "北京", "长城", "大理", "峨眉", "富士", "高山", "黄河", "江南", "昆明"],
        ["a", "b1", "b10", "b2", "c", "d", "e", "f", "g", "h", "i"],
        [*NAMES[:4], "The Ear", "La Elle", "awesome-eye", *NAMES[4:]],
        ["front", "front-end-a", "front-end-z", "frontdesk", "frontend-b", *NAMES[6:]],
    ],
)
def test_other_languages_and_ways_to_sort_are_right(names: list[str]) -> None:
    assert found(bullets(names)) == []


def test_letters_of_other_languages_do_not_hide_what_all_agree_on() -> None:
    names = [*NAMES[:9], "émeu", "asp", *NAMES[9:]]
    assert found(bullets(names)) == [
        "`asp` should come after `ant` (17 of 18 entries are in order)"
    ]


def test_badge_is_not_the_name_and_a_group_is_not_an_entry() -> None:
    badge = "[![Open](https://img.example/open.svg)](https://src.example) "
    lines = bullets(NAMES).replace("- [", f"- {badge}[").splitlines(keepends=True)
    group = "- Beasts\n  - [asp](https://asp.example) - Is an asp.\n"
    assert found("".join([*lines[:7], lines[7].replace(badge, ""), *lines[8:], group])) == []


def test_only_short_moves_are_safe() -> None:
    assert safeties(bullets([*NAMES[:-1], "asp"])) == [Safety.UNSAFE]
    assert safeties(bullets([*NAMES[:6], "asp", *NAMES[6:]])) == [Safety.SAFE]
    assert safeties(bullets([*NAMES[:-1], "asp"]), by="name") == [Safety.SAFE]
    assert safeties(bullets([*NAMES[:6], "d-x", *NAMES[6:]])) == [Safety.UNSAFE]


def test_comment_on_the_way_makes_a_move_unsafe() -> None:
    text = bullets([*NAMES[:6], "asp", *NAMES[6:]])
    assert safeties(text.replace("- [dog]", "  <!-- large ones -->\n- [dog]")) == [Safety.UNSAFE]


def test_groups_of_rows_are_lists_of_their_own() -> None:
    header = ["| kind | name |", "| --- | --- |"]
    rows = [
        f"| {'pet' if name in 'catdog' else 'wild'} | [{name}](https://{name}.example) |"
        for name in NAMES
    ]
    text = "\n".join([*header, *sorted(rows), ""])
    assert found(text) == []
    assert len(found(text.replace("fox", "zebra"))) == 1


def test_few_years_are_no_order() -> None:
    years = {"bat": " (2019)", "hen": " (2021)", "pig": " (2016)"}
    names = NAMES * 2
    random.Random(1).shuffle(names)
    lines = (
        f"- [{name}](https://{name}.example) - Is one{years.get(name, '')}.\n" for name in names
    )
    assert found("".join(lines)) == []


def test_nested_lists_move_with_their_entry() -> None:
    nested = "- [asp](https://asp.example)\n  - [tail](https://asp.example/tail)\n\n  More.\n"
    text = bullets(NAMES) + nested
    first, rest = bullets(NAMES[:1]), bullets(NAMES[1:])
    assert fixed(text) == first + nested + rest


def test_ordered_lists_are_ranked_not_sorted() -> None:
    text = bullets([*NAMES[:-1], "asp"])
    ranked = "".join(f"{n}. {line[2:]}\n" for n, line in enumerate(text.splitlines(), 1))
    assert found(ranked) == []


@pytest.mark.parametrize(
    "names",
    [
        [*NAMES, "1password"],
        [*NAMES, "Others"],
        [*NAMES, "Örebro"],
        ["zoo of our own", *NAMES],
        [*NAMES[:2], "C#", "C++", "c-api", "capi", *NAMES[2:]],
        ["go-zoo", "goat", *("h" + name for name in NAMES)],
        [f"n{number}" for number in range(20)],
        sorted(f"n{number}" for number in range(20)),
    ],
)
def test_usual_ways_to_sort_are_right(names: list[str]) -> None:
    assert found(bullets(names)) == []


def test_configured_order_holds_for_short_lists() -> None:
    text = bullets(["cat", "Bat", "ant"])
    assert len(found(text, by="name")) == 2
    assert found(bullets(["Bat", "Cat", "ant"]), by="code") == []


def cost(count: int) -> int:
    """Return how many lines run for a list of `count` entries, a twelfth of them out of order."""
    names = [f"n{number:06}" for number in range(count)]
    moved = random.Random(3).sample(names[1:], count // 12)
    gone = set(moved)
    names = [name for name in names if name not in gone] + moved
    context = LintContext(parse(bullets(names), "README.md"))
    assert len(context.entries) == count
    findings = []
    lines = steps(lambda: findings.extend(lint(context, [RULE])))
    assert len(findings) > count // 14
    return lines


def test_steps_are_not_quadratic() -> None:
    assert cost(1_600) < 6 * cost(400)


def test_rows_with_a_cell_too_many_stay_where_they_are() -> None:
    rows = [f"| yes | [{name}](https://{name}.example) | 4 |" for name in NAMES]
    rows[7] = "| zebra | | [hen](https://hen.example) | 4 |"
    assert found("\n".join(["| ok | name | legs |", "| --- | --- | --- |", *rows, ""])) == []
