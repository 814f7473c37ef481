"""Connections through SOCKS proxies, and the only module that imports python_socks: an extra."""

import socket

from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
from python_socks.async_.asyncio import Proxy as SocksProxy

from listlint.links.messages import RequestError
from listlint.links.proxy import Proxy
from listlint.urls.verdict import Evidence


async def connect(proxy: Proxy, host: str, port: int, seconds: float | None) -> socket.socket:
    """Return a socket that is connected to `host` (a name or an address) through a proxy.

    Raises `RequestError`, and `OSError` if the proxy is not reached.
    """
    version5 = proxy.scheme.startswith("socks5")
    if not version5 and ":" in host:
        raise RequestError(Evidence.CONNECTION, "SOCKS4 proxies do not reach IPv6 addresses")
    kind = ProxyType.SOCKS5 if version5 else ProxyType.SOCKS4
    through = SocksProxy(kind, proxy.host, proxy.port, proxy.user, proxy.password, rdns=True)
    try:
        return await through.connect(host, port, seconds)
    except ProxyTimeoutError:
        raise RequestError(Evidence.TIMEOUT, "timed out", again=True) from None
    except ProxyConnectionError as error:
        raise OSError(error.errno, str(error)) from None
    except ProxyError as error:
        reason = f"proxy {proxy.place}: {str(error).lower()}"
        if "authentication" in reason:
            raise RequestError(Evidence.LOCAL, reason) from None
        heard = error.error_code is not None
        raise RequestError(Evidence.CONNECTION, reason, again=True, heard=heard) from None
