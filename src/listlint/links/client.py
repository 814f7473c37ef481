"""The only door to aiohttp: one request, one answer, no redirects followed, nothing retried.

It uses aiohttp's protocol and parser with connecting, pooling and writing of its own. A session
of aiohttp does much per request that is not needed here (URL objects, cookie jars, tracing,
redirects); without it a request costs half the time (measured: 50 instead of 110 µs). And what
is connected to is exactly what the guard has allowed.
"""

import asyncio
import errno
import ssl
from collections import OrderedDict
from functools import partial
from ssl import SSLContext

import aiohappyeyeballs
from aiohttp import ClientError, ServerDisconnectedError, StreamReader
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError

from listlint.links.addresses import Guard, Resolver
from listlint.links.classify import REDIRECTS
from listlint.links.exchange import Answer, Request, RequestError
from listlint.links.proxy import Proxies, Proxy
from listlint.links.settings import LinkCheckOptions
from listlint.urls.parse import Target
from listlint.urls.verdict import Evidence

LARGEST_FIELD = 32_768
MOST_FIELDS = 512
"""aiohttp's own 8,190 bytes and 128 headers are less than some living pages send."""
LARGEST_HEAD = 300_000
"""Bytes of status lines and headers, provisional answers included, before an answer is given up."""
MOST_BEHIND = 1_000_000
"""Bytes of a body, its framing and its trailers; flow control lets less through of a plain one."""
DRAINED = 65_536
"""How much of a body is read to its end, only to use a connection again."""
BODY_SECONDS = 5.0
"""How long a body is waited for: its status is known, and a living page may be slow."""
HEAD_START = 0.25
"""Seconds until the next address of a host is tried beside the first (RFC 8305)."""
MOST_IDLE = 96

RESETS = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ESHUTDOWN})

Origin = tuple[str, str, int]


class Connection(ResponseHandler):
    """A connection whose answers count from their headers on, whatever becomes of their bodies.

    aiohttp's parser drops an answer whose broken body comes together with its headers, so they
    are given to it one after the other. Nor does it bound what headers and trailers add up to.
    """

    _head_due = False
    _with_body = False
    _room = 0

    def expect(self, *, body: bool) -> None:
        """Make ready for the next answer. Between answers of one kind, the parser stays."""
        self._head_due = True
        self._room = LARGEST_HEAD
        if body and self._with_body:
            return
        self._with_body = body
        self.set_response_params(
            skip_payload=not body,
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=LARGEST_FIELD,
            max_field_size=LARGEST_FIELD,
            max_headers=MOST_FIELDS,
        )

    def answered(self) -> None:
        """Take note that the headers are there: what follows is the body."""
        self._head_due = False
        self._room = MOST_BEHIND

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._room -= len(data)
        if self._room < 0:
            self.set_exception(HttpProcessingError(message="more headers than anybody needs"))
            self.abort()
            return
        if self._head_due and (end := data.find(b"\r\n\r\n") + 4) > 3:
            self._head_due = False
            super().data_received(data[:end])
            data = data[end:]
            if not data:
                return
        super().data_received(data)


