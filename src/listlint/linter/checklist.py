"""The checklist of a change: whether each added entry meets each requirement of the policy."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from listlint.config.models import policy_keys
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.submissions import Assessment, Outcome, in_words, submissions
from listlint.linter.index import EntryIndex
from listlint.rules.registry import Rule


@dataclass(frozen=True, slots=True)
class Check:
    """A requirement, by its key in `[policy]` and its rule, and whether an entry meets it.

    `value` and `expected` are those of the `Assessment`.
    """

    key: str
    rule: str
    outcome: Outcome
    value: str
    expected: str

    @property
    def text(self) -> str:
        """The outcome in words: `failed: 12 stars; expected at least 50`."""
        return in_words(self.outcome, self.value, self.expected)


@dataclass(frozen=True, slots=True)
class Submission:
    """An added entry with its checks; `span` is the place that findings point to."""

    name: str
    url: str | None
    span: Span
    checks: tuple[Check, ...]


def checklist(
    context: LintContext, rules: Iterable[Rule], findings: Iterable[Finding]
) -> tuple[Submission, ...]:
    """Return the added entries with the outcome of each rule for added entries.

    What fails without a finding was accepted by a comment, an exemption or a baseline.
    """
    added = submissions(context)
    checks = _checks(context, rules, findings) if added else {}
    return tuple(
        Submission(entry.name, entry.url, entry.place, tuple(checks.get(entry.span, ())))
        for entry in added
    )


def _checks(
    context: LintContext, rules: Iterable[Rule], findings: Iterable[Finding]
) -> dict[Span, list[Check]]:
    """Return the checks of each added entry: the keys of the policy first, in their order."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule, []).append(finding)
    keys = policy_keys()
    order = {name: index for index, name in enumerate(keys)}
    checks: dict[Span, list[Check]] = {}
    for rule in sorted(rules, key=lambda rule: (order.get(rule.name, len(order)), rule.name)):
        assess = _assessed if rule.kind is None else _house
        for one in assess(rule, context, found.get(rule.name, ())):
            key = keys.get(rule.name, rule.name)
            check = Check(key, rule.name, one.outcome, one.value, one.expected)
            checks.setdefault(one.entry.span, []).append(check)
    return checks


def _assessed(
    rule: Rule, context: LintContext, findings: Iterable[Finding]
) -> Iterator[Assessment]:
    """Yield what a rule of the policy says of each added entry."""
    reported = {finding.span for finding in rule.check(context)}
    reported -= {finding.span for finding in findings}
    for one in rule.assess(context):
        is_accepted = one.outcome is Outcome.FAILED and one.entry.place in reported
        yield replace(one, outcome=Outcome.ACCEPTED) if is_accepted else one


def _house(rule: Rule, context: LintContext, findings: Iterable[Finding]) -> Iterator[Assessment]:
    """Yield which added entries have findings of a rule that the config makes of a kind."""
    index = EntryIndex(submissions(context))
    messages = {entry.span: f.message for f in findings if (entry := index.at(f.span))}
    for entry in submissions(context):
        outcome = Outcome.FAILED if entry.span in messages else Outcome.PASSED
        yield Assessment(entry, outcome, messages.get(entry.span, rule.title), "")
