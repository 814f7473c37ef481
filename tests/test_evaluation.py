"""The evaluation that `benchmarks/evaluation` makes, in a smaller run: its targets are kept."""

import pytest
from evaluate import Evaluation, default_rules, evaluate
from inject import INJECTORS, defects
from labels import Confidence, Verdict, cuts
from made import STYLES, pages

from listlint.config.models import default_config

TRIES, ROUNDS = 12, 2


@pytest.fixture(scope="module")
def done() -> Evaluation:
    return evaluate(default_rules(), tries=TRIES, rounds=ROUNDS)


def test_all_targets_are_kept(done: Evaluation) -> None:
    assert list(done.failures()) == []


def test_every_default_rule_that_needs_no_network_has_injected_defects(done: Evaluation) -> None:
    tried = {rule for rule, tally in done.tallies.items() if tally.put_found + tally.put_missed}
    assert tried == {rule for rule, _ in INJECTORS}
    assert tried <= {rule.name for rule in default_rules()}
    assert len(done.untried()) <= 3, "add the new rules to benchmarks/evaluation/inject.py"


def test_made_lists_are_clean(done: Evaluation) -> None:
    assert [line for line in done.details if line.startswith("false    clean")] == []


def test_cuts_are_of_many_shapes_and_labeled() -> None:
    whole = list(cuts())
    labels = [label for cut in whole for label in cut.labels]
    known = {"none", *default_config().rules}
    assert len(whole) >= 6
    assert sum(cut.text.count("\n") for cut in whole) >= 300
    assert {label.rule for label in labels} <= known
    assert {label.verdict for label in labels} == set(Verdict)
    assert {label.confidence for label in labels} == set(Confidence)


def test_a_rule_that_is_silent_misses_the_targets() -> None:
    rules = [rule for rule in default_rules() if rule.name != "empty-link"]
    failures = list(evaluate(rules, "empty-link", tries=3, rounds=1).failures())
    assert any("empty-link: 0 of 3" in failure for failure in failures)


def test_the_same_seed_makes_the_same_lists_and_defects() -> None:
    one, two = list(pages(1, 1)), list(pages(1, 1))
    assert one == two
    assert len(one) == len(STYLES)
    assert list(defects(one, 7, 1)) == list(defects(two, 7, 1))
