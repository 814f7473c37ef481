"""A link farm on loopback: hundreds of hosts that behave like real ones, correctly or not.

`python farm.py PORT HOSTS MEDIAN_MS CERTIFICATE` serves 127.1.0.1 … until its standard input is
closed, and a GitHub's API on the next port of the second host, by TLS (the certificate is a PEM).
A URL says what it does: `http://127.1.0.7:PORT/BEHAVIOUR/ID`. What fails "once" is remembered
by ID, so the servers are restarted for every run.
"""

import asyncio
import gzip
import json
import math
import random
import re
import resource
import ssl
import sys
import time
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

LIMIT_PER_SECOND = 20
"""What the strict host allows before it answers 429."""
LONGEST = 3_600.0
"""Seconds after which a farm ends by itself."""


class Truth(StrEnum):
    """What is true of a link."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWABLE = "unknowable"
    """Not decidable from outside: bot protection, broken servers."""


BEHAVIOURS: dict[str, Truth] = {
    "ok": Truth.ALIVE,
    "strict": Truth.ALIVE,  # 429 beyond LIMIT_PER_SECOND
    "gzip": Truth.ALIVE,
    "moved": Truth.ALIVE,
    "found": Truth.ALIVE,
    "chain": Truth.ALIVE,
    "cookie": Truth.ALIVE,  # redirects to itself until the cookie comes back
    "once503": Truth.ALIVE,
    "after503": Truth.ALIVE,  # 503 with Retry-After: 1, once
    "once429": Truth.ALIVE,
    "oncereset": Truth.ALIVE,
    "headers": Truth.ALIVE,  # 150 of them
    "endless": Truth.ALIVE,
    "big": Truth.ALIVE,  # 50 MB
    "slow": Truth.ALIVE,  # three seconds
    "head405": Truth.ALIVE,
    "head404": Truth.ALIVE,
    "headreset": Truth.ALIVE,
    "missing": Truth.DEAD,
    "dead": Truth.DEAD,
    "movedmissing": Truth.DEAD,
    "forbidden": Truth.UNKNOWABLE,
    "challenge": Truth.UNKNOWABLE,
    "hour": Truth.UNKNOWABLE,  # 429 with Retry-After: 3600
    "always500": Truth.UNKNOWABLE,
    "reset": Truth.UNKNOWABLE,
    "always503": Truth.UNKNOWABLE,
    "silent": Truth.UNKNOWABLE,  # accepts connections and never answers
    "loop": Truth.UNKNOWABLE,
}
NASTY = tuple(name for name in BEHAVIOURS if name not in ("ok", "strict"))

_BODY = b"<!doctype html><title>A page</title><h1 id=top>A page</h1>" + b"<p>text</p>" * 40
_REASONS = {200: "OK", 301: "Moved", 302: "Found", 404: "Not Found", 410: "Gone", 429: "Slow down"}

seen: Counter[str] = Counter()
served: Counter[int] = Counter()
strict_window: tuple[int, int] = (0, 0)
requests: list[float] = []
"""When the first and the last request came (`time.monotonic`)."""


def answer(status: int, body: bytes = _BODY, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["content-type: text/html", f"content-length: {len(body)}", "", ""]
    served[status] += 1
    return "\r\n".join(lines).encode() + body


_OK = answer(200)


def strict() -> bytes:
    global strict_window
    second, count = strict_window
    now = int(time.monotonic())
    count = count + 1 if now == second else 1
    strict_window = (now, count)
    return answer(200) if count <= LIMIT_PER_SECOND else answer(429, b"", retry_after="1")


@cache
def world() -> Any:
    """Return a GitHub with the repositories `owner/r0` to `owner/r9999`, as the tests have it."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "links"))
    from github_world import Repo, World

    return World(*(Repo(f"owner/r{number}", license="MIT") for number in range(10_000)))


def graphql(body: bytes) -> bytes:
    return answer(200, json.dumps(world().execute(json.loads(body))).encode())


