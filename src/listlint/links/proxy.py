"""Which proxy a request goes through, by the environment."""

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit

from listlint.diagnostics.records import dataclass
from listlint.urls.hosts import host_is
from listlint.urls.parse import Target

_PORTS = {
    "http": 80,
    "https": 443,
    "socks4": 1080,
    "socks4a": 1080,
    "socks5": 1080,
    "socks5h": 1080,
}
"""The schemes of proxies, with their default ports."""
_LOOKS_NAMES_UP = frozenset({"http", "https", "socks4a", "socks5h"})


class UnusableProxyError(ValueError):
    """A proxy is set that cannot be used: a problem on our side."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; `url` has its password, `place` is for messages."""

    url: str
    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @property
    def place(self) -> str:
        """Host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_socks(self) -> bool:
        """Whether it is a SOCKS proxy."""
        return self.scheme.startswith("socks")

    @property
    def looks_names_up(self) -> bool:
        """Whether it gets names, as opposed to addresses that were looked up and checked here."""
        return self.scheme in _LOOKS_NAMES_UP


class Proxies:
    """The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, except for hosts of `NO_PROXY`.

    Raises `UnusableProxyError` for one with an unknown scheme, or that needs an extra.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        values = {name.lower(): value for name, value in environ.items() if value}
        if "REQUEST_METHOD" in environ:  # a CGI script: its clients set HTTP_PROXY (CVE-2016-5385)
            values["http_proxy"] = environ.get("http_proxy", "")
        names = [name.strip().lower() for name in values.get("no_proxy", "").split(",")]
        self._bypass = [name.removeprefix("*").removeprefix(".") for name in names if name]
        common = "" if "*" in names else values.get("all_proxy", "")
        self._by_scheme = {
            scheme: None if "*" in names else _proxy(values.get(f"{scheme}_proxy", "") or common)
            for scheme in ("http", "https")
        }

        self.every = frozenset((None, *self._by_scheme.values()))
        """What requests go through; None for no proxy."""

    def of(self, target: Target) -> Proxy | None:
        """Return the proxy for `target`; None to request it directly."""
        proxy = self._by_scheme[target.scheme]
        if proxy is None:
            return None
        names = (target.host, f"{target.host}:{target.port}")
        bypassed = any(host_is(name, bypass) for name in names for bypass in self._bypass)
        return None if bypassed else proxy


def _proxy(url: str) -> Proxy | None:
    if not url:
        return None
    url = url if "://" in url else f"http://{url}"
    scheme, _, rest = url.partition("://")
    shown = f"{scheme}://{rest.rpartition('@')[2]}"  # without the password
    try:
        parts = urlsplit(url)
        default = _PORTS[parts.scheme]
        port = default if parts.port is None else parts.port
    except (ValueError, KeyError):
        parts, port = urlsplit(""), 0
    if not parts.hostname or not port:
        schemes = ", ".join(f"{scheme}://" for scheme in _PORTS)
        raise UnusableProxyError(f"the proxy `{shown}` is not a URL with {schemes}")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    proxy = Proxy(url, parts.scheme, parts.hostname, port, user, password)
    if proxy.is_socks and find_spec("python_socks") is None:
        needed = "pip install 'listlint[socks]'"
        raise UnusableProxyError(f"the proxy `{parts.scheme}://{proxy.place}` needs {needed}")
    return proxy
