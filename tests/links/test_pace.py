"""How fast a host is asked that allows so much a second: on a clock that needs no waiting."""

import asyncio
import random
from itertools import pairwise
from math import log

import pytest

from listlint.links.scheduler import HostQueue, Scheduler


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Sleeps by setting its clock, a little late as all timers are. It hears no sockets."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.random = random.Random(seed)
        self._now = 1_000.0 + self.random.random()
        self._selector.select = self._sleep  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._now

    def _sleep(self, seconds: float | None) -> list[object]:
        if seconds:
            self._now += seconds + self.random.expovariate(1_000)
        return []


class Host:
    """Refuses what is more than `limit` in a second, and asks to wait for another."""

    def __init__(self, limit: int, median: float) -> None:
        self.limit = limit
        self.median = median
        self.refused = 0
        self._second = (0, 0)

    def allows(self, now: float) -> bool:
        second, count = self._second
        count = count + 1 if int(now) == second else 1
        self._second = (int(now), count)
        self.refused += count > self.limit
        return count <= self.limit


async def ask(host: Host, jobs: int, chance: random.Random) -> float:
    """Return how many seconds it takes to have all jobs answered."""
    loop = asyncio.get_running_loop()
    pace: Scheduler[int] = Scheduler(lambda _: (6, 0.05), chance.random)
    began = loop.time()

    async def work() -> None:
        queue: HostQueue[int] | None = None
        while (taken := await pace.next(queue)) is not None:
            queue, job = taken
            assert not queue.closed
            asked = loop.time()
            await asyncio.sleep(chance.lognormvariate(log(host.median), 0.8))
            if host.allows(loop.time()):
                queue.good()
            else:
                queue.slow_down(asked, loop.time(), 1.0, refused=True)
                pace.add("a", job, delay=1.0 + 0.3 * chance.uniform(0.5, 1.5))
            pace.done(queue)

    workers = [loop.create_task(work()) for _ in range(16)]
    for job in range(jobs):
        pace.add("a", job)
    pace.finish()
    await asyncio.gather(*workers)
    return loop.time() - began


@pytest.mark.parametrize(
    ("limit", "jobs", "seconds", "refused"),
    [(100, 540, 31, 0), (20, 540, 34, 3), (10, 300, 42, 12), (5, 150, 42, 15), (1, 30, 42, 14)],
)
def test_the_rate_of_a_host_is_found_and_kept(
    limit: int, jobs: int, seconds: float, refused: int
) -> None:
    """Medians: chance decides on which side of a second a request falls."""
    times, refusals = [], []
    for seed in range(9):
        loop = SimulatedLoop(seed)
        host = Host(limit, 0.08)
        times.append(loop.run_until_complete(ask(host, jobs, loop.random)))
        refusals.append(host.refused)
        loop.close()
    assert sorted(times)[4] <= seconds
    assert sorted(refusals)[4] <= refused


async def test_every_slot_is_used_though_nobody_is_done() -> None:
    pace: Scheduler[int] = Scheduler(lambda _: (3, 0.02))
    waiting = [asyncio.create_task(pace.next()) for _ in range(3)]
    await asyncio.sleep(0)
    for job in range(3):
        pace.add("a", job)
    taken = await asyncio.wait_for(asyncio.gather(*waiting), 1)
    assert {job for _, job in filter(None, taken)} == {0, 1, 2}
    pace.close()


async def test_spacing_is_never_less_than_was_asked_for() -> None:
    pace: Scheduler[int] = Scheduler(lambda _: (9, 0.02))
    loop = asyncio.get_running_loop()
    for job in range(6):
        pace.add("a", job)
    times = []
    for _ in range(6):
        await pace.next()
        times.append(loop.time())
    assert all(later - earlier >= 0.019 for earlier, later in pairwise(times))
    pace.close()
