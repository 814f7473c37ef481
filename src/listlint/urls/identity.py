"""Recognize URLs of the same page or repository."""

import re
from functools import lru_cache
from urllib.parse import unquote

from listlint.diagnostics.regex import regex
from listlint.urls.hosts import ascii_host
from listlint.urls.parse import split_url

FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "gitee.com"})
"""Hosts whose first two path segments are owner and repository, case-insensitive."""
TRACKING = regex(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|spm)",
    re.IGNORECASE,
)
"""Names of tracking parameters (Google Analytics' `utm_*`, the click IDs of Facebook, Google,
Microsoft, Yandex and Instagram, and those of Mailchimp, HubSpot, Marketo and Alibaba)."""
_DEFAULT_PORT = {"http": "80", "https": "443"}
_BRANCH = regex(r"tree/(?:HEAD|main|master)")
_INDEX = regex(r"/index\.(?:html?|php)$", re.IGNORECASE)


def without_tracking(query: str) -> str:
    """Return `query` without tracking parameters."""
    parameters = re.split(r"&(?:amp;)?", query)
    return "&".join(p for p in parameters if p and not TRACKING.fullmatch(p.partition("=")[0]))


@lru_cache(maxsize=65_536)
def identity(url: str) -> str:
    """Return a key that is equal for URLs of the same page or repository.

    Ignored: http or https, `www.`, letter case and Punycode of the host (letter case of owner and
    repository on forges), default ports, `.git` and `/tree/main` of a repository, a trailing slash,
    `index.html`, tracking parameters, `#readme` of a repository. Other fragments and
    parameters are kept.
    """
    url = url.strip()
    parts = split_url(url)
    if parts.scheme not in ("http", "https", ""):
        return url
    host = parts.host
    if not host.isascii():
        host = ascii_host(host) or host
    host = host.removeprefix("www.")
    path = unquote(parts.path)
    fragment = parts.fragment
    if host in FORGES:
        owner, repository, rest = ([*path.strip("/").split("/", 2), "", "", ""])[:3]
        repository = repository.lower().removesuffix(".git")
        rest = rest.rstrip("/")
        rest = "" if not rest or _BRANCH.fullmatch(rest) else f"/{rest}"
        if not rest and fragment.lower() == "readme":
            fragment = ""
        path = f"/{owner.lower()}/{repository}{rest}"
    if "." in path:
        path = _INDEX.sub("/", path)
    path = path.rstrip("/")
    port = "" if parts.port == _DEFAULT_PORT.get(parts.scheme) else parts.port
    query = without_tracking(parts.query) if parts.query else ""
    return "".join(
        (
            host,
            f":{port}" if port else "",
            path,
            f"?{query}" if query else "",
            f"#{fragment}" if fragment else "",
        )
    )
