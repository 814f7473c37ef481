"""Query parameters that only track where visitors come from."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.urls.identity import TRACKING, without_tracking
from listlint.urls.parse import split_url

_QUERY = regex(r"\?([^#]*)")
_INTENDED = regex(r"github|awesome|sponsor|readme|badge|partner|affiliate", re.IGNORECASE)
"""Words of campaigns that a list or its sponsors run on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `tracking-parameter`."""

    campaigns: int = 3
    """How many links with the same `utm_…` value make it the list's own campaign."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links with tracking parameters that were copied by accident.

    Parameters of campaigns (`utm_…`) that mention the list or its sponsors, or that several links
    share, are intended, and so are those outside of entries, where sponsors are. Click ids never
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
                shared.update({pair.casefold() for pair in pairs if _is_campaign(pair)})
    starts = [entry.span.start for entry in context.entries] if found else []
    titles = [normalized_letters(h.text) for h in context.document.headings if h.level == 1]
    for link, pairs in found:
        place = bisect_right(starts, link.span.start) - 1
        outside = place < 0 or context.entries[place].span.end < link.span.end
        intended = any(
            outside
            or _INTENDED.search(pair)
            or shared[pair.casefold()] >= options.campaigns
            or _has_name_of_list(pair, titles)
            for pair in pairs
            if _is_campaign(pair)
        )
        if not intended:
            names = list(dict.fromkeys(f"`{pair.partition('=')[0]}`" for pair in pairs))
            message = f"tracking parameter{'s' if len(names) > 1 else ''} {', '.join(names)}"
            fix = _without_tracking(context.text, link.url_span)
            yield Violation(link.span, message, fix, link.url)


def _tracks(pair: str) -> bool:
    return TRACKING.fullmatch(pair.partition("=")[0]) is not None


def _is_campaign(pair: str) -> bool:
    return pair.casefold().startswith("utm_")


def _has_name_of_list(pair: str, titles: Sequence[str]) -> bool:
    value = normalized_letters(pair.partition("=")[2])
    return len(value) > 3 and any(title and (value in title or title in value) for title in titles)


def _without_tracking(text: str, span: Span) -> Fix | None:
    query = _QUERY.search(span.of(text))
    if query is None:
        return None
    kept = without_tracking(query[1])
    place = Span(*query.span()).shifted(span.start)
    edit = replace(place, f"?{kept}" if kept else "")
    return Fix(Safety.SAFE, "remove the tracking parameters", (edit,))
