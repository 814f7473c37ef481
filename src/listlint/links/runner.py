"""One run: from URLs to verdicts."""

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from listlint.links import LinkReport, Watch
from listlint.links.archive import snapshots
from listlint.links.cache import Store, Validators, iso, open_store
from listlint.links.classify import Classification, classify, limit_reset, retry_after
from listlint.links.keys import keys_of
from listlint.links.messages import RequestError, Response
from listlint.links.page_check import PageCheck, RetryPolicy
from listlint.links.policy import Filter, Hosts, Remap
from listlint.links.provider import Provider
from listlint.links.providers import discover, notices
from listlint.links.proxy import UnusableProxyError
from listlint.links.scheduler import HostQueue, Scheduler
from listlint.links.settings import LinkCheckOptions, UrlPattern
from listlint.links.trouble import FAILURES, local, problems, without_our_own
from listlint.urls.parse import Target, UnsupportedUrl, target
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

if TYPE_CHECKING:
    from listlint.links.http import HttpClient

MOST_TO_GITHUB = 3
"""Requests at a time for GitHub's pages without a token: more are soon answered with 429."""
BADGE_HOSTS = frozenset({"img.shields.io", "badgen.net", "flat.badgen.net"})
"""Servers that draw a badge for whatever a URL names: it shows nothing, and lists have many."""
SILENT_FAILURES = 16
"""Failures without any response after which the network itself is checked."""
FEW_HOSTS = 3
"""Fewer silent hosts than these may well be silent for reasons of their own."""
NO_NETWORK = "no network"
CONTROL_SECONDS = 10.0
TICK = 0.5
NOT_REQUESTED = frozenset(
    {
        Evidence.SCHEME,
        Evidence.MALFORMED,
        Evidence.EXCLUDED,
        Evidence.MAX_LINKS,
        Evidence.MAX_TIME,
        Evidence.PRIVATE,
    }
)
"""Evidence that needs no network."""


async def check(
    urls: Iterable[str], settings: LinkCheckOptions, watch: Watch | None, *, keep: bool = False
) -> LinkReport:
    """See `listlint.links.check_links`; with `keep`, Ctrl-C and SIGTERM keep what is known so far.

    Only a command line does that: the loop of another program is its own.
    """
    hosts, providers = Hosts(settings), discover(settings.providers)
    with open_store(settings.cache, key=keys_of(settings, hosts, providers)) as store:
        task = asyncio.current_task()
        if keep and task is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not the main thread
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        wanted = list(dict.fromkeys(urls))
        return await check_with(store, wanted, settings, hosts, providers, watch, keep=keep)


async def check_with(
    store: Store,
    urls: Sequence[str],
    settings: LinkCheckOptions,
    hosts: Hosts,
    providers: Sequence[Provider],
    watch: Watch | None = None,
    *,
    keep: bool = False,
) -> LinkReport:
    """Return the report on `urls`, which are distinct, with what `store` knows of them."""
    run = Run(settings, hosts, providers, store, watch)
    try:
        return await run.run(urls, keep=keep)
    except UnusableProxyError as error:
        return LinkReport({}, problems=(f"{error}: {_links(len(urls))} not checked",))


