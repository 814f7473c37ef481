"""Whole processes on the same lists: CPU time, wall time and memory, listlint beside other tools.

`python benchmarks/whole.py [--before PYTHON] [--node FOLDER] LIST.md …`

PYTHON is the interpreter of an environment with an older listlint; FOLDER is where
`npm install awesome-lint markdownlint-cli2` ran; `rumdl` and `lychee` are looked for in PATH. Each
command runs ROUNDS times (3), alternately; shown is the run with the least CPU time. The last lines
are a table of 100,000 rows, and all lists in one call, with one process and with one for each core.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROUNDS = int(os.environ.get("ROUNDS", "3"))
ROWS = 100_000
HEAD = "# Things\n\n## Tools\n\n| Name | Description | License |\n| --- | --- | --- |\n"
ROW = "| [Tool{0}](https://example.org/tool/{0}) | Does thing number {0} well and fast. | MIT |\n"


@dataclass(frozen=True)
class Cost:
    cpu: float
    wall: float
    megabytes: int

    def __str__(self) -> str:
        return f"{self.cpu:8.2f} s CPU {self.wall:8.2f} s {self.megabytes:6} MB"


def cost(command: Sequence[str]) -> Cost:
    """Run a command; return what it and its processes cost, and the memory of the largest."""
    start = time.perf_counter()
    process = os.posix_spawnp(
        command[0],
        list(command),
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)],
    )
    _, _, used = os.wait4(process, 0)
    wall = time.perf_counter() - start
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss // 1024)


def compare(title: str, commands: dict[str, list[str]]) -> None:
    print(title)
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            taken[name].append(cost(command))
    for name, costs in taken.items():
        print(f"  {name:26} {min(costs, key=lambda one: one.cpu)}", flush=True)


def listlints(before: str | None) -> Iterator[tuple[str, list[str]]]:
    options = ["-m", "listlint", "--offline", "--exit-zero"]
    if before:
        yield "listlint before", [before, "-I", *options]
    yield "listlint", [sys.executable, *options]


def others(path: str, node: Path | None) -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of other tools on a list."""
    if shutil.which("rumdl"):
        yield "rumdl", ["rumdl", "check", "--no-cache", path]
    if shutil.which("lychee"):
        yield "lychee --offline", ["lychee", "--offline", "--no-progress", path]
    if node is not None:
        programs = node / "node_modules" / ".bin"
        yield "markdownlint-cli2", [str(programs / "markdownlint-cli2"), path]
        yield "awesome-lint", [str(programs / "awesome-lint"), path]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--before")
    parser.add_argument("--node", type=Path)
    parser.add_argument("lists", nargs="+")
    given = parser.parse_args()
    for path in given.lists:
        commands = {name: [*command, path] for name, command in listlints(given.before)}
        commands["listlint, all rules"] = [*commands["listlint"], "--select", "all"]
        compare(path, commands | dict(others(path, given.node)))
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "README.md")
        table.write_text(HEAD + "".join(map(ROW.format, range(ROWS))))
        rows = {name: [*command, str(table)] for name, command in listlints(given.before)}
        compare(f"{ROWS:,} rows of three columns", rows)
    together = {name: [*command, *given.lists] for name, command in listlints(given.before)}
    together["listlint --jobs 1"] = [*together["listlint"], "--jobs", "1"]
    compare(f"{len(given.lists)} lists in one call", together)


if __name__ == "__main__":
    main()
