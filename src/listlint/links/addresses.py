"""Which addresses may be connected to, and the system's DNS lookups."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from threading import Thread
from typing import TypeVar

from listlint.urls.hosts import is_local_name, is_public, literal_address

T = TypeVar("T")


class Guard:
    """Decides which addresses are allowed; see `LinkSettings.allow_hosts`."""

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
        """Return whether `address`, one of those of `host`, may be connected to."""
        if self._everything or is_public(address) or host in self._hosts:
            return True
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(ip.version == net.version and ip in net for net in self._networks)

    def allows_unresolved(self, host: str) -> bool:
        """Return whether a proxy may be asked for `host`: its address is not known here."""
        name = host.removesuffix(".")
        address = literal_address(name)
        if address is not None:
            return self.allows(name, address)
        return self._everything or name in self._hosts or not is_local_name(name)


async def system_resolve(host: str, port: int) -> Sequence[tuple[str, int]]:
    """Return the addresses that the system knows. See `Resolve`."""

    def look_up() -> list[tuple[str, int]]:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [(str(where[0]), port) for *_, where in found]

    return await _in_thread(look_up)


async def _in_thread(work: Callable[[], T]) -> T:
    """Run `work` in a thread that does not delay the end of the program: DNS can take a minute."""
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
