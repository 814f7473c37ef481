"""Find archived copies of dead pages through the API of the Wayback Machine.

The API: https://archive.org/help/wayback_api.php. It names no limit; 24 requests a minute is
what users of its sister API report to be let through.
"""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from listlint.links.classify import retry_after
from listlint.links.provider import ApiClient, RequestError, Response
from listlint.links.settings import SNAPSHOT_HOST, ArchiveSettings
from listlint.urls.hosts import ascii_host
from listlint.urls.parse import split_url

MAX_FAILURES = 3
LARGEST_ANSWER = 65_536


class _Busy(Exception):  # noqa: N818 - never leaves this module
    """The archive requires a delay."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def snapshots(
    urls: Iterable[str],
    client: ApiClient,
    settings: ArchiveSettings | None = None,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.time,
) -> dict[str, str]:
    """Return the URL of the latest usable copy of each of `urls`, empty where there is none.

    Sends one request at a time, with pauses; stops with what was found after three failures in a
    row, or if the archive requires a longer wait than `patience`. `sleep` (seconds) and `clock`
    (seconds since the epoch) are for tests.
    """
    settings = settings or ArchiveSettings()
    found: dict[str, str] = {}
    failures = 0
    pause = 0.0
    for url in dict.fromkeys(urls):
        if _site(url) is None:
            continue
        if pause:
            await sleep(pause)
        pause = 60.0 / settings.per_minute
        try:
            snapshot = await _latest(url, client, settings, clock())
        except _Busy as busy:
            if busy.seconds > settings.patience:
                break
            pause = max(pause, busy.seconds)
            failures += 1
        except (RequestError, ValueError, RecursionError):
            failures += 1
        else:
            failures = 0
            found[url] = snapshot or ""
        if failures >= MAX_FAILURES:
            break
    return found


async def _latest(url: str, client: ApiClient, settings: ArchiveSettings, now: float) -> str | None:
    """Return the copy closest to `now`. Raises `ValueError` for an invalid response.

    Without a time the API often misses a copy.
    """
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d%H%M%S")
    question = f"{settings.api}?url={quote(url, safe='')}&timestamp={stamp}"
    response = await client.request("GET", question, limit=LARGEST_ANSWER)
    _judge_status(response, now)
    return _closest(json.loads(response.body), url, settings.snapshot_host)


def _judge_status(response: Response, now: float) -> None:
    if response.status in (429, 503):
        wait = retry_after(response.headers, now)
        raise _Busy(60.0 if wait is None else wait)
    if response.status != 200:
        raise ValueError(response.status)


def _closest(answer: Any, url: str, host: str) -> str | None:
    """Return the URL of the copy in `answer`, if it is on `host` and of the site of `url`.

    The URL becomes part of a list, so it must not contain anything that could end a link early.
    """
    match answer:
        case {"archived_snapshots": {"closest": {"available": True, "status": "200", **closest}}}:
            snapshot = str(closest.get("url"))
        case {"archived_snapshots": dict()}:
            return None
        case _:
            raise ValueError("unexpected response of the API")
    copy = re.sub("^http:", "https:", snapshot)
    return copy if is_copy(copy, url, host) else None


def is_copy(snapshot: str, url: str, host: str = SNAPSHOT_HOST) -> bool:
    """Return whether a URL is that of a copy of `url`, and may become part of a list."""
    place = rf"https://{re.escape(host)}/web/\d{{14}}(?:[a-z]{{2}}_)?/(https?://[!-~]+)"
    match = re.fullmatch(place, snapshot, re.ASCII)
    if match is None or re.search(r'[<>"|`\\^{}\[\]]', snapshot):
        return False
    return _site(url) is not None and _page(match[1]) == _page(url)


def _page(url: str) -> tuple[str | None, str, str]:
    """Return what two spellings of one page have in common."""
    parts = split_url(url)
    return _site(url), unquote(parts.path).rstrip("/").casefold(), unquote(parts.query).casefold()


def _site(url: str) -> str | None:
    """Return the host of an http(s) URL without `www.`, in ASCII; None if it has none."""
    parts = split_url(url)
    host = ascii_host(parts.host) if parts.scheme in ("http", "https") else None
    return host and host.removeprefix("www.")
