"""Links of which the link checker knows something."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation
from listlint.urls.parse import split_url
from listlint.urls.verdict import Evidence, VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Which verdicts are told of: `outcomes` (what is known) and `evidence` (why); none is all."""

    outcomes: frozenset[VerdictKind] = frozenset()
    evidence: frozenset[Evidence] = frozenset()

    def __post_init__(self) -> None:
        if not self.outcomes and not self.evidence:
            raise ValueError("name outcomes, evidence, or both")


CASES = {"found": ("url", "host", "outcome", "reason")}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links with a verdict that is asked for."""
    for link, verdict in context.judged():
        if parameters.outcomes and verdict.kind not in parameters.outcomes:
            continue
        if parameters.evidence and verdict.evidence not in parameters.evidence:
            continue
        values = {
            "url": link.url,
            "host": split_url(link.url).host,
            "outcome": verdict.kind.value,
            "reason": verdict.reason,
        }
        yield Violation("found", link.span, values, url=link.url)


KIND = Kind(Parameters, CASES, check, wants_links=True)
