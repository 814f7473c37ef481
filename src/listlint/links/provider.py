"""The interface of providers: APIs that know more of a URL than its web page shows."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from listlint.links.messages import RequestError, Response
from listlint.urls.verdict import Verdict

__all__ = ["ApiClient", "Provider", "RequestError", "Response"]


class ApiClient(Protocol):
    """How a provider reaches its API: redirects are not followed, nothing is retried."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 4_000_000,
    ) -> Response:
        """Send one request and read at most `limit` bytes of the response.

        Raises `RequestError`.
        """
        ...


class Provider(Protocol):
    """Checks the URLs that it knows, many at once.

    Each module in `links/providers/` has `provider(settings) -> Provider | None`; None if it is
    disabled or lacks the token that it needs.
    """

    name: str

    def claims(self, url: str) -> bool:
        """Return whether this provider may check `url` (no network)."""
        ...

    async def check(self, urls: Sequence[str], client: ApiClient) -> Mapping[str, Verdict]:
        """Return verdicts for those of `urls` that the API knows.

        A URL left out is checked as a web page: so an API that fails (bad token, 5xx, rate
        limit) costs nothing but speed. Never raises for what the API answers.
        """
        ...
