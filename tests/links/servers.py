"""A web server on loopback that answers as badly as a test says, and settings that find it.

Every host name is one of the farm's, on ports 80 and 443, but for those below `missing.example`,
which do not exist.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trustme

from listlint.links import LinkCheckOptions, LinkReport
from listlint.links.runner import check
from listlint.links.settings import StoreSettings
from listlint.urls.verdict import Verdict


@dataclass(frozen=True)
class Asked:
    """What the farm was asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""
    secure: bool = False

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


Handler = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
Reply = bytes | Handler | Callable[[Asked], bytes]
"""Bytes to write as they are; nothing (`b""`) closes the connection."""


def reply(status: int = 200, body: bytes | str = b"", **headers: str) -> bytes:
    """Return a well-formed answer; `content_type="…"` becomes `content-type: …`."""
    raw = body.encode() if isinstance(body, str) else body
    lines = {"content-length": str(len(raw))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + raw


def page(text: str = "<title>A page</title>", status: int = 200, **headers: str) -> bytes:
    return reply(status, text, content_type="text/html; charset=utf-8", **headers)


def to(location: str, status: int = 301, **headers: str) -> bytes:
    return reply(status, location=location, **headers)


@dataclass
class Farm:
    """The answers by path (or by `host/path`): one for ever, or one a request, the last again."""

    port: int = 0
    tls_port: int = 0
    routes: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    tasks: set[Any] = field(default_factory=set)

    async def resolve(self, host: str, port: int) -> Sequence[tuple[str, int]]:
        if host.endswith("missing.example"):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return [("127.0.0.1", {80: self.port, 443: self.tls_port}.get(port, port))]

    def paths(self) -> list[str]:
        return [f"{a.method} {a.path}" for a in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tasks.add(asyncio.current_task())
        secure = writer.get_extra_info("ssl_object") is not None
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").rstrip().split("\r\n")
                method, path, _ = first.split(" ")
                headers = {k.lower(): v.strip() for k, _, v in (x.partition(":") for x in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                asked = Asked(
                    method, path, headers, asyncio.get_running_loop().time(), body, secure
                )
                self.asked.append(asked)
                if not await self._answer(asked, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            self.tasks.discard(asyncio.current_task())
            writer.close()

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> bool:
        path = asked.path
        bare = path.partition("?")[0]
        names = (f"{asked.host}{path}", path, bare)
        found = next((self.routes[name] for name in names if name in self.routes), None)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if found is None:
            found = reply(404)
        if callable(found):
            done: Any = found(asked, writer) if _wants_writer(found) else found(asked)  # type: ignore[call-arg]
            if asyncio.iscoroutine(done):
                await done
                return False
            found = done
        assert isinstance(found, bytes)
        head = asked.method == "HEAD" and found.startswith(b"HTTP/1.1 2")
        writer.write(found.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head else found)
        await writer.drain()
        return bool(found)


def _wants_writer(handler: Any) -> bool:
    return asyncio.iscoroutinefunction(handler)


AUTHORITY = trustme.CA()


def server_context(*names: str, issuer: trustme.CA = AUTHORITY, **more: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issuer.issue_cert(*names, **more).configure_cert(context)
    return context


@asynccontextmanager
async def farm(
    routes: Mapping[str, Any] | None = None,
    tls: ssl.SSLContext | None = None,
    address: str = "127.0.0.1",
) -> AsyncIterator[Farm]:
    """Start a farm with `routes`; on TLS as well if there is a context."""
    made = Farm(routes=dict(routes or {}))
    plain = await asyncio.start_server(made.serve, address, 0, limit=1 << 20)
    made.port = plain.sockets[0].getsockname()[1]
    servers = [plain]
    if tls:
        secure = await asyncio.start_server(made.serve, address, 0, ssl=tls)
        made.tls_port = secure.sockets[0].getsockname()[1]
        servers.append(secure)
    try:
        yield made
    finally:
        for server in servers:
            server.close()
        for task in list(made.tasks):
            task.cancel()
        await asyncio.sleep(0.01)


def settings(made: Farm, **more: Any) -> LinkCheckOptions:
    """Return settings that ask the farm, impatiently."""
    given: dict[str, Any] = {
        "resolve": made.resolve,
        "allow_hosts": ("127.0.0.1",),
        "spacing": 0.0,
        "backoff": 0.02,
        "timeout": 1.0,
        "connect_timeout": 1.0,
        "cache": StoreSettings(enabled=False),
        "environ": {},
    }
    return LinkCheckOptions(**{**given, **more})


async def ask(made: Farm, *urls: str, **more: Any) -> LinkReport:
    return await check(urls, settings(made, **more), None, keep=True)


async def verdict(routes: Mapping[str, Any], url: str = "/", **more: Any) -> Verdict:
    """Return the verdict on one URL of `http://a.example` by a farm with `routes`."""
    whole = url if "://" in url else f"http://a.example{url}"
    async with farm(routes) as made:
        answers = await ask(made, whole, **more)
        return answers.verdicts[whole]
