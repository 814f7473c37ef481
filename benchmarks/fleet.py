"""Compare a fleet, shards and one process on the same lists: `python benchmarks/fleet.py FOLDER`.

200 lists are made from the Markdown files in FOLDER by renaming hosts: half of the hosts keep their
names in all copies, so that lists share links as real ones do. All names are hosts of `farm.py` on
loopback (Linux). See README.md for what is measured.

one     `listlint check` on all lists
fleet   `listlint fleet` with three workers, one of which is killed in the middle
shards  `listlint check --shard N/4`, one after the other, and `listlint merge`
"""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import psutil

from farm import address
from links import PORT, farm

LISTS = int(os.environ.get("LISTS", "200"))
HOSTS = 500
SHARDS = 4
WORKERS = 3
_URL = re.compile(r"https?://([\w.-]+)(?::\d+)?(/[^\s()\[\]<>\"'|`]*)?")
CONFIG = r"""
[links]
spacing = 0
per-host = 20
[[links.remap]]
regex = '^http://127-1-(\d+)-(\d+)\.example/'
to = 'http://127.1.\1.\2:PORT/'
""".replace("PORT", str(PORT))


@dataclass
class Cost:
    """What a command cost: seconds, seconds of CPU, and the largest peak in MB by process."""

    wall: float = 0.0
    cpu: float = 0.0
    peaks: dict[int, float] = field(default_factory=dict)


def digest(*parts: object) -> int:
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest())


def renamed(text: str, copy: int) -> str:
    """Return a list whose hosts are those of the farm; 3 of 100 links are dead or moved."""

    def rename(match: re.Match[str]) -> str:
        host, rest = match[1].lower(), match[2] or "/"
        kept = digest(host) % 2
        site = rest.split("/")[1] if host == "github.com" else host  # else one host decides all
        name = address(digest(site, 0 if kept else copy) % HOSTS).replace(".", "-")
        chance = digest(host, rest, 0 if kept else copy) % 200
        behaviour = {0: "missing", 1: "missing", 2: "missing", 3: "dead", 4: "moved", 5: "moved"}
        return f"http://{name}.example/{behaviour.get(chance, 'ok')}{rest}"

    return _URL.sub(rename, text)


def make(source: Path, folder: Path) -> None:
    originals = [path.read_text("utf-8") for path in sorted(source.glob("*.md"))]
    (folder / "listlint.toml").write_text(CONFIG)
    (folder / "lists").mkdir()
    for number in range(LISTS):
        copy, which = divmod(number, len(originals))
        path = folder / "lists" / f"{number:03}.md"
        path.write_text(renamed(originals[which], copy), "utf-8")


def run(
    folder: Path, *arguments: str, during: Callable[[psutil.Process], None] | None = None
) -> Cost:
    """Run listlint, and sample the memory of its processes."""
    cost, start = Cost(), time.perf_counter()
    command = [sys.executable, "-m", "listlint", *arguments]
    process = psutil.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    cpu: dict[int, float] = {}
    while process.poll() is None:
        for one in (process, *process.children(recursive=True)):
            try:
                memory = one.memory_info().rss / 1e6
                cpu[one.pid] = sum(one.cpu_times()[:2])
                cost.peaks[one.pid] = max(memory, cost.peaks.get(one.pid, 0.0))
            except psutil.Error:
                continue
        if during:
            during(process)
        time.sleep(0.1)
    cost.wall, cost.cpu = time.perf_counter() - start, sum(cpu.values())
    assert process.returncode in (0, 1), process.returncode
    return cost


def killer(cache: Path, after: int) -> Callable[[psutil.Process], None]:
    """Return a function that kills a worker once when `after` verdicts are known."""
    killed = []

    def kill(process: psutil.Process) -> None:
        if killed or not cache.exists() or len(verdicts(cache)) < after:
            return
        workers = [c for c in process.children() if "spawn_main" in " ".join(c.cmdline())]
        killed.append(workers[0].pid)
        os.kill(workers[0].pid, signal.SIGKILL)
        print(f"  killed worker {workers[0].pid}", flush=True)

    return kill


