"""Links with certain results of the link checker."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.urls.parse import split_url
from listlint.urls.verdict import Evidence, VerdictKind

NEEDS = Needs.LINKS
PLACEHOLDERS = ("url", "host", "verdict", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `link-status`; a link must match both, an empty one matches all links."""

    verdicts: frozenset[VerdictKind] = frozenset()
    """Verdicts to report."""
    evidence: frozenset[Evidence] = frozenset()
    """Reasons of verdicts to report."""

    def __post_init__(self) -> None:
        """Raise `ValueError` if both are empty."""
        if not self.verdicts and not self.evidence:
            raise ValueError("set verdicts, evidence, or both")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links with one of the verdicts and one of the reasons."""
    for link, verdict in context.judged():
        if options.verdicts and verdict.kind not in options.verdicts:
            continue
        if options.evidence and verdict.evidence not in options.evidence:
            continue
        message = f"link status is {verdict.kind}: {verdict.reason}"
        values = {
            "url": link.url,
            "host": split_url(link.url).host,
            "verdict": verdict.kind.value,
            "reason": verdict.reason,
        }
        yield Violation(link.span, message, url=link.url, values=values)
