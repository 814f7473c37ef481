"""arXiv by its query API: a hundred papers to a request instead of a hundred pages.

https://info.arxiv.org/help/api/user-manual.html: `id_list`, and three seconds between requests.
Only papers that the API knows are settled; the others may be wrong or not.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from listlint.diagnostics.regex import regex
from listlint.links.provider import ApiClient, Provider, RequestError
from listlint.links.providers.rest import alive, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Verdict

API = "https://export.arxiv.org/api/query"
BATCH = 100
PAUSE = 3.0

_ID = r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/[0-9]{7})"
_PAPER = regex(rf"(?P<id>{_ID})(?P<version>v[1-9][0-9]?)?(?:\.pdf)?")
_ENTRY = regex(rf"<id>\s*https?://arxiv\.org/abs/({_ID})v[0-9]+\s*</id>")


class ArXiv:
    """See `Provider`; `sleep` (seconds) is a seam."""

    name = "arxiv"

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._sleep = sleep

    def claims(self, url: str) -> bool:
        """Return whether `url` is a paper, its latest version, as abstract or PDF."""
        return paper(url) is not None

    async def check(self, urls: Sequence[str], client: ApiClient) -> Mapping[str, Verdict]:
        """Return *alive* for the papers that the API knows; see `Provider.check`."""
        papers = {url: identifier for url in urls if (identifier := paper(url))}
        wanted = list(dict.fromkeys(papers.values()))
        known: set[str] = set()
        for at in range(0, len(wanted), BATCH):
            if at:
                await self._sleep(PAUSE)
            found = await _known(wanted[at : at + BATCH], client)
            if found is None:
                break
            known |= found
        return {url: alive(url) for url, identifier in papers.items() if identifier in known}


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider."""
    return ArXiv()


def paper(url: str) -> str | None:
    """Return the identifier of the paper at `url`; None for a given version: it may be missing."""
    match split(url, ("arxiv.org",)):
        case _, ("abs" | "pdf", *rest):
            match = _PAPER.fullmatch("/".join(rest))
            return match["id"] if match and not match["version"] else None
    return None


async def _known(papers: Sequence[str], client: ApiClient) -> set[str] | None:
    """Return those of `papers` that exist; None when the API does not answer."""
    url = f"{API}?max_results={BATCH}&id_list={','.join(papers)}"
    try:
        response = await client.request("GET", url)
    except RequestError:
        return None
    if response.status != 200:
        return None
    return set(_ENTRY.findall(response.body.decode(errors="replace")))
