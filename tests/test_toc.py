"""Tables of contents: what is read as one, what is reported, and that fixes complete them."""

import pytest

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import shipped_rules

RULE = shipped_rules()["toc-mismatch"]
NAMES = ("Ants", "Bees", "Cats", "Dogs", "Eels", "Fish")


def context(text: str) -> LintContext:
    return LintContext(document=parse(text, "README.md"))


def findings(text: str) -> list[Finding]:
    return list(RULE.check(context(text)))


def fixed(text: str) -> str:
    result = apply_fixes(context(text), RULE.check, context, {Safety.SAFE})
    assert result.notes == ()
    return result.context.text


MISSING = "missing from the table of contents"


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
    assert findings(whole) == []
    kept = [name for name in NAMES if name != NAMES[away]]
    text = "# Animals\n\n" + items(*kept, form=form) + "\n" + sections(*NAMES)
    assert [f.message for f in findings(text)] == [f"section `{NAMES[away]}` is {MISSING}"]
    if "user-content" in form:
        assert findings(fixed(text)) == []
    else:
        assert fixed(text) == whole


def test_what_is_missing_side_by_side_is_one_finding() -> None:
    names = (*NAMES, "Goats", "Hens", "Ibises")
    text = items(*names[:3], *names[5:]) + "\n" + sections(*names)
    (finding,) = findings(text)
    assert finding.message == f"sections `Dogs`, `Eels` are {MISSING}"
    assert len(finding.related) == 2
    assert fixed(text) == items(*names) + "\n" + sections(*names)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_items_end_as_the_others(newline: str) -> None:
    text = (items(*NAMES[:3], *NAMES[4:]) + "\n" + sections(*NAMES)).replace("\n", newline)
    assert fixed(text) == (items(*NAMES) + "\n" + sections(*NAMES)).replace("\n", newline)


def test_a_loose_list_stays_loose() -> None:
    form = "- [{0}](#{1})\n"
    text = items(*NAMES[:3], *NAMES[4:], form=form) + sections(*NAMES)
    assert fixed(text) == items(*NAMES, form=form) + sections(*NAMES)


def test_numbers_are_left_to_people() -> None:
    text = "".join(f"{i}. [{n}](#{n.lower()})\n" for i, n in enumerate(NAMES[:5], 1))
    (finding,) = findings(text + "\n" + sections(*NAMES))
    assert finding.message == f"section `Fish` is {MISSING}"
    assert finding.fix is None


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
    (finding,) = findings(text)
    assert finding.message == f"sections `Cats`, `Cats one`, `Cats two` are {MISSING}"
    assert fixed(text) == "# Animals\n\n" + toc(*NAMES) + "\n" + body


@pytest.mark.parametrize(
    "toc",
    [
        items(*NAMES[:2]),  # too few to know
        items(*NAMES[1:]),  # what comes first introduces the list
        "Here they are: [Ants](#ants), [Bees](#bees), [Cats](#cats), [Dogs](#dogs).\n",
        items(*NAMES[:3]) + "\nand\n\n" + items(*NAMES[3:]),  # in two lists
        items(*NAMES[:5]) + "\nMore: [Fish](#fish)\n",
        '<ul><li><a href="#ants">Ants</a></li></ul>\n',
    ],
)
def test_silent(toc: str) -> None:
    assert findings("# Animals\n\n" + toc + "\n" + sections(*NAMES)) == []


def test_sections_that_are_not_part_of_the_list_may_be_left_out() -> None:
    body = sections(*NAMES) + "## License\n\n- [CC0](https://cc.example)\n\n## Thanks\n\nTo all.\n"
    assert findings(items(*NAMES) + "\n" + body) == []


def test_a_table_of_contents_within_a_section_covers_it_alone() -> None:
    inner = sections("Red", "Black", "Wood", "Fire", level=3)
    body = "## Ants\n\n" + items("Red", "Black", "Wood") + "\n" + inner + sections(*NAMES[1:])
    (finding,) = findings(items(*NAMES) + "\n" + body)
    assert finding.message == f"section `Fire` is {MISSING}"


def test_html_anchors_belong_to_the_heading_after_them() -> None:
    body = "".join(
        f'<a name="the-{n.lower()}"></a>\n\n## {n}\n\n- [{n}](https://{n}.example)\n\n'
        for n in NAMES
    )
    assert findings(items(*NAMES, form="- [{0}](#the-{1})") + "\n" + body) == []


def test_headings_with_emoji_are_listed_as_the_others_are() -> None:
    def body(*names: str) -> str:
        return "".join(f"## 🐾 {n}\n\n- [{n}](https://{n}.example)\n\n" for n in names)

    text = items(*NAMES[:3], *NAMES[4:], form="- [{0}](#-{1})") + "\n" + body(*NAMES)
    assert fixed(text) == items(*NAMES, form="- [{0}](#-{1})") + "\n" + body(*NAMES)
    form = "- [🐾 {0}](#-{1})"
    text = items(*NAMES[:3], *NAMES[4:], form=form) + "\n" + body(*NAMES)
    assert fixed(text) == items(*NAMES, form=form) + "\n" + body(*NAMES)


def test_another_order_is_a_choice_and_one_out_of_order_is_not() -> None:
    names = (*NAMES, "Goats", "Hens", "Ibises", "Jays")
    assert findings(items(*sorted(names, reverse=True)) + "\n" + sections(*names)) == []
    text = items(*names[1:], names[0]) + "\n" + sections(*names)
    (finding,) = findings(text)
    assert finding.message == "`Ants` is out of order; expected first"
    assert fixed(text) == items(*names) + "\n" + sections(*names)


def test_text_that_became_a_heading_is_no_section() -> None:
    accident = sections("Ants").replace("Lives.\n", "Lives.\n  ---\n")
    text = items("Ants", "Bees", "Cats") + "\n" + accident + sections("Bees", "Cats")
    assert len(context(text).document.headings) == 4
    assert findings(text) == []
