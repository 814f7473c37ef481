"""Compare with the tools that people use for lists.

`python benchmarks/tools.py links [TOOL …]` checks 8 links for each kind of server of `farm.py` with
link checkers, `python benchmarks/tools.py LIST.md …` lists with linters, without the network; all
with default settings. A tool that is not on the path is left out; `AWESOME_BOT` may be a command
that runs a checkout of it.
"""

import json
import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from farm import BEHAVIOURS, NASTY, Truth
from links import farm, url

EACH = 8
LONGEST = 900.0
"""Seconds after which a tool is ended."""
LISTLINT = (sys.executable, "-m", "listlint")
AWESOME_BOT = shlex.split(os.environ.get("AWESOME_BOT", "awesome_bot"))
AWESOME_BOT_RESULTS = "ab-results-README.md-filtered.json"
"""What its options do not allow."""


@dataclass(frozen=True)
class Checker:
    """A link checker: how it is run in a folder with a README.md, and the URLs it fails for."""

    name: str
    command: Sequence[str]
    failed: Callable[[Path, str], set[str]]


def of_listlint(_folder: Path, out: str) -> set[str]:
    return {link["url"] for link in json.loads(out) if link["verdict"] == "dead"}


def of_lychee(_folder: Path, out: str) -> set[str]:
    found = json.loads(out)
    maps = (found["error_map"], found["timeout_map"])
    return {error["url"] for one in maps for errors in one.values() for error in errors}


def of_markdown_link_check(_folder: Path, out: str) -> set[str]:
    return set(re.findall(r"\[✖\] (\S+)", out))


def of_awesome_bot(folder: Path, _out: str) -> set[str]:
    return {one["link"] for one in json.loads((folder / AWESOME_BOT_RESULTS).read_text())}


CHECKERS = (
    Checker(
        "listlint",
        (*LISTLINT, "links", "--format=json", "--no-cache", "--allow-private", "README.md"),
        of_listlint,
    ),
    Checker("lychee", ("lychee", "--no-progress", "--format=json", "README.md"), of_lychee),
    Checker("markdown-link-check", ("markdown-link-check", "README.md"), of_markdown_link_check),
    Checker("awesome_bot", (*AWESOME_BOT, "README.md"), of_awesome_bot),
    Checker(
        "awesome_bot --allow-redirect",
        (*AWESOME_BOT, "README.md", "--allow-redirect"),
        of_awesome_bot,
    ),
)


def run(command: Sequence[str], folder: Path) -> tuple[str, float, float]:
    """Return what a command prints, and its wall and CPU seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout + done.stderr * (not done.stdout), wall, cpu


def links(names: Sequence[str]) -> None:
    """Print how often each checker is wrong about the links of faulty servers."""
    urls = {
        url(behaviour, number, number * len(NASTY) + index): BEHAVIOURS[behaviour]
        for index, behaviour in enumerate(NASTY)
        for number in range(EACH)
    }
    totals = Counter(urls.values())
    print("| tool | alive, reported | dead, missed | undecidable, reported | seconds |")
    print("| --- | --- | --- | --- | --- |")
    for checker in CHECKERS:
        if not shutil.which(checker.command[0]) or (names and checker.name not in names):
            continue
        with tempfile.TemporaryDirectory() as name, farm(0, Path(name)):
            folder = Path(name)
            text = "".join(f"- [x]({address}) - A link.\n" for address in urls)
            (folder / "README.md").write_text(f"# Links\n\n{text}")
            out, wall, _ = run(checker.command, folder)
            failed = checker.failed(folder, out)
        wrong = Counter(truth for address, truth in urls.items() if address in failed)
        kinds = Counter(
            address.split("/")[-2]
            for address, truth in urls.items()
            if address in failed and truth is Truth.ALIVE
        )
        missed = totals[Truth.DEAD] - wrong[Truth.DEAD]
        print(
            f"| {checker.name} | {wrong[Truth.ALIVE]} of {totals[Truth.ALIVE]} "
            f"| {missed} of {totals[Truth.DEAD]} "
            f"| {wrong[Truth.UNKNOWABLE]} of {totals[Truth.UNKNOWABLE]} | {wall:.0f} |"
            f"  {dict(kinds)}",
            flush=True,
        )


def lists(paths: Sequence[Path]) -> None:
    """Print what each linter reports on lists."""
    for path in paths:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            shutil.copy(path, folder / "README.md")
            subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
            print(f"\n{path.stem}")
            commands: Mapping[str, tuple[Sequence[str], str]] = {
                "listlint": (
                    (*LISTLINT, "--offline", "--format=concise", "README.md"),
                    r"^README\.md:\S+ \w+ ([\w-]+):",
                ),
                "awesome-lint": (("awesome-lint", "README.md"), r"remark-lint:([\w-]+)$"),
            }
            for tool, (command, pattern) in commands.items():
                if shutil.which(command[0]):
                    out, wall, cpu = run(command, folder)
                    found = Counter(re.findall(pattern, out, re.MULTILINE))
                    print(f"  {tool}: {sum(found.values())} in {wall:.1f} s, {cpu:.1f} s CPU")
                    print(f"    {dict(found.most_common())}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["links"]:
        links(sys.argv[2:])
    else:
        lists([Path(argument) for argument in sys.argv[1:]])