class Client:
    """Open connections, and how to open more. Use `close` at the end."""

    def __init__(self, settings: LinkCheckOptions) -> None:
        self._guard = Guard(settings.allow_private, settings.allow_hosts)
        self.resolver = Resolver(self._guard, settings.resolve)
        self._trusting = Resolver(Guard(True, ()), settings.resolve)
        self._proxies = Proxies(settings.environ if settings.proxy else {})
        self._connect_timeout = settings.connect_timeout
        self._timeout = settings.timeout
        self._agent = f"User-Agent: {settings.user_agent}\r\n"
        self._ca_file = settings.ca_file
        self._context = tls_context(self._ca_file) if self._ca_file else None
        self._idle: OrderedDict[Connection, Origin] = OrderedDict()
        self._by_origin: dict[Origin, list[Connection]] = {}
        self._loop = asyncio.get_running_loop()

    async def close(self) -> None:
        """Close all connections."""
        for connection in self._idle:
            connection.abort()
        self._idle.clear()
        self._by_origin.clear()
        self.resolver.close()
        self._trusting.close()
        await asyncio.sleep(0)  # so that the loop closes their sockets

    async def fetch(self, request: Request) -> Answer:
        """Send a request and return the answer. Raises `RequestError`."""
        try:
            return await self._fetch(request)
        except (ClientError, HttpProcessingError, OSError) as error:
            raise _failure(error) from None

    async def _fetch(self, request: Request) -> Answer:
        target = request.target
        proxy = self._proxies.of(target) if self._proxies else None
        if proxy and not request.trusted and not self._guard.allows_unresolved(target.host):
            raise RequestError(Evidence.PRIVATE, f"leads to a private address ({target.host})")
        wire = self._wire(request, proxy)
        deadline = self._loop.time() + self._timeout
        if request.method != "POST":
            while (known := self._take(target.origin)) is not None:
                try:
                    return await self._exchange(known, request, wire, deadline)
                except (ClientError, OSError) as error:
                    if not _is_reset(error):
                        raise  # else closed by the server while it was idle: says nothing
        async with asyncio.timeout(self._connect_timeout):
            connection = await self._connect(request, proxy)
        return await self._exchange(connection, request, wire, deadline)

    def _wire(self, request: Request, proxy: Proxy | None) -> bytes:
        target = request.target
        plain = proxy is not None and target.scheme == "http"
        length = f"Content-Length: {len(request.body)}\r\n" if request.body else ""
        return (
            f"{request.method} {target.url if plain else target.path} HTTP/1.1\r\n"
            f"Host: {target.authority}\r\n{self._agent}"
            f"{proxy.authorization if plain and proxy else ''}{length}{request.headers}\r\n"
        ).encode() + request.body

    async def _exchange(
        self, connection: Connection, request: Request, wire: bytes, deadline: float
    ) -> Answer:
        whole = False
        try:
            alarm = self._loop.call_at(deadline, connection.set_exception, TimeoutError())
            try:
                connection.expect(body=request.method != "HEAD")
                transport = connection.transport
                if transport is None:
                    raise ServerDisconnectedError
                transport.write(wire)
                while True:
                    message, payload = await connection.read()
                    if not 100 <= message.code < 200 or message.code == 101:
                        connection.answered()
                        break
            finally:
                alarm.cancel()
            headers, status = message.headers, message.code
            wanted = request.wanted(status, headers)
            body, complete, whole = await _body(payload, wanted, request.keep, self._timeout)
        finally:
            if whole and not connection.should_close:
                self._keep(request.target.origin, connection)
            else:
                connection.abort()
        cookies = headers.getall("Set-Cookie", ()) if status in REDIRECTS else ()
        return Answer(status, headers, body, complete, cookies)

    # --- Connections -------------------------------------------------------------------------

    def _take(self, origin: Origin) -> Connection | None:
        known = self._by_origin.get(origin)
        while known:
            connection = known.pop()
            del self._idle[connection]
            if connection.is_connected() and not connection.should_close:
                return connection
            connection.abort()
        return None

    def _keep(self, origin: Origin, connection: Connection) -> None:
        self._idle[connection] = origin
        self._by_origin.setdefault(origin, []).append(connection)
        if len(self._idle) > MOST_IDLE:
            oldest, where = self._idle.popitem(last=False)
            left = self._by_origin[where]
            left.remove(oldest)
            if not left:
                del self._by_origin[where]
            oldest.abort()

    async def _connect(self, request: Request, proxy: Proxy | None) -> Connection:
        target = request.target
        if proxy is None:
            resolver = self._trusting if request.trusted else self.resolver
            where = await resolver.addresses(target.host, target.port, fresh=request.fresh)
        else:
            where = await self._trusting.addresses(proxy.host, proxy.port)
        socket = await aiohappyeyeballs.start_connection(
            where, happy_eyeballs_delay=HEAD_START, interleave=1, loop=self._loop
        )
        tls = target.scheme == "https"
        made = partial(Connection, self._loop)
        if not tls or proxy is not None:
            _, connection = await self._loop.create_connection(made, sock=socket)
            if not tls or proxy is None:
                return connection
            return await self._tunnel(connection, target, proxy)
        _, connection = await self._loop.create_connection(
            made, sock=socket, ssl=self._tls(), server_hostname=target.host
        )
        return connection

    async def _tunnel(self, connection: Connection, target: Target, proxy: Proxy) -> Connection:
        host = f"[{target.host}]" if ":" in target.host else target.host
        name = f"{host}:{target.port}"
        try:
            connection.expect(body=False)
            transport = connection.transport
            assert transport is not None
            transport.write(
                f"CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n{self._agent}"
                f"{proxy.authorization}\r\n".encode()
            )
            message, _ = await connection.read()
            if message.code != 200:
                reason = f"cannot be reached through the proxy, which answers {message.code}"
                again = message.code >= 500
                raise RequestError(Evidence.CONNECTION, reason, again=again, heard=again)
            secure = await self._loop.start_tls(
                transport, connection, self._tls(), server_hostname=target.host
            )
            if secure is None:
                raise ServerDisconnectedError
            connection.transport = secure
        except BaseException:
            connection.abort()
            raise
        return connection

    def _tls(self) -> SSLContext:
        if self._context is None:
            self._context = tls_context(self._ca_file)
        return self._context


