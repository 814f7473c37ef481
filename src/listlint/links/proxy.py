"""Which proxy a request goes through, by the environment."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from listlint.urls.hosts import host_is
from listlint.urls.parse import Target


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. `authorization` is a header line, or empty."""

    host: str
    port: int
    authorization: str = ""


class Proxies:
    """The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, but for hosts of `NO_PROXY`.

    Through a proxy, the proxy looks names up and connects: our guard sees addresses only where
    they stand in the URL itself, and names that are local by their form. Raises `ValueError` for
    a proxy that is no http:// URL.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        values = {name.lower(): value for name, value in environ.items() if value}
        # A header `Proxy:` becomes HTTP_PROXY in a CGI script (CVE-2016-5385).
        plain = environ.get("http_proxy") if "REQUEST_METHOD" in environ else None
        common = values.get("all_proxy", "")
        self._by_scheme = {
            "http": _proxy(plain or values.get("http_proxy", "") or common),
            "https": _proxy(values.get("https_proxy", "") or common),
        }
        self._bypass = [
            name.strip().lower().removeprefix("*").removeprefix(".")
            for name in values.get("no_proxy", "").split(",")
            if name.strip()
        ]
        self._never = "*" in values.get("no_proxy", "").split(",")

    def __bool__(self) -> bool:
        return any(self._by_scheme.values())

    def of(self, target: Target) -> Proxy | None:
        """Return the proxy that `target` is asked through; None to ask it directly."""
        proxy = self._by_scheme[target.scheme]
        if proxy is None:
            return None
        names = (target.host, f"{target.host}:{target.port}")
        skipped = self._never or any(host_is(name, skip) for name in names for skip in self._bypass)
        return None if skipped else proxy


def _proxy(url: str) -> Proxy | None:
    if not url:
        return None
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"`{url}` is not the URL of a proxy") from None
    if parts.scheme != "http" or not host:
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        raise ValueError(f"the proxy `{shown}` must be an http:// URL")
    authorization = ""
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = f"Proxy-Authorization: Basic {b64encode(pair.encode()).decode()}\r\n"
    return Proxy(host, port or 80, authorization)
