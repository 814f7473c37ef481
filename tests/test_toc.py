"""Tables of contents: what is read as one, what is missed, and that mending makes them whole."""

import pytest

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext
from listlint.kinds import Violation, load_kind
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import Rule, shipped_rules

RULE = shipped_rules()["toc-mismatch"]
NAMES = ("Ants", "Bees", "Cats", "Dogs", "Eels", "Fish")


def context(text: str) -> LintContext:
    return LintContext(document=parse(text, "README.md"))


def violations(text: str) -> list[Violation]:
    return list(load_kind("toc").check(context(text), RULE.parameters))


def findings(rule: Rule, one: LintContext) -> list[Finding]:
    return [
        rule.finding(violation) for violation in load_kind(rule.kind).check(one, rule.parameters)
    ]


def mended(text: str, *wanted: Safety) -> str:
    result = apply_fixes(
        context(text), lambda one: findings(RULE, one), context, wanted or [Safety.SAFE]
    )
    assert result.notes == ()
    return result.context.text


def sections(*names: str, level: int = 2) -> str:
    entry = "- [{0}](https://{0}.example) - Lives.\n\n"
    return "".join(f"{'#' * level} {name}\n\n{entry.format(name.lower())}" for name in names)


def items(*names: str, form: str = "- [{0}](#{1})") -> str:
    return "".join(form.format(name, name.lower()) + "\n" for name in names)


