"""Which addresses may be connected to, and what is behind a host name.

Names are looked up once per connection, every address is checked, and only checked addresses
are connected to: a name server that changes its answer in between gains nothing.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from threading import Thread
from typing import TypeVar

from listlint.links.exchange import RequestError
from listlint.links.settings import Resolve
from listlint.urls.hosts import is_local_name, is_public, literal_address
from listlint.urls.verdict import Evidence

T = TypeVar("T")

Found = Sequence[tuple[str, int]]
AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""As `socket.getaddrinfo` has it."""
LOOKUPS = 32
"""Names looked up at once."""
REMEMBERED_SECONDS = 300.0


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
        address = literal_address(name)
        if address is not None:
            return self.allows(name, address)
        return self._everything or name in self._hosts or not is_local_name(name)


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
        ip = literal_address(host)
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
