"""What the README promises: its table of rules, and the runs it shows."""

import re
import subprocess
import sys
from pathlib import Path

from command import listlint

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_rules_is_current() -> None:
    tool = [sys.executable, str(ROOT / "tools" / "readme.py"), "--check"]
    done = subprocess.run(tool, check=False, timeout=60)
    assert done.returncode == 0, "run `python tools/readme.py`"


def test_the_runs_shown_are_true() -> None:
    shown = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert shown is not None
    runs = re.split(r"^\$ listlint (.*)\n", shown[1], flags=re.MULTILINE)[1:]
    assert len(runs) == 4
    for arguments, lines in zip(runs[::2], runs[1::2], strict=True):
        out = iter(listlint(*arguments.split(), cwd=ROOT).out.splitlines())
        for line in lines.splitlines():
            assert line == "…" or line in out, line


def test_every_page_that_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(((?:docs|rules|[A-Z])[^)#:]*)", README):
        assert (ROOT / target).exists(), target


def test_two_commands_do_all_the_set_up() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert "listlint examples/" in commands[0]
    assert commands[1].endswith("/pytest")
