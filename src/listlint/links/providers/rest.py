"""Providers that ask an API for one JSON document a URL: all but what sets them apart."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from listlint.links.classify import NOT_FOUND, REDIRECTS
from listlint.links.provider import HttpClient, RequestFailed, Response
from listlint.urls.parse import UrlParts, split_url
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

MAX_FAILURES = 3
WORKERS = 4


@dataclass(frozen=True, slots=True)
class Resource:
    """Where an API tells of one URL.

    The API's 404 for `api` counts only if it has 404 for `confirmation_url`, too: the same
    address again,
    or another that would explain it otherwise. Without a confirmation_url nothing is called gone.
    """

    parts: UrlParts
    segments: tuple[str, ...]
    api: str
    confirmation_url: str = ""


Locate = Callable[[str], Resource | None]
Judge = Callable[[str, Resource, Any], Verdict | None]
Parse = Callable[[bytes], Any]


class Rest:
    """A provider made of two functions; see `Provider`.

    `locate` tells where the API knows of a URL (None: not claimed), `classify` what its answer
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
        """Tell whether the API may settle `url`."""
        return self._locate(url) is not None

    async def check(self, urls: Sequence[str], asker: HttpClient) -> Mapping[str, Verdict]:
        """Return verdicts for those of `urls` that the API settles; see `Provider.check`.

        Gives up after three failures in a row, or when the API says that it was too much.
        """
        queue = [(url, r) for url in reversed(urls) if (r := self._locate(url))]
        verdicts: dict[str, Verdict] = {}

        async def work() -> None:
            while queue and not self._closed:
                url, resource = queue.pop()
                if verdict := await self._check_one(url, resource, asker):
                    verdicts[url] = verdict

        async with asyncio.TaskGroup() as group:
            for _ in range(min(WORKERS, len(queue))):
                group.create_task(work())
        return verdicts

    async def _check_one(self, url: str, resource: Resource, asker: HttpClient) -> Verdict | None:
        response = await self._get(resource.api, asker)
        if response is None:
            return None
        if response.status in NOT_FOUND and resource.confirmation_url:
            again = await self._get(resource.confirmation_url, asker)
            if again is None or again.status not in NOT_FOUND:
                return None
            reason = f"{split_url(resource.api).host} does not know it (deleted or private)"
            status = again.status
            return Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, reason, status, attempts=2)
        if response.status != 200:
            return None
        try:
            return self._judge(url, resource, self._parse(response.body))
        except (ValueError, RecursionError):
            return None

    async def _get(self, api: str, asker: HttpClient) -> Response | None:
        """Return what the API answers; one redirect is followed, within its own site."""
        try:
            response = await asker.ask("GET", api, headers={"accept": "application/json, */*"})
            if response.status in REDIRECTS:
                there = urljoin(api, response.headers.get("location", ""))
                if split_url(there)[:2] != split_url(api)[:2]:
                    return None
                response = await asker.ask("GET", there, headers={"accept": "application/json"})
        except (RequestFailed, ValueError):
            self._fail("it cannot be reached")
            return None
        if response.status == 429:
            self._close("its rate limit is reached")
            return None
        if response.status >= 500:
            self._fail(f"it answers {response.status}")
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
            self.notices.append(
                f"{self.name} is asked no more: {reason}; its other links are checked as pages"
            )


def split(url: str, hosts: Iterable[str]) -> tuple[UrlParts, tuple[str, ...]] | None:
    """Return the parts and the decoded path segments of `url`; None if it is not for us.

    Ours are https URLs at one of `hosts` exactly: other spellings redirect, which only the web
    can tell. Dot segments, empty ones and control characters are nobody's.
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
    reason = "the API knows it"
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
    url: str, resource: Resource, name: str, repository: Repository
) -> Verdict | None:
    """Return *moved* where a forge gives another `name` than the URL, *alive* otherwise.

    Letter case alone is told by `final_url`, for forges do not redirect it.
    """
    parts = resource.parts
    asked = "/".join(resource.segments)
    final = parts._replace(path=f"/{name}").url
    if name == asked:
        return alive(url, repository=repository)
    if name.lower() == asked.lower():
        return alive(url, final, repository)
    return Verdict(
        url,
        VerdictKind.MOVED,
        Evidence.OK,
        "the repository was renamed",
        200,
        final_url=final,
        permanent=True,
        attempts=1,
        repository=repository,
    )


def spdx(name: object) -> str | None:
    """Return the SPDX identifier that `name` is in any letter case; None if it is none."""
    if not isinstance(name, str):
        return None
    try:
        return str(canonicalize_license_expression(name))
    except InvalidLicenseExpression:
        return None
