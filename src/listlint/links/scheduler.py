"""Whose turn it is: many jobs on many hosts, few at a time on each, none held up by another's.

A job that has to wait (for a host's spacing, its `Retry-After`, a retry) waits in a heap, not in a
worker: so a slow host costs the others nothing, and a waiting job costs a few bytes.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Generic, TypeVar

Job = TypeVar("Job")

SLOWEST = 5.0
"""The widest spacing, in seconds, that a host's refusals lead to."""
FIRST_STEP = 0.1
RECOVERY = 0.9
"""By what spacing shrinks with every good answer, until it is what it was, or little more."""
BACKOFF_GROWTH = 4.0
LEAST_LESSON, LARGEST_LESSON = 0.02, 0.3
"""The same haste would be refused again, so every refusal widens the spacing for good: by so many
parts in one as there were good answers since the last, as many mean that only little is amiss."""
JITTER = 0.15
"""By what share a spacing is widened at random, half of it on average: a host that allows no more
than we ask for would refuse the least irregularity on the way."""
PATIENT_STRIKES = 6
"""Refusals without one good answer in between, after which a host is asked no more."""


class HostQueue(Generic[Job]):
    """One host: who waits for it, and how it wants to be asked."""

    __slots__ = (
        "_base",
        "_good",
        "_most",
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
        self.closed = ""
        """Why the host is asked no more; empty while it is."""
        self.offered = False

    def good(self) -> None:
        """Take note of an answer that shows no haste to be too much."""
        self.consecutive_rejections = 0
        self._good += 1
        if self.interval > self._base:
            self.interval = max(self._base, self.interval * RECOVERY)
        if self.limit < self._most and self.interval == self._base:
            self.limit += 1

    def slow_down(self, began: float, now: float, wait: float, *, refused: bool) -> None:
        """Keep more distance after an answer that asked for it, to a request that `began` then.

        Answers to requests that were under way when it was last asked for say nothing new.
        """
        self.start = max(self.start, now + wait)
        if began < self.slowed_at:
            return
        self.slowed_at = now
        lesson = min(LARGEST_LESSON, max(LEAST_LESSON, BACKOFF_GROWTH / (self._good + 1)))
        self._good = 0
        self._base = min(SLOWEST, max(self._base * (1 + lesson), 0.01))
        self.interval = min(SLOWEST, max(self.interval * 2, FIRST_STEP))
        self.limit = max(1, self.limit // 2)
        if refused:
            self.consecutive_rejections += 1
            if self.consecutive_rejections >= PATIENT_STRIKES:
                self.close(
                    f"refused {self.consecutive_rejections} times in a row, ever more slowly asked"
                )

    def close(self, reason: str) -> None:
        """Ask the host no more."""
        self.closed = reason


class Scheduler(Generic[Job]):
    """Hands out jobs. Limits and spacing of a host come from `terms`."""

    def __init__(
        self,
        terms: Callable[[str], tuple[int, float]],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._terms = terms
        self._chance = chance
        self._lanes: dict[str, HostQueue[Job]] = {}
        self._ready: list[tuple[int, int, HostQueue[Job]]] = []
        self._later: list[tuple[float, int, HostQueue[Job], Job | None]] = []
        self._sequence = 0
        self._pending = 0
        self._open = True
        self._stopped = False
        self._idle: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def add(self, host: str, job: Job, delay: float = 0.0) -> None:
        """Put a job into its host's lane, to be handed out in `delay` seconds at the earliest."""
        if self._stopped:
            return
        self._pending += 1
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = HostQueue(host, *self._terms(host))
        if delay > 0:
            self._push(self._loop.time() + delay, lane, job)
        else:
            lane.jobs.append(job)
            self._offer(lane)
        self._wake()

    async def next(self, last: HostQueue[Job] | None = None) -> tuple[HostQueue[Job], Job] | None:
        """Return a job whose turn it is; None when none will come any more.

        Whoever takes one must call `done`, after adding what follows from it. The lane that was
        served `last` is served first, if it may be: its connection is still warm.
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

    def done(self, lane: HostQueue[Job]) -> None:
        """Take note that a job is dealt with."""
        self._pending -= 1
        lane.active -= 1
        self._offer(lane)
        if self._ready:
            self._wake()
        elif not self._pending and not self._open:
            self._wake_all()

    def finish(self) -> None:
        """Say that nothing will be added from outside."""
        self._open = False
        if not self._pending:
            self._wake_all()

    def stop(self) -> None:
        """Hand out nothing any more, whatever is yet added."""
        self._stopped = True
        self._pending -= sum(len(lane.jobs) for lane in self._lanes.values())
        self._pending -= sum(entry[3] is not None for entry in self._later)
        for lane in self._lanes.values():
            lane.jobs.clear()
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
        for lane in self._lanes.values():
            if at_work := lane.active + len(lane.jobs):
                waiting[lane.host] = at_work
        for _, _, lane, job in self._later:
            if job is not None:
                waiting[lane.host] = waiting.get(lane.host, 0) + 1
        return sorted(waiting, key=lambda host: -waiting[host])[:count]

    def _take(self, last: HostQueue[Job] | None) -> tuple[HostQueue[Job], Job] | None:
        now = self._loop.time()
        if self._later and self._later[0][0] <= now:
            self._come_due(now)
        if last is not None and last.jobs and last.active < last.limit and last.start <= now:
            return self._serve(last, now)
        while self._ready:
            _, _, lane = heappop(self._ready)
            lane.offered = False
            if lane.start > now and not lane.closed:
                self._offer(lane)
            elif lane.jobs and lane.active < lane.limit:
                return self._serve(lane, now)
        return None

    def _serve(self, lane: HostQueue[Job], now: float) -> tuple[HostQueue[Job], Job]:
        job = lane.jobs.popleft()
        lane.active += 1
        if lane.interval:
            lane.start = now + lane.interval * (1 + JITTER * self._chance())
        self._offer(lane)
        return lane, job

    def _come_due(self, now: float) -> None:
        later = self._later
        while later and later[0][0] <= now:
            _, _, lane, job = heappop(later)
            if job is None:
                lane.offered = False
            else:
                lane.jobs.append(job)
            self._offer(lane)

    def _offer(self, lane: HostQueue[Job]) -> None:
        """Put a lane where it will be taken from, once, if it has something to give."""
        if lane.offered or not lane.jobs or lane.active >= lane.limit:
            return
        lane.offered = True
        if lane.start > self._loop.time() and not lane.closed:
            self._push(lane.start, lane, None)
        else:  # the host with most to do goes first, or it is what all wait for in the end
            self._sequence += 1
            heappush(self._ready, (-len(lane.jobs), self._sequence, lane))

    def _push(self, when: float, lane: HostQueue[Job], job: Job | None) -> None:
        self._sequence += 1
        heappush(self._later, (when, self._sequence, lane, job))
        self._arm()

    def _arm(self) -> None:
        """See to it that somebody wakes when the first in the heap comes due."""
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
    """Wake all who wait."""
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(None)