class Connection(asyncio.Protocol):
    """One connection: requests in, what the path says out."""

    def __init__(self, delay: Callable[[str], float]) -> None:
        self._delay = delay
        self._buffer = b""
        self._dribble: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._dribble is not None:
            self._dribble.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head, self._buffer = self._buffer[:end], self._buffer[end + 4 :]
            method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
            requests[1:] = [time.monotonic()]
            if method == "POST":
                size = int(re.search(rb"content-length: *(\d+)", head.lower())[1])  # type: ignore[index]
                if len(self._buffer) < size:
                    self._buffer = head + b"\r\n\r\n" + self._buffer
                    return
                body, self._buffer = self._buffer[:size], self._buffer[size:]
                self.transport.write(graphql(body))
                continue
            wait = self._delay(path)
            if wait:
                loop = asyncio.get_running_loop()
                loop.call_later(wait, self._reply, method, path, head)
            else:
                self._reply(method, path, head)

    def _reply(self, method: str, path: str, head: bytes) -> None:
        if self.transport.is_closing():
            return
        name = path.split("/", 2)[1]
        if name == "ok":
            served[200] += 1
            reply = _OK
        else:
            made = self._make(name, method, path, head)
            if made is None:
                return
            reply = made
        self.transport.write(reply[: reply.index(b"\r\n\r\n") + 4] if method == "HEAD" else reply)

    def _make(self, name: str, method: str, path: str, head: bytes) -> bytes | None:
        first = not seen[path]
        seen[path] += 1
        moved = path.split("/", 2)[2]
        match name:
            case "strict":
                return strict()
            case "gzip":
                return answer(200, gzip.compress(_BODY), content_encoding="gzip")
            case "moved":
                return answer(301, b"", location=f"/ok/{moved}")
            case "found":
                return answer(302, b"", location=f"/ok/{moved}")
            case "chain":
                return answer(302, b"", location=f"/found/{moved}")
            case "loop":
                return answer(302, b"", location=path)
            case "movedmissing":
                return answer(301, b"", location=f"/missing/{moved}")
            case "cookie":
                if b"seen=1" in head:
                    return answer(200)
                return answer(302, b"", location=path, set_cookie="seen=1; Path=/")
            case "once503":
                return answer(503) if first else answer(200)
            case "after503":
                return answer(503, retry_after="1") if first else answer(200)
            case "once429":
                return answer(429, retry_after="1") if first else answer(200)
            case "oncereset" if first:
                self._reset()
                return None
            case "headreset" if method == "HEAD":
                self._reset()
                return None
            case "reset":
                self._reset()
                return None
            case "headers":
                return answer(200, **{f"x_{number}": "value" * 12 for number in range(150)})
            case "endless" | "big" if method == "GET":
                self._dribble = asyncio.ensure_future(self._pour(name))
                return None
            case "slow":
                asyncio.get_running_loop().call_later(3.0, self.transport.write, answer(200))
                return None
            case "head405" if method == "HEAD":
                return answer(405)
            case "head404" if method == "HEAD":
                return answer(404)
            case "missing":
                return answer(404)
            case "dead":
                return answer(410)
            case "forbidden":
                return answer(403)
            case "challenge":
                return answer(403, server="cloudflare", cf_mitigated="challenge")
            case "hour":
                return answer(429, retry_after="3600")
            case "always500":
                return answer(500)
            case "always503":
                return answer(503)
            case "silent":
                return None
        return answer(200)

    def _reset(self) -> None:
        self.transport.abort()

    async def _pour(self, name: str) -> None:
        """Send 50 MB as fast as they are read, or a little every now and then, for a minute."""
        served[200] += 1
        self.transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
            + (b"content-length: 50000000\r\n\r\n" if name == "big" else b"\r\n")
            + _BODY
        )
        for _ in range(800 if name == "big" else 600):
            if self.transport.is_closing():
                return
            self.transport.write(b"x" * (62_500 if name == "big" else 500))
            while self.transport.get_write_buffer_size() > 1_000_000:  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.005)
            await asyncio.sleep(0 if name == "big" else 0.1)
        self.transport.close()


def lognormal(median: float) -> Callable[[str], float]:
    """Return a delay in seconds by path, the same in every run: lognormal with a long tail."""
    if not median:
        return lambda _: 0.0
    return lambda path: min(random.Random(path).lognormvariate(math.log(median), 0.8), 5.0)


async def serve(port: int, hosts: int, median: float, certificate: str) -> None:
    loop = asyncio.get_running_loop()
    delay = lognormal(median)
    for number in range(hosts):
        await loop.create_server(
            lambda: Connection(delay), address(number), port, backlog=1024, reuse_address=True
        )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    await loop.create_server(lambda: Connection(delay), address(1), port + 1, ssl=context)
    print("ready", flush=True)
    ended = loop.run_in_executor(None, sys.stdin.read)
    await asyncio.wait([asyncio.ensure_future(ended)], timeout=LONGEST)
    counts = {status: served[status] for status in sorted(served)}
    print(json.dumps({"served": counts, "requests": requests}), flush=True)


def address(number: int) -> str:
    """Return the address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


if __name__ == "__main__":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536), hard))
    port_, hosts_, median_ms, certificate_ = sys.argv[1:]
    asyncio.run(serve(int(port_), int(hosts_), float(median_ms) / 1000, certificate_))
