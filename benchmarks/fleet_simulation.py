"""Simulate a fleet on paper: `python benchmarks/fleet_simulation.py [WORKERS …]`.

10,000 lists with 3 million links are divided into batches exactly as `listlint fleet` does it; how
long a batch takes follows from the model below, and workers take the next batch whenever they are
done. Nothing is requested. The numbers of the model are from README.md where it measures them, and
otherwise assumptions that docs/fleet.md names.
"""

import heapq
import random
import sys
from dataclasses import dataclass, field

from listlint.fleet.state import BATCH, LARGEST_HOSTS, OF_ONE_HOST

LISTS = 10_000
LINKS = 3_000_000
DISTINCT = 2_000_000
"""URLs after the links that several lists share are counted once."""
GITHUB = 0.5
"""Share of GitHub's repositories and pages among them."""
HOSTS = 300_000
LARGEST = 20_000
"""URLs of the largest host besides GitHub; those of the others follow a power law."""

LIST_CPU = 1.0
"""Seconds of CPU to read and lint a list of 100 KB; it is parsed twice."""
LINK_CPU = 0.0012
"""Seconds of CPU for a link."""
LATENCY = 0.4
"""Mean time of a response in seconds."""
SPACING = 0.05 * 1.075
PER_HOST = 6
AT_A_TIME = 128
DEAD = 0.06
"""Share of links that are requested twice."""
SICK = 0.04
"""Share of hosts that do not answer in time: two requests of 20 seconds, and one more."""
SICK_SECONDS = 60.0

API_BATCH, API_AT_A_TIME = 100, 4
API_SECONDS = 2.0
API_PER_HOUR = 5_000
"""Points of one token; a request of 100 repositories costs one."""
API_AGAIN = 0.05
"""Share of repositories that are asked for twice, since they are missing."""
API_TO_WEB = 0.04
"""Share of GitHub's pages that its API leaves to the web."""
DEATHS = 0.01
"""Share of batches whose worker is lost, so that they are done again."""


@dataclass
class Quota:
    """The points of GitHub's API in the running hour of the simulation."""

    hour: int = -1
    left: float = 0.0
    waited: float = 0.0

    def spend(self, points: float, now: float) -> float:
        """Return the seconds to wait until the points are there."""
        if int(now // 3600) != self.hour:
            self.hour, self.left = int(now // 3600), API_PER_HOUR
        if points <= self.left:
            self.left -= points
            return 0.0
        wait = (self.hour + 1) * 3600 - now
        self.waited += wait
        return wait + self.spend(points, now + wait)


@dataclass
class Fleet:
    """What is left to check: hosts with many links, those with few, and GitHub."""

    chance: random.Random
    github: int
    large: list[tuple[int, int]] = field(default_factory=list)
    small: list[tuple[int, int]] = field(default_factory=list)
    github_busy: bool = False

    def next_batch(self) -> dict[int, int]:
        """Return the links of each host in the next batch, as `State.next_batch` chooses them."""
        if self.github and not self.github_busy:
            size = min(BATCH, self.github)
            self.github -= size
            self.github_busy = True
            return {0: size}
        chosen: dict[int, int] = {}
        left = BATCH
        while self.large and left and len(chosen) < LARGEST_HOSTS:
            size = min(-self.large[0][0], OF_ONE_HOST)
            if size > left:
                break
            open_, host = heapq.heappop(self.large)
            chosen[host] = size
            left -= size
            self.rest[host] = -open_ - size
        while self.small and left >= self.small[-1][0]:
            size, host = self.small.pop()
            chosen[host] = size
            left -= size
        return chosen

    rest: dict[int, int] = field(default_factory=dict)

    def done(self, batch: dict[int, int]) -> None:
        """Make the hosts of a batch free again."""
        if 0 in batch:
            self.github_busy = False
        for host in batch:
            if left := self.rest.pop(host, 0):
                heapq.heappush(self.large, (-left, host))


def seconds(fleet: Fleet, batch: dict[int, int], sick: set[int], quota: Quota, now: float) -> float:
    """Return how long a batch takes."""
    if 0 in batch:
        points = batch[0] * (1 + API_AGAIN) / API_BATCH
        wait = quota.spend(points, now)
        api = points / API_AT_A_TIME * API_SECONDS
        return wait + api + batch[0] * (API_TO_WEB * SPACING + LINK_CPU / 4)
    pace = max(SPACING, LATENCY / PER_HOST)
    requests = sum(n for host, n in batch.items() if host not in sick) * (1 + DEAD)
    slowest = max(n * (1 + DEAD) * pace + LATENCY for n in batch.values())
    waiting = len(sick & batch.keys()) * SICK_SECONDS
    together = (requests * LATENCY + waiting) / AT_A_TIME
    tail = SICK_SECONDS if sick & batch.keys() else 0.0
    return max(slowest, together, requests * LINK_CPU, tail)


def host_sizes(total: int) -> list[int]:
    """Return the URLs of each host, the largest first: a power law that makes about `total`."""
    least, most = 0.3, 1.5
    for _ in range(12):
        power = (least + most) / 2
        sizes = [max(1, round(LARGEST / rank**power)) for rank in range(1, HOSTS + 1)]
        least, most = (power, most) if sum(sizes) > total else (least, power)
    return sizes


def simulate(workers: int, seed: int = 1) -> tuple[float, float, int, float]:
    """Return the hours for lists and links, the number of batches, and the hours of waiting."""
    chance = random.Random(seed)
    github = int(DISTINCT * GITHUB)
    sizes = host_sizes(DISTINCT - github)
    sick = {host for host in range(1, HOSTS + 1) if chance.random() < SICK}
    fleet = Fleet(chance, github)
    for host, size in enumerate(sizes, 1):
        if size > OF_ONE_HOST:
            fleet.large.append((-size, host))
        else:
            fleet.small.append((size, host))
    heapq.heapify(fleet.large)
    fleet.small.sort(reverse=True)

    quota, now, batches = Quota(), 0.0, 0
    free = workers
    under_way: list[tuple[float, int, dict[int, int], bool]] = []
    again: list[dict[int, int]] = []
    while True:
        while free and (batch := again.pop() if again else fleet.next_batch()):
            batches += 1
            lost = chance.random() < DEATHS
            end = now + seconds(fleet, batch, sick, quota, now)
            heapq.heappush(under_way, (end, batches, batch, lost))
            free -= 1
        if not under_way:
            break
        now, _, batch, lost = heapq.heappop(under_way)
        free += 1
        if lost:
            again.append(batch)
        else:
            fleet.done(batch)
    return LISTS * LIST_CPU / workers / 3600, now / 3600, batches, quota.waited / 3600


def main(numbers: list[int]) -> None:
    print(f"{LISTS:,} lists, {LINKS:,} links, {DISTINCT:,} URLs, {HOSTS:,} hosts")
    print("workers  lists h  links h  together h  batches  waiting for the API h")
    for workers in numbers:
        lists, links, batches, waited = simulate(workers)
        print(
            f"{workers:7}  {lists:7.1f}  {links:7.1f}  {lists + links:10.1f}  {batches:7,}"
            f"  {waited:21.1f}"
        )
    largest = LARGEST * (1 + DEAD) * max(SPACING, LATENCY / PER_HOST) / 3600
    queries = DISTINCT * GITHUB * (1 + API_AGAIN) / API_BATCH
    print(f"the largest host alone: {largest:.1f} h; GitHub's API: {queries:,.0f} requests")


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]] or [1, 2, 4, 8, 16, 32])
