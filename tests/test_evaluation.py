"""The evaluation that `benchmarks/evaluation` makes, in a smaller run: its targets are kept."""

import json
from pathlib import Path

import pytest
from evaluate import Evaluation, default_rules, evaluate
from inject import INJECTORS, defects
from judged import Judgment, Part, compare, read_whole
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


def test_findings_are_compared_with_judged_ones(tmp_path: Path) -> None:
    text = "- [Ant]() - Walks.\n- [Bee]() - Flies.\n\n| Name |\n| --- |\n| [Cat]() |\n| [Dog]() |\n"
    judged = [(1, 3, "RIGHT"), (2, 3, "WRONG"), (6, 3, "NITPICK"), (7, 9, "RIGHT")]
    keys = ("line", "column", "label")
    records = (dict(zip(keys, one, strict=True)) for one in judged)
    lines = (json.dumps({"list": "animals", "rule": "empty-link", **one}) for one in records)
    (tmp_path / "animals.md").write_text(text)
    (tmp_path / "judged.jsonl").write_text("\n".join(lines))
    (tmp_path / "full_read").mkdir()
    (tmp_path / "full_read" / "animals.md").write_text("1,2 H empty; 3+6 link\n4 M none\n5 H no\n")
    done = compare(tmp_path, tmp_path, default_rules())
    assert done.parts[Part.OTHERS].kept == {Judgment.RIGHT: 1, Judgment.WRONG: 1}
    assert done.parts[Part.TABLES].gone == {Judgment.RIGHT: 1}
    assert done.rules["empty-link"].unjudged == 1
    assert done.false_per_100(Part.OTHERS) == 50
    assert done.read["animals"] == {True: 3, False: 1}
    assert len(list(done.failures())) == 3


def test_certain_defects_of_a_list_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "animals.tsv"
    path.write_text(
        "line\tcertainty\tprogram\twhat\n1\thigh\tyes\ta\n2\tlow\tyes\tb\n3\thigh\tno\tc\n"
    )
    assert list(read_whole(path)) == [(1,)]
