"""A request and what comes of it: the words between the client and those who judge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from listlint.links import page
from listlint.urls.parse import Target
from listlint.urls.verdict import Evidence

Wanted = Callable[[int, Mapping[str, str]], int]
"""From the status and the headers of an answer to the number of bytes wanted of its body."""


@dataclass(slots=True)
class Request:
    """One request. `headers` are whole lines, each with its `\\r\\n`.

    `keep` tells that more will be asked of the same host, so that it pays to read a body to its
    end. `fresh` has the name looked up anew. `trusted` is for addresses that come from the
    settings, not from a list: they are not guarded.
    """

    target: Target
    wanted: Wanted
    method: str = "GET"
    headers: str = ""
    body: bytes = b""
    keep: bool = True
    fresh: bool = False
    trusted: bool = False


class Answer:
    """An answer. Names of headers are looked up whatever their case (tests: in lower case).

    `body` is what was wanted and came of the body, as it was sent; `whole` tells that this is
    all of it. `cookies` are the `Set-Cookie` headers.
    """

    __slots__ = ("_text", "_title", "body", "cookies", "headers", "status", "whole")

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes = b"",
        whole: bool = True,
        cookies: Sequence[str] = (),
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.whole = whole
        self.cookies = cookies
        self._text: str | None = None
        self._title: str | None = None

    @property
    def text(self) -> str:
        """The text of a page, as far as it was read; empty for what is no page."""
        if self._text is None:
            readable = self.body and page.is_html(self.headers)
            self._text = page.text(self.body, self.headers) if readable else ""
        return self._text

    @property
    def title(self) -> str:
        """The title of a page; empty without one."""
        if self._title is None:
            self._title = page.title(self.text)
        return self._title


class RequestError(Exception):
    """No answer was had. `again` tells that it may be had later, `heard` that somebody is there."""

    def __init__(
        self, evidence: Evidence, reason: str, *, again: bool = False, heard: bool = False
    ) -> None:
        super().__init__(reason)
        self.evidence = evidence
        self.reason = reason
        self.again = again
        self.heard = heard
