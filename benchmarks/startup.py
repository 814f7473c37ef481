"""How long whole processes take: `python benchmarks/startup.py [LIST.md …]`.

Medians of RUNS runs after a warm-up, without the network, beside a bare Python.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence

RUNS = 9
CONFIG = '[rules.duplicate-entry]\nwithin = "section"\n[links]\ntimeout = "20s"\n'
"""Any settings: what costs time is to check them."""
COMMANDS = (
    ("a bare Python", [sys.executable, "-c", "pass"]),
    ("import click", [sys.executable, "-c", "import click"]),
    ("listlint --version", [sys.executable, "-m", "listlint", "--version"]),
    ("listlint --help", [sys.executable, "-m", "listlint", "--help"]),
    ("listlint rule", [sys.executable, "-m", "listlint", "rule"]),
)


def seconds(command: Sequence[str]) -> float:
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main(lists: Sequence[str], config: str) -> None:
    for name, command in COMMANDS:
        print(f"{seconds(command):7.3f} s  {name}", flush=True)
    for path in lists:
        lint = [sys.executable, "-m", "listlint", "--offline", "--exit-zero", path]
        print(f"{seconds(lint):7.3f} s  listlint --offline {path}", flush=True)
        for options in (["--config", config], ["--select", "all"], ["--diff"]):
            line = f"{seconds([*lint, *options]):7.3f} s  listlint --offline {options[0]} {path}"
            print(line, flush=True)


if __name__ == "__main__":
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(CONFIG)
        file.flush()
        main(sys.argv[1:] or ["examples/awesome-teapots.md"], file.name)
