"""A server on loopback that answers as a test says, and an `ApiClient` that finds it.

The client sends every request for a known API host to the server, with the `host` header of the
original; a request for any other host fails the test.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from listlint.links.provider import RequestError, Response
from listlint.urls.verdict import Evidence


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """What the server answers."""

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def payload(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Answerer = Callable[[Request], Reply | Awaitable[Reply]]


@dataclass
class Loopback:
    """The client, and every request that it sent."""

    session: aiohttp.ClientSession
    port: int
    hosts: frozenset[str]
    requests: list[Request] = field(default_factory=list)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 4_000_000,
    ) -> Response:
        parts = urlsplit(url)
        assert parts.hostname in self.hosts, f"asked a stranger: {url}"
        here = parts._replace(scheme="http", netloc=f"127.0.0.1:{self.port}").geturl()
        sent = {**(headers or {}), "host": parts.hostname}
        try:
            async with self.session.request(
                method, here, headers=sent, data=body, allow_redirects=False
            ) as response:
                content = await response.read()
                return Response(response.status, response.headers, content[:limit])
        except aiohttp.ClientError as error:
            raise RequestError(Evidence.CONNECTION, str(error)) from error


@asynccontextmanager
async def loopback(answer: Answerer, *hosts: str) -> AsyncIterator[Loopback]:
    """Start a server that answers for `hosts` by `answer`; yield its client."""

    async def handle(request: web.Request) -> web.Response:
        asked = Request(
            request.method,
            request.headers["host"],
            request.raw_path,
            {k.lower(): v for k, v in request.headers.items()},
            await request.read(),
        )
        client.requests.append(asked)
        reply = answer(asked)
        if not isinstance(reply, Reply):
            reply = await reply
        return web.Response(status=reply.status, body=reply.payload, headers=dict(reply.headers))

    server = web.Server(handle)
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        async with aiohttp.ClientSession() as session:
            client = Loopback(session, port, frozenset(hosts))
            yield client
    finally:
        await runner.cleanup()


class Clock:
    """A clock that only sleeping moves; `naps` are the seconds of every sleep."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
