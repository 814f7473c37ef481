"""Links to a place on a page that the page does not have."""

from collections.abc import Iterator

from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, NoParameters, Violation
from listlint.urls.parse import split_url

CASES = {"missing": ("url", "fragment")}


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield links whose page is there and lacks the place that is linked."""
    for link, verdict in context.judged():
        if verdict.missing_fragment:
            values = {"url": link.url, "fragment": split_url(link.url).fragment}
            yield Violation("missing", link.span, values, url=link.url)


KIND = Kind(NoParameters, CASES, check, wants_links=True, wants_fragments=True)