def verdicts(cache: Path) -> dict[str, str]:
    with closing(sqlite3.connect(cache)) as db:
        try:
            return dict(db.execute("SELECT page, kind FROM known"))
        except sqlite3.OperationalError:  # it is being created
            return {}


def findings(*files: Path) -> Counter[str]:
    return Counter(line for file in files for line in file.read_text("utf-8").splitlines())


@contextmanager
def served() -> Iterator[dict[str, int]]:
    """Run the farm; the result has the responses by status afterwards."""
    result: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name, farm(0, Path(name)) as farmer:
        yield result
        assert farmer.stdin is not None
        assert farmer.stdout is not None
        farmer.stdin.close()
        line = farmer.stdout.readline().strip()
        result |= json.loads(re.sub(r"(\d+):", r'"\1":', line))


def show(name: str, cost: Cost, responses: dict[str, int]) -> None:
    peaks = sorted(cost.peaks.values(), reverse=True)[: WORKERS + 1]
    memory = ", ".join(f"{peak:.0f}" for peak in peaks)
    print(
        f"{name}: {cost.wall:.0f} s, {LISTS / cost.wall:.1f} lists/s, {cost.cpu:.0f} s CPU,"
        f" peaks {memory} MB, {sum(responses.values()):,} responses",
        flush=True,
    )


def compare(
    name: str, ours: dict[str, str], theirs: dict[str, str], a: Counter[str], b: Counter[str]
) -> None:
    different = {page for page in ours.keys() | theirs.keys() if ours.get(page) != theirs.get(page)}
    print(
        f"  {name} and one process: {len(ours):,} and {len(theirs):,} verdicts, {len(different)}"
        f" different; {a.total():,} and {b.total():,} findings, {(a - b).total()} only in {name},"
        f" {(b - a).total()} only in one process",
        flush=True,
    )
    for page in sorted(different)[:5]:
        print("   ", page, ours.get(page), theirs.get(page))
    for line in [*(a - b), *(b - a)][:4]:
        print("   ", line[:300])


def main(source: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(source, folder)
        paths = sorted(f"lists/{path.name}" for path in (folder / "lists").iterdir())
        (folder / "lists.txt").write_text("lists/*.md\n")
        common = ("--config", "listlint.toml", "--allow-private")

        with served() as responses:
            cost = run(
                folder, "check", *paths, *common, "--quiet", "--cache-file", "one.sqlite",
                "--output", "one.jsonl",
            )  # fmt: skip
        show("one process", cost, responses)
        one, found = verdicts(folder / "one.sqlite"), findings(folder / "one.jsonl")

        with served() as responses:
            kill = killer(folder / "fleet.sqlite", len(one) // 3)
            cost = run(
                folder, "fleet", "lists.txt", *common, "--workers", str(WORKERS),
                "--cache-file", "fleet.sqlite", during=kill,
            )  # fmt: skip
        show(f"fleet, {WORKERS} workers", cost, responses)
        ours = findings(folder / "fleet" / "findings.jsonl")
        compare("fleet", verdicts(folder / "fleet.sqlite"), one, ours, found)

        costs, total = [], Counter[str]()
        for number in range(1, SHARDS + 1):
            with served() as responses:
                costs.append(
                    run(
                        folder, "check", *paths, *common, "--quiet", "--shard",
                        f"{number}/{SHARDS}", "--cache-file", f"shard{number}.sqlite",
                        "--output", f"shard{number}.jsonl",
                    )
                )  # fmt: skip
            total += Counter(responses)
            show(f"shard {number}/{SHARDS}", costs[-1], responses)
        stores = [f"shard{number}.sqlite" for number in range(1, SHARDS + 1)]
        cost = run(folder, "merge", *stores, "--cache-file", "merged.sqlite")
        show("merge", cost, {})
        ours = findings(*sorted(folder.glob("shard*.jsonl")))
        compare("shards", verdicts(folder / "merged.sqlite"), one, ours, found)
        print(f"  {total.total():,} responses to all shards")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
