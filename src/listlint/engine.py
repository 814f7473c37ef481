"""Listings and rules to findings."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from listlint.kinds import load_kind
from listlint.listing import Listing
from listlint.rule import Rule
from listlint.suppress import OWN_RULE, silence
from listlint.text import Finding


class RuleCrashedError(RuntimeError):
    """A kind failed on a document: a defect of listlint, not of the list."""


def examine(listing: Listing, rules: Sequence[Rule], known: Iterable[str] = ()) -> list[Finding]:
    """Return what `rules` say of a listing, in source order.

    Findings of one cause come once; those that a comment silences do not come. `known` are
    names of rules, beside `rules`, that comments may use. Raises `RuleCrashedError`.
    """
    findings: list[Finding] = []
    for rule in rules:
        check = load_kind(rule.kind).check
        try:
            findings += (rule.finding(hit) for hit in check(listing, rule.parameters))
        except RecursionError:
            raise
        except Exception as error:
            raise RuleCrashedError(f"rule {rule.name}: {error!r}") from error
    findings = one_cause(findings, rules)
    names = {*known, *(rule.name for rule in rules)}
    today = listing.today or datetime.now(UTC).date()
    findings, hits = silence(listing.document, findings, names, today)
    own = next((rule for rule in rules if rule.name == OWN_RULE), None)
    if own is not None:
        findings += (own.finding(hit) for hit in hits)
    return sorted(findings, key=lambda f: (f.span, f.rule))


def one_cause(findings: list[Finding], rules: Sequence[Rule]) -> list[Finding]:
    """Drop the findings that touch one of a rule which is `over` theirs."""
    over = {rule.name: rule.over for rule in rules if rule.over}
    strong = [finding for finding in findings if finding.rule in over]
    if not strong:
        return findings
    weak_rules = frozenset().union(*over.values())
    return [
        finding
        for finding in findings
        if finding.rule not in weak_rules
        or not any(
            finding.rule in over[other.rule] and other.span.overlaps(finding.span)
            for other in strong
        )
    ]