def tls_context(ca_file: str) -> SSLContext:
    """Return what certificates are checked by. Raises `ValueError` for a bad `ca_file`."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ValueError(f"the certificates in {ca_file} cannot be read: {error}") from error
    return context


def _is_reset(error: Exception) -> bool:
    """Tell whether a server closed a connection without an answer."""
    return isinstance(error, ServerDisconnectedError) or (
        isinstance(error, OSError) and error.errno in RESETS
    )


def _failure(error: Exception) -> RequestError:
    """Say in our words why there is no answer. The order is that of the exceptions' classes."""
    match error:
        case ssl.SSLCertVerificationError():
            why = f"has a bad certificate: {error.verify_message}"
            return RequestError(Evidence.TLS, why, heard=True)
        case ssl.SSLError():
            why = (error.reason or str(error)).replace("_", " ").lower()
            return RequestError(Evidence.TLS, f"does not speak TLS as we do: {why}", heard=True)
        case TimeoutError():
            return RequestError(Evidence.TIMEOUT, "does not answer in time", again=True)
        case _ if _is_reset(error):
            why, heard = "closes the connection without an answer", True
        case OSError() if error.errno == errno.ECONNREFUSED:
            why, heard = "refuses connections", True
        case HttpProcessingError():
            why, heard = f"sends a broken answer: {_line(error.message)}", True
        case _:
            why, heard = f"cannot be connected to: {_line(str(error))}", False
    return RequestError(Evidence.CONNECTION, why, again=True, heard=heard)


async def _body(
    payload: StreamReader, wanted: int, keep: bool, seconds: float
) -> tuple[bytes, bool, bool]:
    """Return what is wanted of a body, whether this is all of it, and whether its end was seen.

    A body that breaks off, or never ends, is one that was cut: its page has answered.
    """
    limit = max(wanted, DRAINED if keep else 0)
    parts: list[bytes] = []
    size = 0
    try:
        if payload.is_eof():
            parts = [payload.read_nowait(-1)]
            size = len(parts[0])
        elif limit:
            async with asyncio.timeout(min(BODY_SECONDS, seconds)):
                while size < limit and not payload.at_eof():
                    part = await payload.readany()
                    if size < wanted:
                        parts.append(part)
                    size += len(part)
        ended = payload.at_eof()
    except (TimeoutError, ClientError, OSError, HttpProcessingError):
        ended = False
    body = b"".join(parts)
    return body[:wanted], ended and size <= wanted, ended


def _line(text: str) -> str:
    """Return the first line of an error's text, short enough for a message."""
    first = text.strip().splitlines()[:1]
    return first[0][:120] if first else "no reason given"
