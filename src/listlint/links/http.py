"""The HTTP client, and the only module that imports aiohttp.

One request, one response. Redirects are not followed, and failures are not retried; only a request
whose connection is closed without a response is sent once more, by aiohttp, for the connection may
have been idle for too long.
"""

import asyncio
import errno
import re
import socket
import ssl
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from aiohttp import (
    AddrInfoType,
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ClientResponse,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    CookieJar,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from listlint.diagnostics.records import dataclass
from listlint.links.addresses import Guard, system_resolve
from listlint.links.messages import Request, RequestError, Response
from listlint.links.proxy import Proxies, Proxy
from listlint.links.settings import LinkCheckOptions, Resolve
from listlint.urls.hosts import literal_address
from listlint.urls.parse import Target, UnsupportedUrl, target
from listlint.urls.verdict import Evidence

PAGE_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en,*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
LARGEST_FIELD = 32_768
MOST_FIELDS = 512
"""aiohttp's own 8,190 bytes and 128 headers are less than some living pages send."""
LARGEST_PAGE = 1_000_000
"""Bytes that a page's server may send after a request, headers included."""
LARGEST_ANSWER = 8_000_000
"""The same for APIs and proxies."""
DRAINED = 65_536
"""Bytes of a body that are read only to use its connection again."""
BODY_SECONDS = 5.0
"""How long to wait for a body: its status is known, and a living page may be slow."""
MOST_FILES = 8_192
"""Open files that are asked of the system: each connection is one."""
OTHER_FILES = 48
"""Open files that are not connections."""
DNS_SECONDS = 300
"""How long the addresses of a host are remembered."""
MOST_LOOKUPS = 32
"""DNS lookups at a time."""
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_CIPHERS = (
    "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:ECDHE+AES:DHE+AES:AESGCM:AES"
    ":!aNULL:!eNULL:!PSK:!SRP:!AESCCM"
)
"""Those of browsers: Python's own list lacks those without forward secrecy or with SHA-1."""
_NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class HttpClient:
    """Sends requests; an `ApiClient`. Use `close` at the end.

    Each host has a session of its own, so that its connections can be closed as soon as nothing
    more is requested from it.
    """

    def __init__(self, settings: LinkCheckOptions) -> None:
        self._guard = Guard(settings.allow_private, settings.allow_hosts)
        self._proxies = Proxies(settings.environ if settings.proxy else {})
        self._tls = tls_context(settings.ca_file)
        self.concurrency = _concurrency(settings.concurrency)
        self._resolve = settings.resolve or system_resolve
        self._lookups = asyncio.Semaphore(MOST_LOOKUPS)
        self._user_agent = settings.user_agent
        self._timeout = ClientTimeout(total=settings.timeout, connect=settings.connect_timeout)
        self._body_seconds = min(BODY_SECONDS, settings.timeout)
        self._hosts: dict[tuple[str, Proxy | None], _Host] = {}
        self._apis: dict[Proxy | None, ClientSession] = {}

    async def close(self) -> None:
        """Close all connections."""
        for session in (*(host.session for host in self._hosts.values()), *self._apis.values()):
            await session.close()

    async def leave(self, name: str) -> None:
        """Close the connections to a host, unless it has requests under way."""
        for key in ((name, proxy) for proxy in self._proxies.every):
            host = self._hosts.get(key)
            if host is not None and not host.requests:
                del self._hosts[key]
                await host.session.close()

    async def exists(self, host: str) -> bool:
        """Return whether `host` has an address right now."""
        try:
            return bool(await _look_up(host, 443, self._resolve))
        except RequestError:
            return False

    async def fetch(self, request: Request) -> Response:
        """Send a request for a page and return its response. Raises `RequestError`."""
        name = request.target.host
        proxy = self._proxies.of(request.target)
        names_leave = proxy is not None and proxy.looks_names_up
        if names_leave and not self._guard.allows_unresolved(name):
            raise RequestError(Evidence.PRIVATE, f"private address ({name})")
        url = _url(request.target)
        headers = request.headers
        if request.cookies and (cookies := _cookies(request, url)):
            headers = {**headers, "Cookie": cookies}
        host = self._host(name, proxy)
        host.requests += 1
        try:
            await self._close_oldest()
            response = await host.session.request(
                request.method,
                url,
                headers=headers,
                allow_redirects=False,
                proxy=_for_aiohttp(proxy),
                ssl=self._tls if request.verify or _is_secure(proxy) else False,
            )
            limit = request.body_limit(response.status, response.headers)
            body, complete = await self._read(response, limit, request.keep)
        except (ClientError, OSError, RequestError) as error:
            raise _failure(error, request.target, proxy) from None
        finally:
            host.requests -= 1
        if proxy and response.status == 407:
            raise RequestError(Evidence.LOCAL, f"proxy {proxy.place}: 407")
        set_cookies = response.cookies if "Set-Cookie" in response.headers else None
        return Response(response.status, response.headers, body, complete, set_cookies)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 4_000_000,
    ) -> Response:
        """See `ApiClient`. Where APIs are comes from the settings, so they may be private."""
        try:
            api = target(url)
        except UnsupportedUrl as error:
            raise RequestError(error.evidence, str(error)) from None
        proxy = self._proxies.of(api)
        if proxy not in self._apis:
            self._apis[proxy] = self._session("", None, proxy)
        try:
            response = await self._apis[proxy].request(
                method,
                _url(api),
                headers=headers,
                data=body,
                allow_redirects=False,
                auto_decompress=True,
                proxy=_for_aiohttp(proxy),
            )
            content, complete = await self._read(response, limit, True)
        except (ClientError, OSError, RequestError) as error:
            raise _failure(error, api, proxy) from None
        if not complete and len(content) < limit:
            raise RequestError(Evidence.CONNECTION, "incomplete response", again=True, heard=True)
        return Response(response.status, response.headers, content, complete)

    def _host(self, name: str, proxy: Proxy | None) -> "_Host":
        """Return the session of a host; the most recently used one is the last of all."""
        host = self._hosts.pop((name, proxy), None)
        if host is None:
            guard = None if proxy and proxy.looks_names_up else self._guard
            host = _Host(self._session(name, guard, proxy, PAGE_HEADERS))
        self._hosts[name, proxy] = host
        return host

    async def _close_oldest(self) -> None:
        """Close the connections that have been idle for longest, if there are too many."""
        if len(self._hosts) > 2 * self.concurrency:
            idle = (key for key, host in self._hosts.items() if not host.requests)
            if oldest := next(idle, None):
                await self._hosts.pop(oldest).session.close()

    def _session(
        self,
        host: str,
        guard: Guard | None,
        proxy: Proxy | None,
        headers: Mapping[str, str] | None = None,
    ) -> ClientSession:
        """Return a session. None has a guard that connects to an address from the settings."""
        names = Resolver(guard, self._resolve, self._lookups)
        options: dict[str, Any] = {
            "limit": 0,  # the scheduler has limits of its own
            "ssl": self._tls,
            "ttl_dns_cache": DNS_SECONDS,
        }
        connector: TCPConnector
        if proxy and proxy.is_socks:
            resolver = ProxyResolver() if proxy.looks_names_up else names
            connector = SocksConnector(proxy, host, guard, resolver=resolver, **options)
        else:
            opened = partial(_open_socket, host, guard)
            connector = TCPConnector(resolver=names, socket_factory=opened, **options)
        return ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            headers={"User-Agent": self._user_agent, **(headers or {})},
            timeout=self._timeout,
            auto_decompress=False,
            max_line_size=LARGEST_FIELD,
            max_field_size=LARGEST_FIELD,
            max_headers=MOST_FIELDS,
        )

    async def _read(self, response: ClientResponse, limit: int, keep: bool) -> tuple[bytes, bool]:
        """Return the first `limit` bytes of a body, and whether they are all of it.

        More is read only if the connection is worth keeping. A body that breaks off, or never
        ends, is cut: its page has answered.
        """
        content = response.content
        most = max(limit, DRAINED if keep else 0)
        parts: list[bytes] = []
        size = 0
        ended = False
        try:
            if content.is_eof():  # the usual case: it came with the headers
                parts.append(content.read_nowait(-1))
                size = len(parts[0])
            elif most:
                async with asyncio.timeout(self._body_seconds):
                    while size < most and not content.at_eof():
                        part = await content.readany()
                        if size < limit:
                            parts.append(part)
                        size += len(part)
            ended = content.at_eof()
        except (ClientError, OSError):  # a timeout is one of these, too
            pass
        finally:
            if not ended:
                response.close()
        return b"".join(parts)[:limit], ended and size <= limit


