"""Requests and responses: what the HTTP client takes and what it returns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from http.cookies import SimpleCookie

from listlint.diagnostics.records import dataclass
from listlint.links import page
from listlint.urls.parse import Target
from listlint.urls.verdict import Evidence

BodyLimit = Callable[[int, Mapping[str, str]], int]
"""From the status and the headers of a response to the number of bytes to read of its body."""


@dataclass(slots=True, kw_only=True)
class Request:
    """A request for a page.

    `cookies` are those that earlier responses have set, each with the URL of its response. `keep`
    is whether more will be requested from the host, so that it pays to read a body to its end,
    `verify` whether the certificate must be valid.
    """

    target: Target
    body_limit: BodyLimit
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[tuple[str, SimpleCookie]] = ()
    keep: bool = True
    verify: bool = True


@dataclass(frozen=True)
class Response:
    """A response; redirects are not followed.

    Names of headers have no letter case (in tests: they are lower case). `body` is as much of it
    as was wanted and came, `complete` whether that is all. `cookies` are those that it sets.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    complete: bool = True
    cookies: SimpleCookie | None = None

    @cached_property
    def text(self) -> str:
        """The text of a page, as far as it was read; empty for anything but a page."""
        readable = self.body and page.is_html(self.headers)
        return page.text(self.body, self.headers) if readable else ""

    @cached_property
    def title(self) -> str:
        """The title of a page; empty without one."""
        return page.title(self.text)


class RequestError(Exception):
    """There was no response.

    `again` is whether a later request may succeed, `heard` whether a server was reached.
    """

    def __init__(
        self,
        evidence: Evidence,
        reason: str,
        *,
        again: bool = False,
        heard: bool = False,
    ) -> None:
        super().__init__(reason)
        self.evidence = evidence
        self.reason = reason
        self.again = again
        self.heard = heard
