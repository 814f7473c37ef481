"""A run: from URLs to verdicts."""

import asyncio
import ssl
from collections import deque
from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

import aiohttp

from listlint.verdict import Evidence, Outcome, Verdict
from listlint.web import Answers, Watch
from listlint.web.settings import LinkSettings


async def check(urls: Iterable[str], settings: LinkSettings, watch: Watch | None) -> Answers:
    """See `listlint.web.check_links`."""
    by_page: dict[str, list[str]] = {}
    for url in urls:
        by_page.setdefault(urldefrag(url).url, []).append(url)
    found: dict[str, Verdict] = {}
    queue = deque(by_page)
    if watch:
        watch.started(sum(map(len, by_page.values())))
    timeout = aiohttp.ClientTimeout(total=settings.timeout, connect=settings.connect_timeout)
    headers = {"User-Agent": settings.user_agent}
    async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:

        async def work() -> None:
            while queue:
                page = queue.popleft()
                verdict = await _ask(session, page)
                if verdict.outcome is Outcome.GONE:
                    again = await _ask(session, page)
                    verdict = again
                for url in by_page[page]:
                    found[url] = Verdict(
                        url,
                        verdict.outcome,
                        verdict.evidence,
                        verdict.reason,
                        verdict.status,
                        verdict.final_url,
                        verdict.permanent,
                        attempts=verdict.attempts,
                    )
                    if watch:
                        watch.settled(found[url], len(found))

        interrupted = False
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(settings.concurrency, len(by_page))):
                    group.create_task(work())
        except asyncio.CancelledError:
            interrupted = True
    reached = [v for v in found.values() if v.outcome is not Outcome.SKIPPED]
    reachable = not reached or any(v.status for v in reached)
    return Answers(found, (), reachable, interrupted)


async def _ask(session: aiohttp.ClientSession, url: str) -> Verdict:
    if urlsplit(url).scheme not in ("http", "https"):
        return Verdict(url, Outcome.SKIPPED, Evidence.SCHEME, "not a web address")
    try:
        async with session.get(url) as response:
            status, final = response.status, str(response.url)
            permanent = all(r.status in (301, 308) for r in response.history)
            moved = bool(response.history)
    except TimeoutError:
        return Verdict(url, Outcome.UNSURE, Evidence.TIMEOUT, "no answer in time", attempts=1)
    except (aiohttp.ClientSSLError, ssl.SSLError) as error:
        return Verdict(url, Outcome.UNSURE, Evidence.TLS, str(error), attempts=1)
    except aiohttp.ClientConnectorDNSError as error:
        return Verdict(url, Outcome.UNSURE, Evidence.NO_HOST, str(error), attempts=1)
    except (aiohttp.ClientError, ValueError) as error:
        return Verdict(url, Outcome.UNSURE, Evidence.CONNECTION, str(error), attempts=1)
    outcome, evidence = Outcome.UNSURE, Evidence.UNEXPECTED_STATUS
    if status < 300:
        outcome = Outcome.MOVED if moved and permanent else Outcome.ALIVE
        evidence = Evidence.OK
    elif status in (404, 410):
        outcome, evidence = Outcome.GONE, Evidence.NOT_FOUND
    elif status in (401, 402, 403, 406, 451, 999):
        outcome, evidence = Outcome.REFUSED, Evidence.UNAUTHORIZED
    elif status == 429:
        outcome, evidence = Outcome.REFUSED, Evidence.RATE_LIMITED
    elif status >= 500:
        evidence = Evidence.SERVER_ERROR
    return Verdict(
        url,
        outcome,
        evidence,
        f"answers {status}",
        status,
        final if moved else None,
        moved and permanent,
        attempts=1,
    )
