"""The cookies of one chain of redirects: some sites send in circles whoever drops them."""

from collections.abc import Sequence
from email.message import Message
from http.cookiejar import CookieJar
from urllib.request import Request

from listlint.web.target import Target


class Cookies:
    """Kept for one link, sent only to where they came from; forgotten with it."""

    def __init__(self) -> None:
        self._jar = CookieJar()

    def keep(self, target: Target, headers: Sequence[str]) -> None:
        """Keep the cookies of the `Set-Cookie` headers of an answer."""
        self._jar.extract_cookies(_Answer(headers), _request(target))  # type: ignore[arg-type]

    def line(self, target: Target) -> str:
        """Return the header line for a request; empty without cookies."""
        request = _request(target)
        self._jar.add_cookie_header(request)
        text = request.get_header("Cookie", "")
        return f"Cookie: {text}\r\n" if text and text.isprintable() and text.isascii() else ""


class _Answer:
    """As much of an answer as the jar looks at."""

    def __init__(self, cookies: Sequence[str]) -> None:
        self._message = Message()
        for cookie in cookies:
            self._message["Set-Cookie"] = cookie

    def info(self) -> Message:
        return self._message


def _request(target: Target) -> Request:
    return Request(target.url)  # noqa: S310 - never opened; a target is http or https
