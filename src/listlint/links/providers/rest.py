"""Providers that request one JSON document per URL from an API: what they have in common."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import unquote, urljoin

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from listlint.diagnostics.records import dataclass
from listlint.links.classify import NOT_FOUND, REDIRECTS, status_line
from listlint.links.provider import ApiClient, RequestError, Response
from listlint.urls.parse import UrlParts, split_url
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

T = TypeVar("T")

MAX_FAILURES = 3
WORKERS = 4


@dataclass(frozen=True, slots=True)
class Lookup:
    """What an API has to request for one URL.

    A 404 for `api` counts only if there is a 404 for `confirmation_url`, too: the same address
    again, or another that would explain it differently. Without one, nothing is called dead.
    """

    parts: UrlParts
    segments: tuple[str, ...]
    api: str
    confirmation_url: str = ""


Locate = Callable[[str], Lookup | None]
Judge = Callable[[str, Lookup, Any], Verdict | None]
Parse = Callable[[bytes], Any]


class Rest:
    """A provider made of two functions; see `Provider`.

    `locate` returns what to request for a URL (None: not claimed), `classify` what its answer
    means (None: left to the web), `parse` what to make of the body (`ValueError`: nothing).
    """

    def __init__(
        self, name: str, locate: Locate, classify: Judge, *, parse: Parse = json.loads
    ) -> None:
        self.name = name
        self._locate = locate
        self._judge = classify
        self._parse = parse
        self._failures = 0
        self._closed = False
        self.notices: list[str] = []

    def claims(self, url: str) -> bool:
        """Return whether the API may settle `url`."""
        return self._locate(url) is not None

    async def check(self, urls: Sequence[str], client: ApiClient) -> Mapping[str, Verdict]:
        """Return verdicts for those of `urls` that the API settles; see `Provider.check`.

        Gives up after three failures in a row, or when the API reports too many requests.
        """
        queue = [(url, r) for url in reversed(urls) if (r := self._locate(url))]
        verdicts: dict[str, Verdict] = {}

        async def work() -> None:
            while queue and not self._closed:
                url, resource = queue.pop()
                if verdict := await self._check_one(url, resource, client):
                    verdicts[url] = verdict

        async with asyncio.TaskGroup() as group:
            for _ in range(min(WORKERS, len(queue))):
                group.create_task(work())
        return verdicts

    async def _check_one(self, url: str, resource: Lookup, client: ApiClient) -> Verdict | None:
        response = await self._get(resource.api, client)
        if response is None:
            return None
        if response.status in NOT_FOUND and resource.confirmation_url:
            again = await self._get(resource.confirmation_url, client)
            if again is None or again.status not in NOT_FOUND:
                return None
            reason = f"not found by {split_url(resource.api).host} (deleted or private)"
            status = again.status
            return Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, reason, status, attempts=2)
        if response.status != 200:
            return None
        try:
            return self._judge(url, resource, self._parse(response.body))
        except (ValueError, RecursionError):
            return None

    async def _get(self, api: str, client: ApiClient) -> Response | None:
        """Return what the API answers; one redirect is followed, within its own site."""
        try:
            response = await client.request("GET", api, headers={"accept": "application/json, */*"})
            if response.status in REDIRECTS:
                there = urljoin(api, response.headers.get("location", ""))
                if split_url(there)[:2] != split_url(api)[:2]:
                    return None
                response = await client.request(
                    "GET", there, headers={"accept": "application/json"}
                )
        except (RequestError, ValueError):
            self._fail("not reachable")
            return None
        if response.status == 429:
            self._close("rate limit reached")
            return None
        if response.status >= 500:
            self._fail(status_line(response.status))
            return None
        self._failures = 0
        return response

    def _fail(self, reason: str) -> None:
        self._failures += 1
        if self._failures >= MAX_FAILURES:
            self._close(reason)

    def _close(self, reason: str) -> None:
        if not self._closed:
            self._closed = True
            self.notices.append(f"{self.name}: {reason}; other links are checked as web pages")


def split(url: str, hosts: Iterable[str]) -> tuple[UrlParts, tuple[str, ...]] | None:
    """Return the parts and the decoded path segments of `url`; None if it is not for an API.

    That is for https URLs with one of `hosts` exactly: other spellings redirect, and only the web
    knows where to; nor is it for dot segments, empty segments and control characters.
    """
    if not url[:8].lower().startswith("https://"):
        return None
    parts = split_url(url)
    if parts.authority.lower() not in hosts:
        return None
    try:
        segments = [unquote(s, errors="strict") for s in parts.path.strip("/").split("/")]
    except ValueError:
        return None
    if any(s in ("", ".", "..") or "/" in s or not s.isprintable() for s in segments):
        return None
    return parts, tuple(segments)


def alive(url: str, final_url: str | None = None, repository: Repository | None = None) -> Verdict:
    """Return *alive*; `final_url` where the canonical spelling is another."""
    final = None if final_url == url else final_url
    reason = "found by the API"
    return Verdict(
        url,
        VerdictKind.ALIVE,
        Evidence.OK,
        reason,
        200,
        final_url=final,
        attempts=1,
        repository=repository,
    )


def repository_verdict(
    url: str, resource: Lookup, name: str, repository: Repository
) -> Verdict | None:
    """Return *moved* where a forge gives another `name` than the URL, *alive* otherwise.

    Where only letter case differs, `final_url` has the name: forges do not redirect it.
    """
    parts = resource.parts
    spelled = "/".join(resource.segments)
    final = parts._replace(path=f"/{name}").url
    if name == spelled:
        return alive(url, repository=repository)
    if name.lower() == spelled.lower():
        return alive(url, final, repository)
    return Verdict(
        url,
        VerdictKind.MOVED,
        Evidence.OK,
        "repository was renamed",
        200,
        final_url=final,
        permanent=True,
        attempts=1,
        repository=repository,
    )


def known(answer: Mapping[str, Any], key: str, kind: type[T]) -> T | None:
    """Return a value of an answer; None if there is none of that type."""
    value = answer.get(key)
    return value if isinstance(value, kind) else None


def spdx(name: object) -> str | None:
    """Return the SPDX identifier that `name` is in any letter case; None if it is none."""
    if not isinstance(name, str):
        return None
    try:
        return str(canonicalize_license_expression(name))
    except InvalidLicenseExpression:
        return None
