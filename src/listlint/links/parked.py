"""Recognize parked domains by the content of their pages, heuristically."""

import re
from functools import lru_cache

from listlint.diagnostics.regex import regex
from listlint.urls.hosts import host_is
from listlint.urls.parse import Target

MARKETS = frozenset(
    {
        "above.com", "afternic.com", "bodis.com", "buydomains.com", "dan.com", "domainmarket.com",
        "hugedomains.com", "parkingcrew.net", "parklogic.com", "sedo.com", "sedoparking.com",
        "undeveloped.com",
    }
)  # fmt: skip
"""Sites where domains are sold or parked: a link to them is meant, a redirect is not."""

_SIGN = regex(
    r"""["'/](?:[\w-]{1,40}\.){0,3}(?:sedoparking\.com|bodiscdn\.com|parkingcrew\.net|parklogic\.com"""
    r"""|d38psrni17bvxu\.cloudfront\.net)/|wsimg\.com/parking-lander/"""
    r"""|window\.location\.href\s?=\s?["']/lander["']"""
)
"""Scripts on pages that Sedo, Bodis, ParkingCrew, ParkLogic, Team Internet and GoDaddy park."""
_PARTS = (
    "sedoparking.com", "bodiscdn.com", "parkingcrew.net", "parklogic.com", "d38psrni17bvxu",
    "/parking-lander/", "/lander",
)  # fmt: skip
"""Any match of `_SIGN` contains one of these; searching for them first is faster."""
_TITLE = regex(
    r"(?:the |this )?(?:premium )?domain(?: name)?(?: \S{3,80})?(?: is| may be)? "
    r"(?:for sale|available for (?:sale|purchase))\b.{0,80}|buy this domain\b.{0,80}"
    r"|\S{3,80} is for sale(?: (?:\||-|–|—|on|at|by) .{0,80}|!|\.)?|\S{3,80} - domain for sale"
    r"|\S{3,80} domain (?:name )?is for sale.{0,80}",
    re.IGNORECASE,
)

_HOSTER = regex(
    r"(?:account|website|site|domain|page) suspended(?: page)?|suspended (?:domain|account|page)"
    r"|this (?:account|website|site) (?:has been|is) (?:temporarily )?suspended\.?"
    r"|(?:this |the )?domain(?: name)?(?: \S{3,80})? "
    r"(?:(?:has |is )?expired|has been registered|is parked|is registered)\b.{0,80}"
    r"|(?:parked domain|domain parking|domain parked)\b.{0,80}|future home of something quite cool"
    r"|(?:default|initial) (?:web ?)?(?:site )?page\b.{0,80}|hosting default page"
    r"|apache2? (?:\w+ )?default page\b.{0,40}|welcome to nginx.{0,20}|iis windows server",
    re.IGNORECASE,
)
"""Titles of pages of a hosting company where there is no page of a customer."""


def sign(start: Target, end: Target, title: str, text: str) -> str:
    """Return what shows that the domain of `start` is parked; empty if nothing does.

    `end` is where redirects led, `title` and `text` are of the page there.
    """
    market = _market(end.host)
    if market and not host_is(start.host, market):
        return f"domains are sold at {market}"
    if market:
        return ""
    shown = title.strip()
    if _HOSTER.fullmatch(shown):
        return f"page of a hosting company ({shown!r})"
    named = end.host.removeprefix("www.").lower() in shown.lower() or "domain" in shown.lower()
    if named and _TITLE.fullmatch(shown):
        return f"domain for sale ({shown!r})"
    if any(part in text for part in _PARTS) and _SIGN.search(text):
        return "parked domain with advertisements"
    return ""


@lru_cache(4_096)
def _market(host: str) -> str:
    return next((market for market in MARKETS if host_is(host, market)), "")
