"""Links by http to pages that answer by https, too."""

from collections.abc import Iterator

from listlint.document import LinkKind
from listlint.identity import split_url
from listlint.kinds import Hit, Kind, NoParameters
from listlint.listing import Listing
from listlint.retarget import respelled, retarget
from listlint.text import Fix, Safety
from listlint.verdict import Outcome

CASES = {"insecure": ("url", "secure")}


def check(listing: Listing, _parameters: NoParameters) -> Iterator[Hit]:
    """Yield links by http whose page was seen to answer alike by https."""
    text = listing.text
    for link, verdict in listing.judged():
        if verdict.outcome is not Outcome.ALIVE or not verdict.https:
            continue
        # GitHub puts the scheme before a bare `www.tool.example`; the list did not write it.
        if link.kind is LinkKind.BARE and not link.url_span.of(text).lower().startswith("http:"):
            continue
        parts = split_url(link.url)
        if parts.scheme != "http" or parts.port not in ("", "80"):
            continue
        rest = link.url.split(":", 1)[1].replace(":80", "", parts.port == "80")
        secure = respelled(link.url, f"https:{rest}") or f"https:{rest}"
        edit = retarget(text, link, secure)
        fix = Fix(Safety.SAFE, f"link to {edit.text}", (edit,)) if edit else None
        yield Hit("insecure", link.span, {"url": link.url, "secure": secure}, fix, url=link.url)


KIND = Kind(NoParameters, CASES, check, wants_links=True, wants_https=True)
