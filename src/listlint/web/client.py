"""One request, one answer: no redirects followed, nothing retried.

What is connected to is exactly what the guard has allowed, and connections are used again for
their own origin only. A session of a common client does much per request that is not needed here
(URL objects, cookie jars, tracing, redirects), and would take most of the time of a run.
"""

import asyncio
import errno
import ssl
from collections import OrderedDict
from ssl import SSLContext

import aiohappyeyeballs

from listlint.verdict import Evidence
from listlint.web.address import Guard, Resolver
from listlint.web.exchange import Answer, Failed, Request
from listlint.web.proxy import Proxies, Proxy
from listlint.web.settings import LinkSettings
from listlint.web.target import Target
from listlint.web.wire import Broken, Connection, Deadlines, Exchange

HEAD_START = 0.25
"""Seconds until the next address of a host is tried beside the first (RFC 8305)."""
MOST_IDLE = 96

RESETS = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ESHUTDOWN})

Origin = tuple[str, str, int]


class Client:
    """Open connections, and how to open more. Use `close` at the end."""

    def __init__(self, settings: LinkSettings) -> None:
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
        self._deadlines = Deadlines(settings.timeout, self._loop)

    async def close(self) -> None:
        """Close all connections."""
        for connection in self._idle:
            connection.abort()
        self._idle.clear()
        self._by_origin.clear()
        self._deadlines.close()
        self.resolver.close()
        self._trusting.close()
        await asyncio.sleep(0)  # so that the loop closes their sockets

    async def fetch(self, request: Request) -> Answer:
        """Send a request and return the answer. Raises `Failed`."""
        try:
            return await self._fetch(request)
        except (Broken, OSError) as error:
            raise _failure(error) from None

    async def _fetch(self, request: Request) -> Answer:
        target = request.target
        proxy = self._proxies.of(target) if self._proxies else None
        if proxy and not request.trusted and not self._guard.allows_unresolved(target.host):
            raise Failed(Evidence.PRIVATE, f"leads to a private address ({target.host})")
        wire = self._wire(request, proxy)
        if request.method != "POST":
            while (known := self._take(target.origin)) is not None:
                try:
                    return await self._ask(known, request, wire)
                except OSError as error:
                    if not _is_reset(error):
                        raise  # else closed by the server while it was idle: says nothing
        async with asyncio.timeout(self._connect_timeout):
            connection = await self._connect(request, proxy)
        return await self._ask(connection, request, wire)

    def _wire(self, request: Request, proxy: Proxy | None) -> bytes:
        target = request.target
        plain = proxy is not None and target.scheme == "http"
        length = f"Content-Length: {len(request.body)}\r\n" if request.body else ""
        return (
            f"{request.method} {target.url if plain else target.path} HTTP/1.1\r\n"
            f"Host: {target.authority}\r\n{self._agent}"
            f"{proxy.authorization if plain and proxy else ''}{length}{request.headers}\r\n"
        ).encode() + request.body

    async def _ask(self, connection: Connection, request: Request, wire: bytes) -> Answer:
        exchange = await self._exchange(connection, request, wire)
        if exchange.reusable and connection.usable:
            self._keep(request.target.origin, connection)
        else:
            connection.abort()
        return exchange.answer()

    async def _exchange(self, connection: Connection, request: Request, wire: bytes) -> Exchange:
        exchange = Exchange(request, self._loop, self._timeout)
        self._deadlines.begin(exchange)
        try:
            connection.ask(exchange, wire)
            await exchange.done
        except BaseException:
            connection.abort()
            raise
        finally:
            self._deadlines.end(exchange)
            connection.release()
        return exchange

    # --- Connections -------------------------------------------------------------------------

    def _take(self, origin: Origin) -> Connection | None:
        known = self._by_origin.get(origin)
        while known:
            connection = known.pop()
            del self._idle[connection]
            if connection.usable:
                return connection
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
        if not tls or proxy is not None:
            _, connection = await self._loop.create_connection(Connection, sock=socket)
            if not tls or proxy is None:
                return connection
            return await self._tunnel(connection, target, proxy)
        _, connection = await self._loop.create_connection(
            Connection, sock=socket, ssl=self._tls(), server_hostname=target.host
        )
        return connection

    async def _tunnel(self, connection: Connection, target: Target, proxy: Proxy) -> Connection:
        host = f"[{target.host}]" if ":" in target.host else target.host
        name = f"{host}:{target.port}"
        wire = (
            f"CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n{self._agent}{proxy.authorization}\r\n"
        ).encode()
        request = Request(target, lambda *_: 0, "CONNECT", keep=False)
        try:
            status = (await self._exchange(connection, request, wire)).answer().status
            if status != 200:
                reason = f"cannot be reached through the proxy, which answers {status}"
                again = status >= 500
                raise Failed(Evidence.CONNECTION, reason, again=again, heard=again)
            assert connection.transport is not None
            secure = await self._loop.start_tls(
                connection.transport, connection, self._tls(), server_hostname=target.host
            )
            if secure is None:
                raise ConnectionResetError(errno.ECONNRESET, "closed before it was secured")
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
    return isinstance(error, OSError) and error.errno in RESETS


def _failure(error: Exception) -> Failed:
    """Say in our words why there is no answer. The order is that of the exceptions' classes."""
    match error:
        case ssl.SSLCertVerificationError():
            why = f"has a bad certificate: {error.verify_message}"
            return Failed(Evidence.TLS, why, heard=True)
        case ssl.SSLError():
            why = (error.reason or str(error)).replace("_", " ").lower()
            return Failed(Evidence.TLS, f"does not speak TLS as we do: {why}", heard=True)
        case TimeoutError():
            return Failed(Evidence.TIMEOUT, "does not answer in time", again=True)
        case _ if _is_reset(error):
            why, heard = "closes the connection without an answer", True
        case OSError() if error.errno == errno.ECONNREFUSED:
            why, heard = "refuses connections", True
        case Broken():
            why, heard = f"sends a broken answer: {_line(str(error))}", True
        case _:
            why, heard = f"cannot be connected to: {_line(str(error))}", False
    return Failed(Evidence.CONNECTION, why, again=True, heard=heard)


def _line(text: str) -> str:
    """Return the first line of an error's text, short enough for a message."""
    first = text.strip().splitlines()[:1]
    return first[0][:120] if first else "no reason given"
