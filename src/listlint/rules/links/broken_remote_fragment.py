"""Links to a fragment that the linked page does not have."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, Needs, NoOptions
from listlint.urls.parse import split_url

NEEDS = Needs.LINKS | Needs.FRAGMENTS


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield links whose page is available and lacks the linked fragment."""
    for link, verdict in context.judged():
        if verdict.missing_fragment:
            message = f"page has no anchor `#{split_url(link.url).fragment}`"
            yield Violation(link.span, message, url=link.url)
