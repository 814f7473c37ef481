"""Every rule's page proves itself by its examples, words included."""

import pytest

from listlint.config.models import default_config
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.report.rule_pages import as_object
from listlint.rules.page import page_names, shipped_page
from listlint.rules.registry import Preset, rule_modules, shipped_rules
from pages import FURTHER, Example, all_examples, examples

RULES = shipped_rules()
BAD = all_examples("bad")
GOOD = all_examples("good")
EVERY = frozenset({Safety.SAFE, Safety.UNSAFE})
PAGE_LINES = 80
"""Longer pages are not read; further examples belong into `tests/rules/`."""


def found(example: Example, text: str | None = None) -> list[Finding]:
    rule = example.rule(RULES[example.rule_name])
    rules = [rule] if rule.name != "unused-ignore" else list(RULES.values())
    findings = lint(example.context(text), rules, known=RULES)
    return [finding for finding in findings if finding.rule == rule.name]


@pytest.mark.parametrize("name", page_names())
def test_page_shows_both_sides(name: str) -> None:
    page = shipped_page(name)
    assert list(examples(page, "bad"))
    assert list(examples(page, "good"))
    assert len(page.text.splitlines()) <= PAGE_LINES


def test_titles_differ_from_each_other_and_from_names() -> None:
    titles = [shipped_page(name).title.lower() for name in page_names()]
    assert len(set(titles)) == len(titles)
    assert not set(titles) & {name.replace("-", " ") for name in page_names()}


def test_every_page_has_a_module_and_every_module_a_page() -> None:
    assert set(page_names()) == set(rule_modules())
    assert {path.stem for path in FURTHER.glob("*.md")} <= set(page_names())


@pytest.mark.parametrize("name", page_names())
def test_superseded_rules_exist(name: str) -> None:
    assert RULES[name].supersedes <= set(RULES)


@pytest.mark.parametrize("example", BAD, ids=str)
def test_bad_is_found_with_the_words_of_the_page(example: Example) -> None:
    position = example.context().document.lines.position
    lines = []
    for finding in found(example):
        line, column = position(finding.span.start)
        lines.append(f"{line}:{column} {finding.message}")
    assert lines == list(example.found)
    assert lines


@pytest.mark.parametrize("example", GOOD, ids=str)
def test_good_is_silent(example: Example) -> None:
    assert [finding.message for finding in found(example)] == []


@pytest.mark.parametrize("newline", ["\n", "\r"])
@pytest.mark.parametrize("example", BAD, ids=str)
def test_bad_is_fixed_as_the_page_shows(example: Example, newline: str) -> None:
    newline = newline if "\n" in example.text else "\n"
    rule = example.rule(RULES[example.rule_name])
    rules = [rule] if rule.name != "unused-ignore" else list(RULES.values())
    result = apply_fixes(
        example.context(example.text.replace("\n", newline)),
        lambda context: [f for f in lint(context, rules, RULES) if f.rule == rule.name],
        example.context,
        EVERY,
    )
    assert result.notes == ()
    assert len(result.fixed) == sum(
        f.fix is not None and f.fix.safety in EVERY for f in found(example)
    )
    if example.fixed is not None:
        assert result.context.text == example.fixed.replace("\n", newline)
        assert found(example, example.fixed) == []
    elif any(f.fix and f.fix.safety is Safety.SAFE for f in found(example)):
        pytest.fail("the page does not show what --fix makes of this")


@pytest.mark.parametrize("example", [*GOOD, *(e for e in BAD if e.fixed is not None)], ids=str)
def test_good_violates_no_default_rule(example: Example) -> None:
    text = example.text if example.fixed is None else example.fixed
    rules = [RULES[name] for name in default_config().selected if name != example.rule_name]
    context = example.context(text)
    assert [f"{f.rule}: {f.message}" for f in lint(context, rules, RULES)] == []


def test_the_fix_of_a_rule_is_the_most_that_its_examples_show() -> None:
    shown: dict[str, set[Safety]] = {name: set() for name in RULES}
    for example in BAD:
        shown[example.rule_name] |= {f.fix.safety for f in found(example) if f.fix}
    for name, safeties in shown.items():
        most = min(safeties, key=list(Safety).index, default=None)
        if name != "unused-ignore":  # reported by the linter itself, with other rules
            assert as_object(RULES[name])["fix"] == most, name


def test_a_rule_without_fixes_has_no_fixed_example() -> None:
    fixed = {example.rule_name for example in BAD if example.fixed is not None}
    assert fixed <= {name for name, rule in RULES.items() if rule.fixes}


def test_options_of_presets_are_valid() -> None:
    for rule in RULES.values():
        assert rule.checked()
        for preset in rule.pins:
            assert rule.with_preset(preset) != rule
            assert preset in rule.presets


def test_recommended_rules_are_in_strict() -> None:
    for rule in RULES.values():
        if Preset.RECOMMENDED in rule.presets:
            assert Preset.STRICT in rule.presets, rule.name


@pytest.mark.parametrize("example", BAD, ids=str)
def test_messages_read_alike(example: Example) -> None:
    """A message follows a place: no capital, no period, backticks in pairs."""
    for finding in found(example):
        message = finding.message
        assert message == message.strip()
        assert not message.endswith(".") or message.endswith("...")
        assert message[0].islower() or not message[0].isalpha() or message[:2].isupper(), message
        assert message.count("`") % 2 == 0
