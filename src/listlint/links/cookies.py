"""The cookies of one chain of redirects: some sites send in circles whoever drops them."""

from collections.abc import Sequence

from aiohttp import CookieJar
from yarl import URL

from listlint.urls.parse import Target


class Cookies:
    """Kept for one link, sent only to where they came from; forgotten with it."""

    def __init__(self) -> None:
        self._jar = CookieJar(unsafe=True)  # hosts may be bare addresses

    def keep(self, target: Target, headers: Sequence[str]) -> None:
        """Keep the cookies of the `Set-Cookie` headers of an answer."""
        self._jar.update_cookies_from_headers(headers, URL(target.url, encoded=True))

    def line(self, target: Target) -> str:
        """Return the header line for a request; empty without cookies."""
        kept = self._jar.filter_cookies(URL(target.url, encoded=True))
        text = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in kept.items())
        return f"Cookie: {text}\r\n" if text and text.isprintable() and text.isascii() else ""
