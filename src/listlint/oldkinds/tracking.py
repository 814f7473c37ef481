"""Query parameters that tell a site where its visitors come from."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.oldkinds import Kind, Violation
from listlint.urls.identity import TRACKING, without_tracking
from listlint.urls.parse import split_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`campaigns`: how many links of one list may share a campaign before it is the list's own."""

    campaigns: int = 3


CASES = {"tracking": ("names",)}
_QUERY = re.compile(r"\?([^#]*)")
# Words of campaigns that a list, or its sponsors, run on purpose.
_MEANT = re.compile(r"github|awesome|sponsor|readme|badge|partner|affiliate", re.IGNORECASE)


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links with tracking parameters that came along by accident.

    Parameters of campaigns (`utm_…`) that name the list or its sponsors, or that several links
    share, are meant, and so are those outside of entries, where sponsors stand. Click ids never
    are.
    """
    found = []
    shared: Counter[str] = Counter()
    for link in context.document.links:
        parts = split_url(link.url)
        if parts.scheme in ("http", "https") and parts.query:
            pairs = [pair for pair in re.split(r"&(?:amp;)?", parts.query) if _tracks(pair)]
            if pairs:
                found.append((link, pairs))
                shared.update({pair.casefold() for pair in pairs if _campaign(pair)})
    starts = [entry.span.start for entry in context.entries] if found else []
    titles = [
        normalized_letters(heading.text)
        for heading in context.document.headings
        if heading.level == 1
    ]
    for link, pairs in found:
        campaign = [pair for pair in pairs if _campaign(pair)]
        place = bisect_right(starts, link.span.start) - 1
        outside = place < 0 or context.entries[place].span.end < link.span.end
        meant = any(
            outside
            or _MEANT.search(pair)
            or shared[pair.casefold()] >= parameters.campaigns
            or _names(pair, titles)
            for pair in campaign
        )
        if meant:
            continue
        names = ", ".join(dict.fromkeys(f"`{pair.partition('=')[0]}`" for pair in pairs))
        fix = _without(context.text, link.url_span)
        yield Violation("tracking", link.span, {"names": names}, fix, url=link.url)


def _tracks(pair: str) -> bool:
    return TRACKING.fullmatch(pair.partition("=")[0]) is not None


def _campaign(pair: str) -> bool:
    return pair.casefold().startswith("utm_")


def _names(pair: str, titles: Sequence[str]) -> bool:
    """Tell whether a campaign has the name of the list."""
    value = normalized_letters(pair.partition("=")[2])
    return len(value) > 3 and any(title and (value in title or title in value) for title in titles)


def _without(text: str, span: Span) -> Fix | None:
    query = _QUERY.search(span.of(text))
    if query is None:
        return None
    kept = without_tracking(query[1])
    place = Span(*query.span()).shifted(span.start)
    edit = replace(place, f"?{kept}" if kept else "")
    return Fix(Safety.SAFE, "remove what tracks", (edit,))


KIND = Kind(Parameters, CASES, check)