@dataclass(slots=True)
class _Host:
    session: ClientSession
    requests: int = 0
    """Requests under way."""


class Resolver(AbstractResolver):
    """Looks names up, and lets only allowed addresses through.

    One that is not allowed is enough to refuse a host: which one is connected to would be chance.
    """

    def __init__(self, guard: Guard | None, resolve: Resolve, lookups: asyncio.Semaphore) -> None:
        self._guard = guard
        self._resolve = resolve
        self._lookups = lookups

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host`, at least one. Raises `RequestError`."""
        async with self._lookups:
            found = await _look_up(host, port, self._resolve)
        for address, _ in found:
            if self._guard and not self._guard.allows(host, address):
                raise RequestError(Evidence.PRIVATE, f"private address ({address})")
        return [_result(host, address, at) for address, at in found]

    async def close(self) -> None:
        """See `AbstractResolver`."""


def _result(name: str, host: str, port: int) -> ResolveResult:
    return ResolveResult(
        hostname=name,
        host=host,
        port=port,
        family=socket.AF_INET6 if ":" in host else socket.AF_INET,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST,
    )


async def _look_up(host: str, port: int, resolve: Resolve) -> list[tuple[str, int]]:
    """Return the addresses of `host`, at least one. Raises `RequestError`."""
    try:
        found = list(dict.fromkeys(await resolve(host, port)))
    except UnicodeError:
        found = []
    except OSError as error:
        if error.errno in _EXHAUSTED:
            raise _exhausted(error) from None
        if error.errno not in _NO_SUCH_HOST:
            raise RequestError(Evidence.CONNECTION, "DNS lookup failed", again=True) from None
        found = []
    if not found:
        raise RequestError(Evidence.NO_HOST, f"no such host: {host}")
    return found


class ProxyResolver(AbstractResolver):
    """Leaves names to a proxy."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return `host` in the place of its address."""
        return [_result(host, host, port)]

    async def close(self) -> None:
        """See `AbstractResolver`."""


class SocksConnector(TCPConnector):
    """Connects through a SOCKS proxy, to what the resolver returns and the guard allows.

    aiohttp has no public method for this; aiohttp-socks overrides the same one.
    """

    def __init__(self, proxy: Proxy, host: str, guard: Guard | None, **options: Any) -> None:
        super().__init__(**options)
        self._proxy = proxy
        self._host = host
        self._guard = guard

    async def _wrap_create_connection(self, *args: Any, **options: Any) -> Any:
        from listlint.links.socks import connect  # an extra

        # One attempt: a proxy without IPv6 is more frequent than a host without IPv4.
        places = [info[4] for info in options.pop("addr_infos")]
        host, port = min(places, key=lambda place: ":" in str(place[0]))[:2]
        if self._guard and not self._guard.allows(self._host, host):
            raise RequestError(Evidence.PRIVATE, f"private address ({host})")
        try:
            tunnel = await connect(self._proxy, host, port, options["timeout"].connect)
        except OSError as error:
            raise ClientProxyConnectionError(options["req"].connection_key, error) from error
        limit = LARGEST_PAGE if self._guard else LARGEST_ANSWER
        bounded = BoundedSocket(limit, tunnel.family, tunnel.type, tunnel.proto, tunnel.detach())
        return await self._wrap_existing_connection(*args, sock=bounded, **options)


class PrivateAddressError(OSError):
    """An address must not be connected to."""


def _open_socket(host: str, guard: Guard | None, info: AddrInfoType) -> socket.socket:
    """Return a new socket for an address of `host`: the last place to refuse a private one."""
    family, kind, protocol, _, where = info
    address = str(where[0])
    if guard and not guard.allows(host, address):
        raise PrivateAddressError(f"private address ({address})")
    return BoundedSocket(LARGEST_PAGE if guard else LARGEST_ANSWER, family, kind, protocol)


class BoundedSocket(socket.socket):
    """A socket that fails if more than `limit` bytes are received after a request.

    aiohttp limits the headers of a response, but not how many provisional ones come before it.
    """

    def __init__(
        self, limit: int, family: int, kind: int, protocol: int, fileno: int | None = None
    ) -> None:
        super().__init__(family, kind, protocol, fileno)
        self._limit = self._left = limit

    def send(self, *args: Any) -> int:
        """See `socket.socket`."""
        self._left = self._limit
        return super().send(*args)

    def sendmsg(self, *args: Any) -> int:
        """See `socket.socket`."""
        self._left = self._limit
        return super().sendmsg(*args)

    def recv(self, *args: Any) -> bytes:
        """See `socket.socket`."""
        data = super().recv(*args)
        self._count(len(data))
        return data

    def recv_into(self, *args: Any) -> int:
        """See `socket.socket`."""
        count = super().recv_into(*args)
        self._count(count)
        return count

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise OSError(errno.EMSGSIZE, "too many bytes received")


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """Return a context that accepts the servers that browsers accept, and no other certificates.

    It also trusts those in `ca_file`. Raises `ValueError`.
    """
    context = ssl.create_default_context()
    context.set_ciphers(_CIPHERS)
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    context.set_alpn_protocols(["http/1.1"])
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ValueError(f"cannot read the certificates in {ca_file}: {error}") from error
    return context


def _concurrency(wanted: int) -> int:
    """Return how many requests at a time the limit of open files allows, after raising it.

    Each needs a connection, and as many are kept open for later ones.
    """
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < MOST_FILES:
        most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(1, min(wanted, (soft - OTHER_FILES) // 2))


@lru_cache(4_096)
def _address(host: str) -> str | None:
    return literal_address(host.removesuffix("."))


def _url(where: Target) -> URL:
    """Return the URL to request; addresses are written as aiohttp takes them."""
    address = _address(where.host)
    if address is None or ":" in address:
        return URL(where.url, encoded=True)
    return URL(where.url.replace(where.host, address, 1), encoded=True)


def _cookies(request: Request, url: URL) -> str:
    """Return the `Cookie` header for the URL, made of what earlier responses have set."""
    jar = CookieJar(unsafe=True)  # hosts may be addresses
    for source, cookies in request.cookies:
        jar.update_cookies(cookies, URL(source, encoded=True))
    pairs = jar.filter_cookies(url).items()
    text = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in pairs)
    return text if text.isprintable() and text.isascii() else ""


def _failure(error: Exception, where: Target, proxy: Proxy | None) -> RequestError:
    """Return why there is no response, in our words."""
    match error:
        case RequestError() if proxy and not proxy.is_socks:  # of the lookup of its name
            return RequestError(Evidence.LOCAL, f"proxy {proxy.place}: {error.reason}")
        case RequestError():
            return error
        case ClientConnectorError() if proxy and _is_of(proxy, error):
            reason = _not_connected(error.os_error, where).reason
            return RequestError(Evidence.LOCAL, f"proxy {proxy.place}: {reason}")
        case ClientHttpProxyError(status=407) if proxy:
            return RequestError(Evidence.LOCAL, f"proxy {proxy.place}: 407")
        case ClientConnectorError():
            return _not_connected(error.os_error, where)
        case TimeoutError():
            return RequestError(Evidence.TIMEOUT, "timed out", again=True)
        case ClientResponseError(headers=None):
            reason = f"invalid HTTP: {_line(error.message)}"
            return RequestError(Evidence.INVALID_HTTP, reason, again=True, heard=True)
        case ClientResponseError():  # to `CONNECT`: raised for no other
            reason = f"proxy error: {error.status} {error.message}"
            again = error.status >= 500
            return RequestError(Evidence.CONNECTION, reason, again=again, heard=again)
        case ServerDisconnectedError() | ConnectionError():
            reason = "connection closed"
        case OSError(errno=errno.EMSGSIZE):
            reason = "response too large"
        case OSError() if error.errno in _EXHAUSTED:
            return _exhausted(error)
        case _:
            reason = f"connection failed: {_line(str(error))}"
    return RequestError(Evidence.CONNECTION, reason, again=True, heard=True)


def _not_connected(error: OSError, where: Target) -> RequestError:
    """Return why there is no connection, in our words."""
    numbers = {error.errno, *map(int, re.findall(r"\[Errno (\d+)\]", str(error)))}
    match error:
        case PrivateAddressError():
            return RequestError(Evidence.PRIVATE, str(error))
        case ssl.SSLCertVerificationError():
            reason = f"invalid certificate: {error.verify_message}"
            return RequestError(Evidence.TLS, reason, heard=True)
        case ssl.SSLError():
            reason = f"TLS error: {(error.reason or str(error)).replace('_', ' ').lower()}"
            return RequestError(Evidence.TLS, reason, heard=True)
    if numbers & _EXHAUSTED:
        return _exhausted(error)
    if errno.ECONNREFUSED in numbers:
        return RequestError(Evidence.REFUSED, "connection refused", again=True, heard=True)
    if isinstance(error, ConnectionError) and where.scheme == "https":
        reason = "connection closed in the TLS handshake"
        return RequestError(Evidence.TLS, reason, again=True, heard=True)
    if isinstance(error, ConnectionError):
        return RequestError(Evidence.CONNECTION, "connection closed", again=True, heard=True)
    reason = f"connection failed: {_line(str(error))}"
    return RequestError(Evidence.CONNECTION, reason, again=True)


def _exhausted(error: OSError) -> RequestError:
    reason = (
        "too many open files"
        if error.errno in (errno.EMFILE, errno.ENFILE) or "open files" in str(error)
        else _line(str(error))
    )
    return RequestError(Evidence.LOCAL, reason)


def _is_of(proxy: Proxy, error: ClientConnectorError) -> bool:
    """Return whether a connection failed on the way to the proxy, its TLS included."""
    if isinstance(error, ClientProxyConnectionError):
        return True
    return _is_secure(proxy) and (error.host, error.port) == (proxy.host, proxy.port)


def _is_secure(proxy: Proxy | None) -> bool:
    """Return whether a proxy is reached by TLS: its certificate is always verified."""
    return proxy is not None and proxy.scheme == "https"


def _for_aiohttp(proxy: Proxy | None) -> str | None:
    """Return the URL of a proxy that aiohttp knows how to use."""
    return None if proxy is None or proxy.is_socks else proxy.url


def _line(text: str) -> str:
    """Return the first line of an error's text, short enough for a message."""
    return text.strip().partition("\n")[0].strip(" :")[:120] or "no reason given"
