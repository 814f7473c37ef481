"""Measure what the rules find: `python benchmarks/evaluation/evaluate.py`.

Runs all default rules that need no network over labeled excerpts of real lists and over injected
defects (always the same ones), and prints, by rule, what was found, what was missed and the false
findings. Exits with 1 if a target of `docs/evaluation.md` is missed.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inject import Defect, defects
from labels import NO_RULE, Confidence, Cut, Label, Verdict, cuts
from made import Page, pages

from listlint.config.models import default_config
from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.rules.registry import Rule

SEED = 20240229
RECALL, PRECISION, INJECTED, FALSE_PER_100 = 0.9, 0.95, 0.9, 1.0
TRIES, ROUNDS = 24, 3
_PATHS = frozenset(
    ("CONTRIBUTING.md", "LICENSE", "CODE-OF-CONDUCT.md", "editor-plugin-zh.md",
     "_static/awesome.png")
)  # fmt: skip
"""The other files of each list."""


Key = tuple[str, int, str]
"""A finding's rule, line and line's text."""


@dataclass
class Tally:
    """The counts of one rule."""

    found: int = 0
    missed: int = 0
    false: int = 0
    put_found: int = 0
    put_missed: int = 0
    put_false: int = 0


@dataclass
class Evaluation:
    """All counts, and a line for each miss and each false finding."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    true: int = 0
    high_found: int = 0
    high: int = 0
    lines: int = 0
    entries: int = 0
    false: int = 0
    details: list[str] = field(default_factory=list)

    def of(self, rule: str) -> Tally:
        """Return the counts of a rule."""
        return self.tallies.setdefault(rule, Tally())

    def untried(self) -> list[str]:
        """Return the rules that no defect was injected for."""
        tallies = self.tallies.items()
        return [r for r, t in tallies if not (t.put_found + t.put_missed or _needs_network(r))]

    @property
    def recall(self) -> float:
        """The share of high-confidence defects with a rule that is found."""
        return self.high_found / self.high if self.high else 1.0

    @property
    def precision(self) -> float:
        """The share of findings in cuts that are defects."""
        total = self.true + self.false_in_cuts
        return self.true / total if total else 1.0

    @property
    def false_in_cuts(self) -> int:
        """The number of false findings in cuts."""
        return sum(tally.false for tally in self.tallies.values())

    @property
    def injected(self) -> float:
        """The share of injected defects that is found."""
        found = sum(tally.put_found for tally in self.tallies.values())
        return found / max(found + sum(tally.put_missed for tally in self.tallies.values()), 1)

    @property
    def false_per_100(self) -> float:
        """The number of false findings per 100 entries, in cuts and clean lists."""
        return 100 * self.false / max(self.entries, 1)

    def failures(self) -> Iterator[str]:
        """Yield a line for each target that is missed."""
        if self.recall < RECALL:
            yield f"recall of labels {self.recall:.3f} < {RECALL}"
        if self.precision < PRECISION:
            yield f"precision {self.precision:.3f} < {PRECISION}"
        if self.false_per_100 > FALSE_PER_100:
            yield f"false findings on 100 entries {self.false_per_100:.2f} > {FALSE_PER_100}"
        if self.injected < INJECTED:
            yield f"injected defects found {self.injected:.3f} < {INJECTED}"
        for rule, tally in sorted(self.tallies.items()):
            tried = tally.put_found + tally.put_missed
            if tried and tally.put_found < INJECTED * tried:
                yield f"{rule}: {tally.put_found} of {tried} injected defects found"


def default_rules() -> list[Rule]:
    """Return the default rules that need no network."""
    rules = default_config().rules_for("README.md")
    return [rule for rule in rules if not rule.needs]


def evaluate(
    rules: Sequence[Rule], only: str | None = None, tries: int = TRIES, rounds: int = ROUNDS
) -> Evaluation:
    """Evaluate `rules` on all cuts and injected defects; with `only`, those of one rule."""
    done = Evaluation()
    for rule in rules:
        if only in (None, rule.name):
            done.of(rule.name)
    clean = list(pages(SEED, rounds))
    for cut in cuts():
        _judge_cut(done, cut, rules, only)
    for number, page in enumerate(clean):
        context, findings = _look(page.text, rules)
        done.entries += len(context.entries)
        for finding in findings:
            if only in (None, finding.rule):
                done.false += 1
                done.details.append(f"false    clean list {number} ({page.name}): {_say(finding)}")
    before: dict[str, Counter[Key]] = {}
    for page, defect in defects(_bases(clean), SEED, tries):
        if only in (None, defect.rule):
            if page.text not in before:
                before[page.text] = Counter(_keys(page.text, rules))
            _judge_defect(done, page, defect, rules, before[page.text])
    return done


def _bases(clean: list[Page]) -> list[Page]:
    """Return the lists that defects are put into: made ones, and cuts."""
    real = [Page(cut.name, tuple(cut.text.rstrip("\n").split("\n")), ".") for cut in cuts()]
    return [*clean, *real]


def _look(text: str, rules: Sequence[Rule]) -> tuple[LintContext, list[Finding]]:
    context = LintContext(document=parse(text, "README.md"), exists=_PATHS.__contains__)
    return context, lint(context, rules)


def _say(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}"


# --- Labelled cuts -------------------------------------------------------------------------