FORMS = [
    "- [{0}](#{1})",
    "* [{0}](#{1})",
    "  * [{0}](#{1})",
    "+ [**{0}**](#{1})",
    "- **[{0}](#{1})**",
    "- 👉 [{0}](#{1})",
    "> - [{0}](#{1})",
    "- [ ] [{0}](#{1})",
    "- [`{0}`](#{1})",
    "- [{0}](#user-content-{1})",
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("away", range(1, len(NAMES)))
def test_a_missing_item_comes_back_as_it_was(form: str, away: int) -> None:
    whole = "# Animals\n\n" + items(*NAMES, form=form) + "\n" + sections(*NAMES)
    assert violations(whole) == []
    kept = [name for name in NAMES if name != NAMES[away]]
    text = "# Animals\n\n" + items(*kept, form=form) + "\n" + sections(*NAMES)
    assert [violation.case for violation in violations(text)] == ["missing"]
    if "user-content" in form:
        assert violations(mended(text)) == []
    else:
        assert mended(text) == whole


def test_what_is_missing_side_by_side_is_one_finding() -> None:
    names = (*NAMES, "Goats", "Hens", "Ibises")
    text = items(*names[:3], *names[5:]) + "\n" + sections(*names)
    (violation,) = violations(text)
    assert violation.values["names"] == "“Dogs”, “Eels”"
    assert len(violation.related) == 2
    assert mended(text) == items(*names) + "\n" + sections(*names)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_items_end_as_the_others(newline: str) -> None:
    text = (items(*NAMES[:3], *NAMES[4:]) + "\n" + sections(*NAMES)).replace("\n", newline)
    assert mended(text) == (items(*NAMES) + "\n" + sections(*NAMES)).replace("\n", newline)


def test_a_loose_list_stays_loose() -> None:
    form = "- [{0}](#{1})\n"
    text = items(*NAMES[:3], *NAMES[4:], form=form) + sections(*NAMES)
    assert mended(text) == items(*NAMES, form=form) + sections(*NAMES)


def test_numbers_are_left_to_people() -> None:
    text = "".join(f"{i}. [{n}](#{n.lower()})\n" for i, n in enumerate(NAMES[:5], 1))
    (violation,) = violations(text + "\n" + sections(*NAMES))
    assert violation.case == "missing"
    assert violation.fix is None


def test_a_new_section_comes_with_its_parts() -> None:
    parts = {name: [f"{name} one", f"{name} two"] for name in NAMES}

    def toc(*names: str) -> str:
        return "".join(
            f"- [{name}](#{name.lower()})\n"
            + "".join(f"    - [{p}](#{p.lower().replace(' ', '-')})\n" for p in parts[name])
            for name in names
        )

    body = "".join(f"## {name}\n\n" + sections(*parts[name], level=3) for name in NAMES)
    text = "# Animals\n\n" + toc(*NAMES[:2], *NAMES[3:]) + "\n" + body
    (violation,) = violations(text)
    assert violation.values["names"] == "“Cats”, “Cats one”, “Cats two”"
    assert mended(text) == "# Animals\n\n" + toc(*NAMES) + "\n" + body


@pytest.mark.parametrize(
    "toc",
    [
        items(*NAMES[:2]),  # too few to tell
        items(*NAMES[1:]),  # what comes first introduces the list
        "Here they are: [Ants](#ants), [Bees](#bees), [Cats](#cats), [Dogs](#dogs).\n",
        items(*NAMES[:3]) + "\nand\n\n" + items(*NAMES[3:]),  # in two lists
        items(*NAMES[:5]) + "\nMore: [Fish](#fish)\n",
        '<ul><li><a href="#ants">Ants</a></li></ul>\n',
    ],
)
def test_silent(toc: str) -> None:
    assert violations("# Animals\n\n" + toc + "\n" + sections(*NAMES)) == []


def test_sections_that_are_no_part_of_the_list_may_be_left_out() -> None:
    body = sections(*NAMES) + "## License\n\n- [CC0](https://cc.example)\n\n## Thanks\n\nTo all.\n"
    assert violations(items(*NAMES) + "\n" + body) == []


def test_a_table_of_contents_within_a_section_answers_for_it_alone() -> None:
    inner = sections("Red", "Black", "Wood", "Fire", level=3)
    body = "## Ants\n\n" + items("Red", "Black", "Wood") + "\n" + inner + sections(*NAMES[1:])
    (violation,) = violations(items(*NAMES) + "\n" + body)
    assert violation.values["names"] == "“Fire”"


def test_html_anchors_lead_to_the_heading_behind_them() -> None:
    body = "".join(
        f'<a name="the-{n.lower()}"></a>\n\n## {n}\n\n- [{n}](https://{n}.example)\n\n'
        for n in NAMES
    )
    assert violations(items(*NAMES, form="- [{0}](#the-{1})") + "\n" + body) == []


def test_headings_with_emoji_are_listed_as_the_others_are() -> None:
    def body(*names: str) -> str:
        return "".join(f"## 🐾 {n}\n\n- [{n}](https://{n}.example)\n\n" for n in names)

    text = items(*NAMES[:3], *NAMES[4:], form="- [{0}](#-{1})") + "\n" + body(*NAMES)
    assert mended(text) == items(*NAMES, form="- [{0}](#-{1})") + "\n" + body(*NAMES)
    form = "- [🐾 {0}](#-{1})"
    text = items(*NAMES[:3], *NAMES[4:], form=form) + "\n" + body(*NAMES)
    assert mended(text) == items(*NAMES, form=form) + "\n" + body(*NAMES)


def test_another_order_is_a_choice_and_one_out_of_order_is_not() -> None:
    names = (*NAMES, "Goats", "Hens", "Ibises", "Jays")
    assert violations(items(*sorted(names, reverse=True)) + "\n" + sections(*names)) == []
    text = items(*names[1:], names[0]) + "\n" + sections(*names)
    (violation,) = violations(text)
    assert (violation.case, violation.values["other"]) == ("order", "first")
    assert mended(text) == items(*names) + "\n" + sections(*names)


def test_a_renamed_section_is_one_finding() -> None:
    text = items(*NAMES).replace("Cats", "Kittens").replace("#cats", "#kittens")
    (violation,) = violations(text + "\n" + sections(*NAMES))
    assert violation.case == "renamed"
    whole = items(*NAMES) + "\n" + sections(*NAMES)
    assert mended(text + "\n" + sections(*NAMES), Safety.UNSAFE) == whole


def test_a_section_that_is_gone_is_removed_only_when_asked() -> None:
    text = items(*NAMES, "Ghosts") + "\n" + sections(*NAMES)
    (violation,) = violations(text)
    assert violation.case == "extra"
    assert mended(text) == text
    assert mended(text, Safety.UNSAFE) == items(*NAMES) + "\n" + sections(*NAMES)


def test_a_wrong_anchor_is_mended() -> None:
    toc = items(*NAMES).replace("#cats", "#the-cats")
    (violation,) = violations(toc + "\n" + sections(*NAMES))
    assert violation.case == "anchor"
    assert mended(toc + "\n" + sections(*NAMES)) == items(*NAMES) + "\n" + sections(*NAMES)


def test_many_tables_of_contents_and_headings_take_linear_time() -> None:
    """Ten times the headings may take ten times as long, not a hundred times."""
    from time import process_time

    def seconds(count: int) -> float:
        text = "".join(
            f"## H\n\n- [a](#h-{i * 7 % count})\n- [b](#h-{i})\n\n" for i in range(count)
        )
        one = context(text)
        assert one.entries == ()
        start = process_time()
        list(load_kind("toc").check(one, RULE.parameters))
        return process_time() - start

    assert seconds(3000) < 40 * max(seconds(300), 0.01)
