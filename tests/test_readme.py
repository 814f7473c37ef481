"""What the README promises: its picture, its links and its commands; and the index of rules."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("tool", ["readme.py", "picture.py"])
def test_what_tools_make_is_current(tool: str) -> None:
    command = [sys.executable, str(ROOT / "tools" / tool), "--check"]
    done = subprocess.run(command, check=False, timeout=60)
    assert done.returncode == 0, f"run `python tools/{tool}`"


def test_every_file_that_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\(((?:docs|rules|[A-Z])[^)#:]*)", README):
        assert (ROOT / target).exists(), target


def test_two_commands_do_all_the_set_up() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(commands) == 2
    assert "listlint examples/" in commands[0]
    assert commands[1].endswith("/pytest")