def _judge_cut(done: Evaluation, cut: Cut, rules: Sequence[Rule], only: str | None) -> None:
    context, findings = _look(cut.text, rules)
    lines = cut.text.split("\n")
    done.lines += len(lines) - 1
    done.entries += len(context.entries)
    position = context.document.lines.position
    spans = [(f, position(f.span.start), position(f.span.end)) for f in findings]
    matched: set[int] = set()
    for label in cut.labels:
        start, end = label.span(lines)
        violations = [
            index
            for index, (f, first, last) in enumerate(spans)
            if first.line == label.line
            and (f.rule == label.rule or first.column - 1 < end)
            and (f.rule == label.rule or last.line > label.line or last.column - 1 > start)
        ]
        if label.verdict is Verdict.CUT:
            matched.update(index for index in violations if spans[index][0].rule == label.rule)
        elif label.verdict is Verdict.DEFECT:
            matched.update(violations)
            _count(done, cut, label, bool(violations), only)
    for index, (finding, first, _) in enumerate(spans):
        if only not in (None, finding.rule):
            continue
        if index not in matched:
            done.of(finding.rule).false += 1
            done.false += 1
            done.details.append(f"false    {cut.name}:{first.line}: {_say(finding)}")
    done.true += sum(
        spans[index][0].rule == only or only is None
        for index in matched
        if not _is_cut(cut, spans[index][0], spans[index][1].line)
    )


def _is_cut(cut: Cut, finding: Finding, line: int) -> bool:
    return any(
        label.verdict is Verdict.CUT and label.line == line and label.rule == finding.rule
        for label in cut.labels
    )


def _count(done: Evaluation, cut: Cut, label: Label, found: bool, only: str | None) -> None:
    if label.rule == NO_RULE or only not in (None, label.rule):
        return
    tally = done.of(label.rule)
    if found:
        tally.found += 1
    else:
        tally.missed += 1
        done.details.append(
            f"missed   {cut.name}:{label.line}: {label.rule} ({label.confidence}): "
            f"{label.text!r}: {label.note}"
        )
    if label.confidence is Confidence.HIGH and not _needs_network(label.rule):
        done.high += 1
        done.high_found += found


def _needs_network(rule: str) -> bool:
    return bool(default_config().rules[rule].needs)


# --- Injected defects ----------------------------------------------------------------------


def _judge_defect(
    done: Evaluation, page: Page, defect: Defect, rules: Sequence[Rule], before: Counter[Key]
) -> None:
    after = Counter(_keys(defect.page.text, rules))
    new = after - before
    tally = done.of(defect.rule)
    wanted = {defect.rule, *defect.also}
    violations = [key for key in new if key[0] in wanted and defect.line in (0, key[1])]
    # What stood there before may have been found under another name.
    new = Counter({key: n for key, n in new.items() if not _same(key, before)})
    where = f"{page.name}: {defect.rule}: {defect.how}"
    if violations:
        tally.put_found += 1
    else:
        tally.put_missed += 1
        done.details.append(f"missed   {where}")
    for rule, line, text in new:
        if rule not in wanted:
            tally.put_false += 1
            done.details.append(f"extra    {where}: line {line}: {rule}: {text[:60]!r}")


def _keys(text: str, rules: Sequence[Rule]) -> Iterator[Key]:
    """Yield rule, line and the line's text of each finding."""
    context, findings = _look(text, rules)
    lines = text.split("\n")
    for finding in findings:
        line = context.document.lines.position(finding.span.start).line
        yield finding.rule, line, lines[line - 1]


def _same(key: Key, before: Counter[Key]) -> bool:
    return any(key[0] == rule and key[2] == text for rule, _, text in before)


# --- Telling -------------------------------------------------------------------------------


def table(done: Evaluation) -> Iterator[str]:
    """Yield the lines of the table and of the totals."""
    yield f"{'':22}  labelled               injected"
    yield f"{'rule':22}  found  missed  false   found  missed  extra"
    for rule, t in sorted(done.tallies.items()):
        yield (f"{rule:22}  {t.found:5}  {t.missed:6}  {t.false:5}   "
               f"{t.put_found:5}  {t.put_missed:6}  {t.put_false:5}")  # fmt: skip
    yield ""
    yield f"lines read {done.lines}, entries {done.entries}"
    yield (f"recall of high-confidence labels {done.recall:.3f} "
           f"({done.high_found} of {done.high}; target {RECALL})")  # fmt: skip
    yield (f"precision {done.precision:.3f} "
           f"({done.true} of {done.true + done.false_in_cuts}; target {PRECISION})")  # fmt: skip
    if done.untried():
        yield f"no injected defects of {', '.join(done.untried())}"
    yield f"injected defects found {done.injected:.3f} (target {INJECTED}, also of each rule)"
    yield f"false findings on 100 entries {done.false_per_100:.2f} (target {FALSE_PER_100})"


def main() -> int:
    """Print the evaluation; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure what the rules find.")
    parser.add_argument("--rule", help="of this rule only")
    parser.add_argument("--verbose", action="store_true", help="tell each miss and false finding")
    options = parser.parse_args()
    rules = default_rules()
    if options.rule and options.rule not in {rule.name for rule in rules}:
        print(f"{options.rule}: no default rule that needs no network", file=sys.stderr)
        return 2
    done = evaluate(rules, options.rule)
    for line in (*table(done), *(sorted(done.details) if options.verbose else ())):
        print(line)
    failures = list(done.failures())
    for failure in failures:
        print(f"TARGET MISSED: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
