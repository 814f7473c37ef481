"""Which proxy a request goes through, by the environment."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from listlint.urls.hosts import host_is
from listlint.urls.parse import Target


class UnusableProxyError(ValueError):
    """A proxy is set that cannot be used: a problem on our side."""


class Proxies:
    """The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY`, except for hosts of `NO_PROXY`.

    The proxy looks names up and connects: then the guard sees only addresses in the URL itself
    and names that are local by their form. Raises `UnusableProxyError` for one without an http://
    URL.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        values = {name.lower(): value for name, value in environ.items() if value}
        if "REQUEST_METHOD" in environ:  # a CGI script: its clients set HTTP_PROXY (CVE-2016-5385)
            values["http_proxy"] = environ.get("http_proxy", "")
        common = values.get("all_proxy", "")
        self._by_scheme = {
            scheme: _proxy(values.get(f"{scheme}_proxy", "") or common)
            for scheme in ("http", "https")
        }
        names = [name.strip().lower() for name in values.get("no_proxy", "").split(",")]
        self._never = "*" in names
        self._bypass = [name.removeprefix("*").removeprefix(".") for name in names if name]

    def of(self, target: Target) -> str | None:
        """Return the URL of the proxy for `target`; None to request it directly."""
        proxy = self._by_scheme[target.scheme]
        if proxy is None or self._never:
            return None
        names = (target.host, f"{target.host}:{target.port}")
        bypassed = any(host_is(name, bypass) for name in names for bypass in self._bypass)
        return None if bypassed else proxy


def _proxy(url: str) -> str | None:
    if not url:
        return None
    url = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "http" and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        shown = url.rpartition("@")[2]  # not the password
        raise UnusableProxyError(f"the proxy `{shown}` must have an http:// URL")
    return url
