"""How providers reach their APIs: through the one client, with nothing followed or guarded."""

from collections.abc import Mapping

from listlint.links.client import Client
from listlint.links.exchange import Request, RequestError
from listlint.links.provider import RequestFailed, Response
from listlint.urls.parse import UnsupportedUrl, target
from listlint.urls.verdict import Evidence, Verdict, VerdictKind


class ApiAsker:
    """See `HttpClient`. Where an API is comes from the settings, so its address may be private."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 4_000_000,
    ) -> Response:
        """See `HttpClient.ask`."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        try:
            request = Request(
                target(url), lambda *_: limit, method, lines, body or b"", trusted=True
            )
            answer = await self._client.fetch(request)
        except (RequestError, UnsupportedUrl) as error:
            verdict = Verdict(url, VerdictKind.UNKNOWN, error.evidence, str(error), attempts=1)
            raise RequestFailed(verdict) from error
        if not answer.whole and len(answer.body) < limit:
            reason = "breaks off its answer"
            raise RequestFailed(Verdict(url, VerdictKind.UNKNOWN, Evidence.CONNECTION, reason))
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        return Response(url, answer.status, lowered, answer.body)
