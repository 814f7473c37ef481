"""The interface of providers: those who know more of a URL than its web page tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from listlint.urls.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer, redirects not followed. Header names are lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    """The beginning of the body, at most as much as was asked for."""


class RequestFailed(Exception):  # noqa: N818 - it says what happened
    """No HTTP answer was had: `verdict` says why (time-out, no such host, reset, TLS, …)."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class HttpClient(Protocol):
    """How a provider talks to its own API host: politely, safely, never redirected elsewhere."""

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 4_000_000,
    ) -> Response:
        """Send one request, without retries; read at most `limit` bytes of the answer.

        Raises `RequestFailed`.
        """
        ...


class Provider(Protocol):
    """Answers for the URLs that it knows, many at once.

    One module a provider in `web/providers/`; each has `provider(settings) -> Provider | None`
    (None: switched off, or without the token that it needs).
    """

    name: str

    def claims(self, url: str) -> bool:
        """Tell whether this provider can answer for `url` (no network)."""
        ...

    async def check(self, urls: Sequence[str], asker: HttpClient) -> Mapping[str, Verdict]:
        """Return verdicts for those of `urls` that the API could settle.

        A URL left out is checked as a web page: so an API that fails (bad token, 5xx, rate
        limit) costs nothing but speed. Never raises for what the API answers.
        """
        ...
