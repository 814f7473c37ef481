"""Run rules on a context, and filter their findings."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, Needs
from listlint.linter.suppressions import OWN_RULE, Ignore, apply_suppressions
from listlint.rules.registry import Rule
from listlint.urls.parse import is_web
from listlint.urls.verdict import Verdict, VerdictKind

_CONCLUSIVE_RUNS = 3
"""Runs in a row that must find a link alive until an ignore comment for it is unused."""


class RuleCrashedError(RuntimeError):
    """A rule raised an exception: a bug in listlint, not a problem of the list."""


def lint(
    context: LintContext, rules: Sequence[Rule], known: Iterable[str] = (), partial: bool = False
) -> list[Finding]:
    """Return the findings of `rules` in a context, in source order.

    Superseded and suppressed findings are left out. `known` are names of further rules that
    comments may mention; `partial` is whether some of the selected rules do not run. Raises
    `RuleCrashedError`.
    """
    findings: list[Finding] = []
    for rule in rules:
        try:
            findings += rule.check(context)
        except RecursionError:
            raise
        except Exception as error:
            raise RuleCrashedError(f"rule {rule.name}: {error!r}") from error
    findings = drop_superseded(findings, rules)
    names = {*known, *(rule.name for rule in rules)}
    today = context.today or datetime.now(UTC).date()
    can_be_unused = _UnusedCheck(context, rules, partial)
    findings, violations = apply_suppressions(context, findings, names, today, can_be_unused)
    own = next((rule for rule in rules if rule.name == OWN_RULE), None)
    if own is not None:
        findings += (own.finding(violation, context.document) for violation in violations)
    return sorted(findings, key=lambda f: (f.span, f.rule))


class _UnusedCheck:
    """Decides whether enough was checked to report an ignore comment as unused.

    All its rules must have run. For a rule about links, all links of its lines must have a
    conclusive verdict: a link that is blocked in this run may be dead in the next. Rules about
    added entries find nothing once these are merged.
    """

    def __init__(self, context: LintContext, rules: Sequence[Rule], partial: bool) -> None:
        self._ran = {rule.name for rule in rules}
        self._of_links = {rule.name for rule in rules if rule.needs & Needs.LINKS}
        self._of_added = {rule.name for rule in rules if rule.assesses}
        self._partial = partial
        position = context.document.lines.position
        self._unclear = sorted(
            position(link.span.start).line
            for link in context.document.links
            if self._of_links and is_web(link.url) and not clear(context.verdicts.get(link.url))
        )

    def __call__(self, ignore: Ignore) -> bool:
        if (not ignore.rules and self._partial) or not ignore.rules <= self._ran:
            return False
        names = ignore.rules or self._ran
        if self._of_added.intersection(names):
            return False
        if not self._of_links.intersection(names):
            return True
        start = bisect_left(self._unclear, ignore.first)
        return start == len(self._unclear) or self._unclear[start] > ignore.last


def clear(verdict: Verdict | None) -> bool:
    """Return whether a verdict is conclusive; None is that of a link that was not checked.

    A link that is alive here may be blocked elsewhere, such as in CI: it must be so repeatedly.
    """
    if verdict is None or verdict.kind is VerdictKind.DEAD:
        return verdict is not None
    alive = verdict.kind in (VerdictKind.ALIVE, VerdictKind.MOVED)
    return alive and verdict.successes >= _CONCLUSIVE_RUNS


def drop_superseded(findings: list[Finding], rules: Sequence[Rule]) -> list[Finding]:
    """Return the findings without those that overlap a finding of a rule that supersedes theirs."""
    supersedes = {rule.name: rule.supersedes for rule in rules if rule.supersedes}
    known: dict[str, list[Span]] = {}
    for finding in findings:
        for weaker in supersedes.get(finding.rule, ()):
            known.setdefault(weaker, []).append(finding.span)
    places = {rule: Spans(spans) for rule, spans in known.items()}
    return [f for f in findings if f.rule not in places or not places[f.rule].meet(f.span)]
