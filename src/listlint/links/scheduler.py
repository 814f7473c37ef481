"""Which job is next: many jobs for many hosts, a few at a time for each.

A job that has to wait (for a host's spacing, its `Retry-After`, a retry) waits in a heap, not in a
worker: so a slow host does not delay the others, and a waiting job costs a few bytes.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from heapq import heappop, heappush
from typing import Generic, TypeVar

from listlint.links.classify import Classification
from listlint.urls.verdict import Evidence, VerdictKind

Job = TypeVar("Job")
SLOW_FAILURES = frozenset({Evidence.TIMEOUT})
"""Failures of which each costs as much time as we are ready to wait."""

SLOWEST = 5.0
"""The widest spacing, in seconds, that the refusals of a host cause."""
FIRST_STEP = 0.1
RECOVERY = 0.9
"""The factor by which every good response narrows the spacing, down to about what it was."""
BACKOFF_GROWTH = 4.0
LEAST_GROWTH, MOST_GROWTH = 0.02, 0.3
"""Range of the share by which each refusal increases the least spacing: the more good responses
since the last refusal, the smaller."""
JITTER = 0.15
"""Most random increase of a spacing, as a share, so that small delays on the way do not make
requests too frequent for the host."""
MOST_REJECTIONS = 6
"""Refusals without one good response in between after which nothing is requested any more."""
ALIKE = 3
"""Equal failures in a row after which a host gets one request a page: the circuit breaker."""


class HostQueue(Generic[Job]):
    """The jobs of one host, and how fast it allows requests."""

    __slots__ = (
        "_alike",
        "_base",
        "_failure",
        "_good",
        "_most",
        "_waited",
        "active",
        "closed",
        "consecutive_rejections",
        "host",
        "interval",
        "jobs",
        "limit",
        "offered",
        "slowed_at",
        "start",
        "tripped_at",
    )  # fmt: skip

    def __init__(self, host: str, limit: int, interval: float) -> None:
        self.host = host
        self.jobs: deque[Job] = deque()
        self.active = 0
        self.limit = self._most = limit
        self.interval = self._base = interval
        self.start = 0.0
        """When the next request may begin (of the clock of the loop)."""
        self.slowed_at = -1.0
        self._good = 0
        self.consecutive_rejections = 0
        self.closed: Classification | None = None
        """What is true of all pages if nothing more is requested from the host."""
        self._failure: Evidence | None = None
        self._alike = 0
        self._waited = 0.0
        self.tripped_at: float | None = None
        """When there were too many equal failures in a row; None if there were not."""
        self.offered = False

    def good(self) -> None:
        """Take note of a response that shows that our pace is allowed."""
        self.consecutive_rejections = 0
        self._alike = 0
        self._waited = 0.0
        self.tripped_at = None
        self._good += 1
        if self.interval > self._base:
            self.interval = max(self._base, self.interval * RECOVERY)
        if self.limit < self._most and self.interval == self._base:
            self.limit += 1

    def failed(self, found: Classification, began: float, now: float) -> None:
        """Take note of a failure; its request `began` then.

        After three alike, pages get one request each. A host that does not answer in time gets
        one more, and nothing after that.
        """
        self._alike = self._alike + 1 if found.evidence is self._failure else 1
        self._failure = found.evidence
        if found.evidence in SLOW_FAILURES:
            self.limit = 1
        if self.tripped_at is None:
            self.tripped_at = now if self._alike >= ALIKE else None
        elif began >= self.tripped_at and (found.evidence in SLOW_FAILURES or found.wait):
            reason = f"{found.reason} ({self._alike:,} times in a row)"
            self.closed = replace(found, reason=reason)

    def slow_down(
        self, began: float, now: float, wait: float, *, refused: bool, patience: float = 60.0
    ) -> None:
        """Send requests more slowly after a response that asks for it; its request `began` then.

        Responses to requests that were under way at the last such response are nothing new.
        `patience` is the longest time of waits in a row.
        """
        self.start = max(self.start, now + wait)
        if began < self.slowed_at:
            return
        self.slowed_at = now
        self._waited += wait
        growth = min(MOST_GROWTH, max(LEAST_GROWTH, BACKOFF_GROWTH / (self._good + 1)))
        self._good = 0
        self._base = min(SLOWEST, max(self._base * (1 + growth), 0.01))
        self.interval = min(SLOWEST, max(self.interval * 2, FIRST_STEP))
        self.limit = max(1, self.limit // 2)
        if refused:
            self.consecutive_rejections += 1
            if self.consecutive_rejections >= MOST_REJECTIONS or self._waited > patience:
                self.close(f"rate limited: 429 after {self.consecutive_rejections} attempts")

    def close(self, reason: str) -> None:
        """Request nothing more from a host that limits requests."""
        self.closed = Classification(VerdictKind.BLOCKED, Evidence.RATE_LIMITED, reason)


class Scheduler(Generic[Job]):
    """Hands out jobs. `limits` returns the requests at a time to a host, and their spacing."""

    def __init__(
        self,
        limits: Callable[[str], tuple[int, float]],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._limits = limits
        self._chance = chance
        self._queues: dict[str, HostQueue[Job]] = {}
        self._ready: list[tuple[float, int, HostQueue[Job]]] = []
        self._later: list[tuple[float, int, HostQueue[Job], Job | None]] = []
        self._sequence = 0
        self._pending = 0
        self._open = True
        self._stopped = False
        self._idle: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def add(self, host: str, *jobs: Job, delay: float = 0.0) -> None:
        """Put jobs into their host's queue, to be handed out in `delay` seconds at the earliest."""
        if self._stopped:
            return
        self._pending += len(jobs)
        queue = self._queues.get(host)
        if queue is None:
            queue = self._queues[host] = HostQueue(host, *self._limits(host))
        if delay > 0:
            for job in jobs:
                self._push(self._loop.time() + delay, queue, job)
        else:
            queue.jobs.extend(jobs)
            self._offer(queue)
        self._wake()

    async def next(self, last: HostQueue[Job] | None = None) -> tuple[HostQueue[Job], Job] | None:
        """Return the next job; None when none will come any more.

        Whoever takes one must call `done`, after adding what follows from it. The queue that was
        served `last` is served first, if it may be: its connection is still open.
        """
        while True:
            taken = self._take(last)
            if taken is not None:
                if self._ready:
                    self._wake()
                return taken
            if not self._open and not self._pending:
                self._wake_all()
                return None
            self._arm()
            waiter = self._loop.create_future()
            self._idle.append(waiter)
            await waiter

    def done(self, queue: HostQueue[Job]) -> None:
        """Take note that a job is done."""
        self._pending -= 1
        queue.active -= 1
        self._offer(queue)
        if self._ready:
            self._wake()
        elif not self._pending and not self._open:
            self._wake_all()

    def finish(self) -> None:
        """Take note that nothing more will be added from outside."""
        self._open = False
        if not self._pending:
            self._wake_all()

    def stop(self) -> None:
        """Hand out nothing any more, whatever is yet added."""
        self._stopped = True
        self._pending -= sum(len(queue.jobs) for queue in self._queues.values())
        self._pending -= sum(entry[3] is not None for entry in self._later)
        for queue in self._queues.values():
            queue.jobs.clear()
        self._ready.clear()
        self._later.clear()
        self.finish()

    def close(self) -> None:
        """Drop the timer."""
        if self._timer:
            self._timer.cancel()

    def busiest(self, count: int) -> list[str]:
        """Return the hosts that most jobs wait for."""
        waiting: dict[str, int] = {}
        for queue in self._queues.values():
            if at_work := queue.active + len(queue.jobs):
                waiting[queue.host] = at_work
        for _, _, queue, job in self._later:
            if job is not None:
                waiting[queue.host] = waiting.get(queue.host, 0) + 1
        return sorted(waiting, key=lambda host: -waiting[host])[:count]

    def _take(self, last: HostQueue[Job] | None) -> tuple[HostQueue[Job], Job] | None:
        now = self._loop.time()
        if self._later and self._later[0][0] <= now:
            self._come_due(now)
        if last is not None and last.jobs and last.active < last.limit and last.start <= now:
            return self._serve(last, now)
        while self._ready:
            _, _, queue = heappop(self._ready)
            queue.offered = False
            if queue.start > now and not queue.closed:
                self._offer(queue)
            elif queue.jobs and queue.active < queue.limit:
                return self._serve(queue, now)
        return None

    def _serve(self, queue: HostQueue[Job], now: float) -> tuple[HostQueue[Job], Job]:
        job = queue.jobs.popleft()
        queue.active += 1
        if queue.interval:
            # A request that is late anyway, as on a busy machine, needs no jitter.
            jittered = queue.start + queue.interval * (1 + JITTER * self._chance())
            queue.start = max(now + queue.interval, jittered)
        self._offer(queue)
        return queue, job

    def _come_due(self, now: float) -> None:
        later = self._later
        while later and later[0][0] <= now:
            _, _, queue, job = heappop(later)
            if job is None:
                queue.offered = False
            else:
                queue.jobs.append(job)
            self._offer(queue)

    def _offer(self, queue: HostQueue[Job]) -> None:
        """Put a queue where it will be taken from, once, if it has a job that may begin."""
        if queue.offered or not queue.jobs or queue.active >= queue.limit:
            return
        queue.offered = True
        if queue.start > self._loop.time() and not queue.closed:
            self._push(queue.start, queue, None)
        else:  # what has most left for each connection goes first, or all wait for it in the end
            self._sequence += 1
            left = len(queue.jobs) / (queue.active + 1)
            heappush(self._ready, (-left, self._sequence, queue))

    def _push(self, when: float, queue: HostQueue[Job], job: Job | None) -> None:
        self._sequence += 1
        heappush(self._later, (when, self._sequence, queue, job))
        self._arm()

    def _arm(self) -> None:
        """Have a worker wake up when the first in the heap is due."""
        if not self._later:
            return
        when = self._later[0][0]
        if self._timer is not None:
            if self._timer.when() <= when and not self._timer.cancelled():
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(when, self._ring)

    def _ring(self) -> None:
        self._timer = None
        self._wake()

    def _wake(self) -> None:
        while self._idle:
            waiter = self._idle.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return

    def _wake_all(self) -> None:
        wake(self._idle)


def wake(waiters: Iterable[asyncio.Future[None]]) -> None:
    """Wake all that wait."""
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(None)
