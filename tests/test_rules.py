"""Every rule's page proves itself by its examples; no code a rule."""

import pytest

from listlint.config import default_config
from listlint.engine import examine
from listlint.fixer import mend
from listlint.kinds import load_kind
from listlint.rule import Preset, page_names, shipped_page, shipped_rules
from listlint.text import Safety
from pages import Example, examples

RULES = shipped_rules()
BAD = [e for name in page_names() for e in examples(shipped_page(name), "bad")]
GOOD = [e for name in page_names() for e in examples(shipped_page(name), "good")]
EVERY = frozenset({Safety.SAFE, Safety.UNSAFE})


def found(example: Example, text: str | None = None) -> list:
    rule = example.rule(RULES[example.page])
    rules = [rule] if rule.name != "unused-ignore" else list(RULES.values())
    listing = example.listing(text)
    return [f for f in examine(listing, rules, known=RULES) if f.rule == rule.name]


@pytest.mark.parametrize("name", page_names())
def test_page_shows_both_sides(name: str) -> None:
    page = shipped_page(name)
    assert page.title != name
    assert list(examples(page, "bad"))
    assert list(examples(page, "good"))
    assert "## Why" in page.text


@pytest.mark.parametrize("name", page_names())
def test_rules_over_others_exist(name: str) -> None:
    assert RULES[name].over <= set(RULES)


@pytest.mark.parametrize("example", BAD, ids=str)
def test_bad_is_found(example: Example) -> None:
    findings = found(example)
    assert findings
    lines = example.listing().document.lines
    places = [tuple(lines.position(finding.span.start)) for finding in findings]
    if example.places:
        assert places == list(example.places)
    for finding in findings:
        assert "{" not in finding.message.replace("${{", "")
        assert finding.message


@pytest.mark.parametrize("example", GOOD, ids=str)
def test_good_is_silent(example: Example) -> None:
    assert [finding.message for finding in found(example)] == []


@pytest.mark.parametrize("example", BAD, ids=str)
def test_bad_is_mended_as_the_page_says(example: Example) -> None:
    rule = example.rule(RULES[example.page])
    rules = [rule] if rule.name != "unused-ignore" else list(RULES.values())
    mended = mend(
        example.listing(),
        lambda listing: [f for f in examine(listing, rules, RULES) if f.rule == rule.name],
        example.listing,
        EVERY,
    )
    assert mended.notes == ()
    if example.fixed is not None:
        assert mended.listing.text == example.fixed
        assert found(example, example.fixed) == []
    elif any(f.fix and f.fix.safety is Safety.SAFE for f in found(example)):
        pytest.fail("the page does not show what --fix makes of this")


@pytest.mark.parametrize(
    "example",
    [*GOOD, *(e for e in BAD if e.fixed is not None)],
    ids=str,
)
def test_good_offends_no_default_rule(example: Example) -> None:
    text = example.text if example.fixed is None else example.fixed
    rules = [RULES[name] for name in default_config().selected if name != example.page]
    listing = example.listing(text)
    assert [f"{f.rule}: {f.message}" for f in examine(listing, rules, RULES)] == []


@pytest.mark.parametrize("name", page_names())
def test_kind_says_what_it_can_find(name: str) -> None:
    rule = RULES[name]
    kind = load_kind(rule.kind)
    assert set(rule.messages) == set(kind.cases)


def test_what_presets_pin_can_be_set() -> None:
    for rule in RULES.values():
        for preset in rule.pins:
            assert rule.under(preset) != rule
            assert preset in rule.presets


def test_recommended_rules_are_in_strict() -> None:
    for rule in RULES.values():
        if Preset.RECOMMENDED in rule.presets:
            assert Preset.STRICT in rule.presets, rule.name


def test_messages_read_alike() -> None:
    """A message goes on behind a place: no capital, no full stop, marks of code in pairs."""
    for rule in RULES.values():
        for message in filter(None, rule.messages.values()):
            assert not message.endswith((".", " ")), rule.name
            assert message[0].islower() or message.startswith(("`", "{", "“", "GitHub", "SPDX"))
            assert message.count("`") % 2 == 0, rule.name
