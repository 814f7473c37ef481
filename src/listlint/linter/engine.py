"""Listings and rules to findings."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, Needs
from listlint.linter.suppressions import OWN_RULE, Ignore, apply_suppressions
from listlint.rules.registry import Rule
from listlint.urls.verdict import Verdict, VerdictKind


class RuleCrashedError(RuntimeError):
    """A kind failed on a document: a defect of listlint, not of the list."""


def lint(
    context: LintContext, rules: Sequence[Rule], known: Iterable[str] = (), partial: bool = False
) -> list[Finding]:
    """Return what `rules` say of a context, in source order.

    Findings of one cause come once; those that a comment silences do not come. `known` are
    names of rules, beside `rules`, that comments may use; `partial` tells that some of the rules
    that usually run do not. Raises `RuleCrashedError`.
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
    judge = _UnusedCheck(context, rules, partial)
    findings, violations = apply_suppressions(context, findings, names, today, judge)
    own = next((rule for rule in rules if rule.name == OWN_RULE), None)
    if own is not None:
        findings += (own.finding(violation, context.text) for violation in violations)
    return sorted(findings, key=lambda f: (f.span, f.rule))


class _UnusedCheck:
    """Tells whether enough was looked at to call an ignore unused.

    All that it names must have run; for a rule about links, every link of its lines must have
    been asked, with a clear answer: a link that hides behind a bot wall today is dead tomorrow.
    """

    def __init__(self, context: LintContext, rules: Sequence[Rule], partial: bool) -> None:
        self._ran = {rule.name for rule in rules}
        self._of_links = {rule.name for rule in rules if rule.needs & Needs.LINKS}
        self._partial = partial
        position = context.document.lines.position
        self._unclear = sorted(
            position(link.span.start).line
            for link in context.document.links
            if self._of_links
            and link.url[:4].lower() == "http"
            and not clear(context.verdicts.get(link.url))
        )

    def __call__(self, ignore: Ignore) -> bool:
        if (not ignore.rules and self._partial) or not ignore.rules <= self._ran:
            return False
        if not self._of_links.intersection(ignore.rules or self._ran):
            return True
        start = bisect_left(self._unclear, ignore.first)
        return start == len(self._unclear) or self._unclear[start] > ignore.last


def clear(verdict: Verdict | None) -> bool:
    """Tell whether a verdict says what a link leads to; None is one that was not asked."""
    return verdict is not None and verdict.kind in (
        VerdictKind.ALIVE,
        VerdictKind.MOVED,
        VerdictKind.DEAD,
    )


def drop_superseded(findings: list[Finding], rules: Sequence[Rule]) -> list[Finding]:
    """Drop the findings that touch one of a rule which is `over` theirs."""
    over = {rule.name: rule.supersedes for rule in rules if rule.supersedes}
    known: dict[str, list[Span]] = {}
    for finding in findings:
        for weaker in over.get(finding.rule, ()):
            known.setdefault(weaker, []).append(finding.span)
    places = {rule: Spans(spans) for rule, spans in known.items()}
    return [f for f in findings if f.rule not in places or not places[f.rule].meet(f.span)]