class Run:
    """One run over one set of URLs."""

    def __init__(
        self,
        settings: LinkCheckOptions,
        hosts: Hosts,
        providers: Sequence[Provider],
        store: Store,
        watch: Watch | None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._watch = watch
        today = datetime.fromtimestamp(settings.now(), UTC).date()
        self._include = Filter(settings.include, today)
        self._exclude = Filter(settings.exclude, today)
        self._remap = Remap(settings.remap)
        self._hosts = hosts
        self._providers = providers
        self._retry_policy = RetryPolicy(
            settings.retries,
            settings.backoff,
            settings.patience,
            settings.max_redirects,
            settings.max_body,
            settings.https,
        )
        self._network = Network(self._exists, settings.control_hosts)
        self._slow = _slow_hosts(settings, self._providers)
        self._scheduler: Scheduler[PageCheck] = Scheduler(self._limits)
        self._late: list[tuple[str, PageCheck, float]] = []
        """Second looks that are taken at the end, each with its host and its delay."""
        self._alive: Mapping[str, Validators] = {}
        """The URLs that were alive last time."""
        self._written: set[str] = set()
        self._found: dict[str, Verdict] = {}
        self._targets: dict[str, Target] = {}
        self._urls: dict[PageCheck, list[str]] = {}
        self._probes: dict[PageCheck, PageCheck] = {}
        self._validators: dict[str, Validators] = {}
        self._notices = [_expired(e) for e in self._exclude.expired]

    async def run(self, urls: Sequence[str], *, keep: bool) -> LinkReport:
        """Return the verdicts of `urls`, which are distinct; with `keep`, even if cancelled."""
        if self._watch:
            self._watch.started(len(urls))
        interrupted = False
        try:
            await self._run(urls)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not keep or task is None or task.uncancel() != 0:
                raise
            interrupted = True
        finally:
            self._scheduler.close()
            if "_client" in vars(self):
                await self._client.close()
        if not self._network.reachable:
            left = (_skipped(url, Evidence.LOCAL, "") for url in urls)
            self._found = {v.url: v for v in left} | self._found
            self._found = {url: _unless_known(v) for url, v in self._found.items()}
        return self._finish(interrupted)

    @cached_property
    def _client(self) -> "HttpClient":
        """The client. A run whose verdicts are all cached does without, and without aiohttp."""
        from listlint.links.http import HttpClient

        return HttpClient(self._settings)

    async def _exists(self, host: str) -> bool:
        return await self._client.exists(host)

    async def _run(self, urls: Sequence[str]) -> None:
        wanted = self._skip(urls)
        now = self._settings.now()
        for verdict in self._store.fresh(wanted, now, self._settings.max_age).values():
            if not self._is_requested_again(verdict):
                self._settle(verdict)
        wanted = [url for url in wanted if url not in self._found]
        wanted = self._within_limit(wanted)
        if wanted:
            await self._request_all(wanted)
        await self._look_into_archive()

    async def _request_all(self, wanted: Sequence[str]) -> None:
        """Settle URLs by requests. Raises errors of settings before the first one."""
        assert self._client
        claimed: dict[Provider, list[str]] = {}
        pages: list[str] = []
        for url in wanted:
            provider = next((p for p in self._providers if p.claims(url)), None)
            (pages if provider is None else claimed.setdefault(provider, [])).append(url)
        self._advise(pages)
        self._alive = self._store.alive(wanted)
        try:
            async with asyncio.timeout(self._settings.max_time):
                await self._request(pages, claimed)
        except TimeoutError:
            self._leave_out([url for url in wanted if url not in self._found])
        await self._network.conclude()

    # --- Before the first request --------------------------------------------------------------

    def _is_requested_again(self, cached: Verdict) -> bool:
        """Return whether a cached verdict is not used: whoever can write the cache must not be
        able to write into a list."""
        written = cached.kind is VerdictKind.MOVED or cached.https
        return cached.kind in self._settings.recheck or bool(written and self._settings.fixing)

    def _skip(self, urls: Iterable[str]) -> list[str]:
        """Settle what is not to be requested; return the rest."""
        rest: list[str] = []
        for url in urls:
            try:
                found = target(self._remap(url))
                host = found.host
                self._targets[url] = found
            except UnsupportedUrl as error:
                self._settle(replace(error.verdict(url), checked_at=iso(self._settings.now())))
                continue
            if self._include and not self._include.match(url, host):
                self._settle(_skipped(url, Evidence.EXCLUDED, "not included"))
            elif not self._include and host in BADGE_HOSTS:
                self._settle(_skipped(url, Evidence.EXCLUDED, "badge: its server answers anything"))
            elif self._exclude and (match := self._exclude.match(url, host)):
                reason = f"excluded by {match.text!r}"
                reason += f": {match.reason}" if match.reason else ""
                self._settle(_skipped(url, Evidence.EXCLUDED, reason))
            else:
                rest.append(url)
        return rest

    def _within_limit(self, urls: Sequence[str]) -> list[str]:
        limit = self._settings.max_links
        if limit is None or len(urls) <= limit:
            return list(urls)
        ordered = self._store.order_by_age(urls)
        for url in ordered[limit:]:
            self._settle(_skipped(url, Evidence.MAX_LINKS, "over `max-links` of this run"))
        self._notices.append(f"max-links: {_links(len(urls) - limit)} not checked")
        return ordered[:limit]

    def _advise(self, pages: Collection[str]) -> None:
        if "github" not in self._settings.providers.enabled:
            return
        from listlint.links.providers.github import advice

        servers = {server.page_host for server in self._settings.providers.github_servers}
        theirs = [url for url in pages if self._targets[url].host.removeprefix("www.") in servers]
        line = advice(theirs, self._settings.providers, self._settings.environ)
        if line:
            self._notices.append(line)

    # --- Requests ----------------------------------------------------------------------------

    async def _request(self, pages: Sequence[str], claimed: Mapping[Provider, list[str]]) -> None:
        """Settle pages, and URLs that providers claim; the second looks come last."""
        async with asyncio.TaskGroup() as group:
            ticker = group.create_task(self._tick())
            workers = self._start_workers(group)
            self._schedule(pages)
            asked = [group.create_task(self._request_api(p, u)) for p, u in claimed.items()]
            await asyncio.gather(*asked)
            self._scheduler.finish()
            await asyncio.gather(*workers)
            if self._late:
                self._scheduler = Scheduler(self._limits)
                for host, page, delay in self._late:
                    self._scheduler.add(host, page, delay=delay)
                self._late = []
                self._scheduler.finish()
                await asyncio.gather(*self._start_workers(group))
            ticker.cancel()

    def _start_workers(self, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        count = min(self._client.concurrency, max(1, len(self._targets)))
        return [group.create_task(self._work()) for _ in range(count)]

    def _leave_out(self, urls: Sequence[str]) -> None:
        """Settle what `max_time` left."""
        for url in urls:
            self._settle(_skipped(url, Evidence.MAX_TIME, "not reached within `max-time`"))
        self._notices.append(f"max-time: {_links(len(urls))} not checked")

    async def _request_api(self, provider: Provider, urls: Sequence[str]) -> None:
        """Have a provider settle what it can; the rest are checked as pages."""
        for verdict in (await provider.check(urls, self._client)).values():
            self._network.answered = self._network.healthy = True
            checked = verdict.checked_at or iso(self._settings.now())
            self._settle(replace(verdict, checked_at=checked))
        self._schedule([url for url in urls if url not in self._found])

    def _schedule(self, urls: Iterable[str]) -> None:
        """Put each page into the queue of its host once, whatever the fragments of its URLs."""
        by_page: dict[tuple[str, str], list[str]] = {}
        for url in urls:
            found = self._targets[url]
            by_page.setdefault((found.url, found.user), []).append(url)
        by_host: dict[str, list[PageCheck]] = {}
        for group in by_page.values():
            start = self._targets[group[0]]
            if start.fragment:
                start = replace(start, fragment="")
            fragments: frozenset[str] = frozenset()
            if self._settings.fragments:
                fragments = frozenset(f for url in group if (f := self._targets[url].fragment))
            known = next((self._alive[url] for url in group if url in self._alive), None)
            alive = known is not None
            page = PageCheck(group[0], start, self._retry_policy, fragments, known, alive)
            self._urls[page] = group
            by_host.setdefault(start.host, []).append(page)
        for host, jobs in by_host.items():
            self._scheduler.add(host, *jobs)

    async def _work(self) -> None:
        queue: HostQueue[PageCheck] | None = None
        while (taken := await self._scheduler.next(queue)) is not None:
            queue, page = taken
            try:
                await self._step(queue, page)
            finally:
                self._scheduler.done(queue)
            if not queue.active and not queue.jobs:
                await self._client.leave(queue.host)

    async def _step(self, queue: HostQueue[PageCheck], page: PageCheck) -> None:
        """Send one request for a page, and do what follows from the response."""
        if queue.closed:
            page.give_up(queue.closed, self._settings.now())
            self._over(page)
            return
        policy = self._hosts.policy(page.target)
        clock = asyncio.get_running_loop().time
        began = clock()
        response: Response | RequestError
        try:
            response = await self._client.fetch(page.request(policy, keep=bool(queue.jobs)))
        except RequestError as failure:
            response = failure
            silent = not (failure.heard or failure.evidence is Evidence.PRIVATE)
            if silent and not self._network.answered and await self._network.is_silent(queue.host):
                self._scheduler.stop()
        except (ValueError, LookupError, RuntimeError) as error:  # of a library, at odd input
            response = RequestError(Evidence.INVALID_HTTP, f"invalid HTTP: {error}")
        ended = clock()
        page.elapsed += ended - began
        now = self._settings.now()
        self._heed(queue, response, began, ended, now)
        retries = None if queue.tripped_at is None else 0
        again = page.take(response, policy, now, retries=retries)
        self._network.answered |= page.answered
        self._network.healthy |= isinstance(response, Response)
        if again is not None and again.late and not self._settings.max_time:
            self._late.append((page.target.host, page, again.delay))
            return
        if again is not None:
            self._scheduler.add(page.target.host, page, delay=again.delay)
            return
        verdict = page.verdict
        no_host = verdict is not None and verdict.evidence is Evidence.NO_HOST
        if verdict is not None and no_host and not await self._network.names_are_found():
            page.verdict = local(verdict, NO_NETWORK)
        self._over(page)

    def _heed(
        self,
        queue: HostQueue[PageCheck],
        response: Response | RequestError,
        began: float,
        ended: float,
        now: float,
    ) -> None:
        """Send requests to a host as slowly as it asks for, and few if it is broken."""
        if isinstance(response, RequestError):
            found = Classification(VerdictKind.UNKNOWN, response.evidence, response.reason)
            if response.evidence not in (Evidence.LOCAL, Evidence.PRIVATE):
                queue.failed(found, began, ended)
            return
        wait = retry_after(response.headers, now)
        reset = limit_reset(response.headers, now)
        if response.status != 429 and reset is not None:
            if reset > self._settings.patience:
                queue.close("rate limited: the host allows no more requests")
            queue.start = max(queue.start, ended + reset)
        wait = reset if wait is None else wait
        if response.status >= 500:
            queue.failed(classify(response, now), began, ended)
        if response.status == 503 and wait is not None and wait <= self._settings.patience:
            queue.slow_down(began, ended, wait, refused=False)
        if response.status < 500 and response.status != 429:
            queue.good()
        if response.status != 429:
            return
        if wait is not None and wait > self._settings.patience:
            if queue.consecutive_rejections:
                queue.close("rate limited: the host asks to wait for too long")
            wait = 0.0
        elif wait is None:
            wait = self._settings.backoff
        queue.slow_down(began, ended, wait, refused=True, patience=self._settings.patience)

    # --- Settling ----------------------------------------------------------------------------

    def _over(self, page: PageCheck) -> None:
        """Settle the URLs of a page with a verdict, after a probe over HTTPS if it needs one."""
        if origin := self._probes.pop(page, None):
            verdict = origin.verdict
            assert verdict is not None
            origin.verdict = replace(verdict, https=_alike(origin, page))
            self._settle_all(origin)
        elif not self._probe(page):
            self._settle_all(page)

    def _probe(self, page: PageCheck) -> bool:
        """Request a page over HTTPS that is alive over HTTP, if that is wanted and unknown."""
        verdict, start = page.verdict, page.start
        if not self._settings.https or verdict is None or start.scheme != "http":
            return False
        if verdict.kind not in (VerdictKind.ALIVE, VerdictKind.MOVED) or start.port != 80:
            return False
        secure = replace(start, scheme="https", port=443)
        if verdict.final_url and verdict.final_url.startswith("https:"):
            page.verdict = replace(verdict, https=page.target.url == secure.url or None)
            return False
        probe = PageCheck(page.url, secure, replace(self._retry_policy, retries=0))
        self._probes[probe] = page
        self._scheduler.add(secure.host, probe)
        return True

    def _settle_all(self, page: PageCheck) -> None:
        verdict = page.verdict
        assert verdict is not None
        for url in self._urls.pop(page):
            fragment = self._targets[url].fragment
            final = verdict.final_url
            own = verdict if url == verdict.url else replace(verdict, url=url)
            if fragment:
                if final and "#" not in final:
                    final = f"{final}#{fragment}"
                own = replace(own, final_url=final, missing_fragment=fragment in page.missing)
            if page.new_validators and own.kind is VerdictKind.ALIVE:
                self._validators[url] = page.new_validators
            self._settle(own)

    def _settle(self, verdict: Verdict) -> None:
        self._found[verdict.url] = verdict
        if self._watch:
            self._watch.settled(verdict, len(self._found))

    def _finish(self, interrupted: bool) -> LinkReport:
        now = self._settings.now()
        found: Mapping[str, Verdict] = without_our_own(self._found, self._alive)
        failed = problems(found.values())
        if self._settings.cache.enabled:
            healthy = self._network.healthy
            without = {p.name for p in self._providers if notices([p])}
            rest = {url: v for url, v in found.items() if url not in self._written}
            found = {**found} | self._store.remember(
                rest, now, self._validators, healthy=healthy, failed=without
            )
            if not interrupted and not failed:
                self._store.record_run(Counter(v.kind for v in found.values()), now)
        lines = [*self._notices, *self._hosts.notices]
        lines += [*notices(self._providers), *self._store.notices]
        return LinkReport(found, tuple(dict.fromkeys(lines)), failed, interrupted)

    async def _look_into_archive(self) -> None:
        """Add the copies of dead pages: those that are known, and others if that is wanted."""
        dead = [url for url, v in self._found.items() if v.kind is VerdictKind.DEAD]
        now, archive = self._settings.now(), self._settings.snapshots
        copies = self._store.copies(dead, now)
        rest = [url for url in dead if url not in copies]
        if rest and self._settings.archive and self._network.reachable:
            if self._watch:
                self._watch.waiting([archive.snapshot_host])
            new = await snapshots(rest, self._client, archive)
            self._store.save_copies(new, now)
            copies |= new
        for url, copy in copies.items():
            self._found[url] = replace(self._found[url], archive_url=copy or None)

    # --- Around ------------------------------------------------------------------------------

    def _limits(self, host: str) -> tuple[int, float]:
        settings = self._settings
        limit = min(settings.per_host, self._slow.get(host, settings.per_host))
        return limit, settings.spacing

    async def _tick(self) -> None:
        """Report what is waited for, and write what is alive: a run may be killed."""
        with suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(TICK)
                if self._watch:
                    self._watch.waiting(self._scheduler.busiest(5))
                self._save_alive()

    def _save_alive(self) -> None:
        """Write the new verdicts that are not failures: those are judged together, at the end."""
        new = {
            url: verdict
            for url, verdict in self._found.items()
            if url not in self._written and verdict.kind not in FAILURES and not verdict.cached
        }
        if new and self._settings.cache.enabled:
            self._found |= self._store.remember(new, self._settings.now(), self._validators)
        self._written |= new.keys()


class Network:
    """Whether there is one: by responses, or by names that can always be looked up."""

    def __init__(
        self, exists: Callable[[str], Awaitable[bool]], control_hosts: Sequence[str]
    ) -> None:
        self._exists = exists
        self._control_hosts = control_hosts
        self._silent: set[str] = set()
        self._failures = 0
        self._checked = float("-inf")
        self._found = True
        self._lock = asyncio.Lock()
        self.answered = False
        """Whether any server was reached."""
        self.healthy = False
        """Whether any server has sent a response."""
        self.reachable = True

    async def is_silent(self, host: str) -> bool:
        """Take note of a failure; return whether there were many and there is no network."""
        self._silent.add(host)
        self._failures += 1
        if self._failures < SILENT_FAILURES or self._failures % SILENT_FAILURES:
            return False
        if await self.names_are_found() or self.answered:
            return False
        self.reachable = False
        return True

    async def names_are_found(self) -> bool:
        """Return whether names can be looked up: else a host that is not found may exist."""
        loop = asyncio.get_running_loop()
        async with self._lock:
            if loop.time() - self._checked > CONTROL_SECONDS:
                self._found = await self._look()
                self._checked = loop.time()
        return self._found

    async def conclude(self) -> None:
        """Decide at the end of a run."""
        if self.answered or not self._failures:
            return
        self.reachable = len(self._silent) < FEW_HOSTS and await self.names_are_found()

    async def _look(self) -> bool:
        for host in self._control_hosts:
            if await self._exists(host):
                return True
        return not self._control_hosts


def _slow_hosts(settings: LinkCheckOptions, providers: Iterable[Provider]) -> dict[str, int]:
    """Return how many requests at a time the GitHubs get whose pages have to be requested."""
    if any(p.name == "github" for p in providers):
        return {}
    return {server.page_host: MOST_TO_GITHUB for server in settings.providers.github_servers}


def _alike(plain: PageCheck, secure: PageCheck) -> bool:
    """Return whether the same page came over HTTPS, as far as was read."""
    verdict = secure.verdict
    if verdict is None or verdict.kind is not VerdictKind.ALIVE:
        return False
    return secure.target.path == plain.target.path and bool(
        plain.page_fingerprint[1:]
        and plain.page_fingerprint[1]
        and plain.page_fingerprint == secure.page_fingerprint
    )


def _links(count: int) -> str:
    return f"{count:,} {'link' if count == 1 else 'links'}"


def _skipped(url: str, evidence: Evidence, reason: str) -> Verdict:
    return Verdict(url, VerdictKind.SKIPPED, evidence, reason)


def _unless_known(verdict: Verdict) -> Verdict:
    """Return what a verdict is in a run that reached nothing."""
    if verdict.cached or verdict.evidence in NOT_REQUESTED:
        return verdict
    return (
        verdict
        if verdict.evidence is Evidence.LOCAL and verdict.reason
        else local(verdict, NO_NETWORK)
    )


def _expired(exclusion: UrlPattern) -> str:
    reason = f" ({exclusion.reason})" if exclusion.reason else ""
    return (
        f"the exclusion {exclusion.text!r}{reason} ended on {exclusion.until}: "
        "its links are checked again"
    )
