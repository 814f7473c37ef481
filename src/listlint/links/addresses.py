"""Which addresses may be connected to, and what is behind a host name.

Names are looked up once per connection, every address is checked, and only checked addresses
are connected to: a name server that changes its answer in between gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from threading import Thread
from typing import TypeVar

from listlint.links.exchange import RequestError
from listlint.links.settings import Resolve
from listlint.urls.verdict import Evidence

T = TypeVar("T")

Found = Sequence[tuple[str, int]]
AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""As `socket.getaddrinfo` has it."""
LOOKUPS = 32
"""Names looked up at once."""
REMEMBERED_SECONDS = 300.0

_EMBEDDING = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
    (ipaddress.IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291
)
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # shared by carriers, RFC 6598
            "192.0.0.0/24",
            "192.88.99.0/24",
            "64:ff9b:1::/48",  # local NAT64, RFC 8215
            "100::/64",
            "2001::/23",  # Teredo and others, RFC 2928
            "fec0::/10",
            "5f00::/16",
        ),
    )
)


@lru_cache(4_096)
def is_public(address: str) -> bool:
    """Tell whether an IP is one of the public internet.

    Neither private, loopback, link-local (so no cloud's metadata), multicast nor reserved; what
    stands for an IPv4 address (mapped, NAT64, 6to4) is what that one is.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        for network, shift in _EMBEDDING:
            if ip in network:
                return is_public(str(ipaddress.IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
    if any(ip.version == net.version and ip in net for net in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def literal(host: str) -> str | None:
    """Return the IP that `host` is, in whatever form `inet_aton` reads (octal, hex, one number)."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not host[-1:].isalnum() or not (host[0].isdigit()):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


class Guard:
    """Says which addresses are allowed; see `LinkSettings.allow_hosts`."""

    def __init__(self, allow_private: bool, allow_hosts: Iterable[str]) -> None:
        self._everything = allow_private
        self._hosts: set[str] = set()
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in allow_hosts:
            try:
                self._networks.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                self._hosts.add(entry.lower())

    def allows(self, host: str, address: str) -> bool:
        """Tell whether `address`, found behind `host`, may be connected to."""
        if self._everything or is_public(address) or host in self._hosts:
            return True
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(ip.version == net.version and ip in net for net in self._networks)

    def allows_unresolved(self, host: str) -> bool:
        """Tell whether a proxy may be asked for `host`: what it resolves we do not learn."""
        name = host.removesuffix(".")
        address = literal(name)
        if address is not None:
            return self.allows(name, address)
        local = name == "localhost" or name.endswith((".localhost", ".local", ".internal"))
        return self._everything or name in self._hosts or not local


class Resolver:
    """Looks names up, remembers, and lets only allowed addresses through."""

    def __init__(self, guard: Guard, resolve: Resolve | None = None) -> None:
        self._guard = guard
        self._resolve = resolve or system_resolve
        self._known: dict[tuple[str, int], tuple[float, asyncio.Task[Found]]] = {}
        self._gate = asyncio.Semaphore(LOOKUPS)

    def close(self) -> None:
        """Give up what is being looked up."""
        for _, task in self._known.values():
            task.cancel()

    async def addresses(self, host: str, port: int, *, fresh: bool = False) -> list[AddrInfo]:
        """Return where `host` may be connected to, at least one.

        Raises `RequestError`: there is no such host, its name server does not answer, or an address
        is not allowed. One that is not allowed is enough: which one is taken would be chance.
        """
        ip = literal(host)
        found = [(ip, port)] if ip else await self._look_up(host, port, fresh)
        for address, _ in found:
            if not self._guard.allows(host, address):
                raise RequestError(Evidence.PRIVATE, f"leads to a private address ({address})")
        return [_info(address, at) for address, at in found]

    async def exists(self, host: str) -> bool:
        """Tell whether `host` can be looked up right now, whatever is behind it."""
        try:
            return bool(await self._look_up(host, 443, True))
        except RequestError:
            return False

    async def _look_up(self, host: str, port: int, fresh: bool) -> Found:
        """One task looks up for all who ask: none of them, giving up, takes it from the others."""
        loop = asyncio.get_running_loop()
        key = (host, port)
        until, task = self._known.get(key, (0.0, None))
        if task is None or (task.done() and (fresh or until < loop.time())):
            task = loop.create_task(self._ask(host, port))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._known[key] = (loop.time() + REMEMBERED_SECONDS, task)
        return task.result() if task.done() else await asyncio.shield(task)

    async def _ask(self, host: str, port: int) -> Found:
        try:
            async with self._gate:
                found = list(dict.fromkeys(await self._resolve(host, port)))
        except (OSError, UnicodeError) as error:
            raise _failure(host, error) from None
        if not found:
            raise RequestError(Evidence.NO_HOST, f"there is no host {host}")
        return found


def _failure(host: str, error: OSError | UnicodeError) -> RequestError:
    missing = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    if isinstance(error, UnicodeError) or error.errno in missing:
        return RequestError(Evidence.NO_HOST, f"there is no host {host}")
    return RequestError(Evidence.CONNECTION, f"the name {host} could not be looked up", again=True)


def _info(address: str, port: int) -> AddrInfo:
    if ":" in address:
        plain, _, scope = address.partition("%")
        where = (plain, port, 0, int(scope) if scope.isdecimal() else 0)
        return socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where
    return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)


async def system_resolve(host: str, port: int) -> Sequence[tuple[str, int]]:
    """Ask the system. See `Resolve`."""

    def look_up() -> list[tuple[str, int]]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [(str(where[0]), port) for *_, where in found]

    return await _in_thread(look_up)


async def _in_thread(work: Callable[[], T]) -> T:
    """Run `work` in a thread that nobody waits for at the end: a lookup can take half a minute."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failure = None, None
        try:
            result = work()
        except Exception as error:
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:  # the run is over, and its loop closed
            return

    Thread(target=run, daemon=True, name="listlint-resolver").start()
    return await future
