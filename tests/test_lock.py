"""requirements.txt, from which the action installs, is complete, has hashes and is current."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text("utf-8")
PINNED = {
    canonicalize_name(match[1]): match[2]
    for match in re.finditer(r"^([\w.-]+)==([\w.]+)(?: ;[^\\]*)? \\$", LOCK, re.MULTILINE)
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("line", PROJECT["dependencies"])
def test_every_dependency_is_pinned_within_its_bounds(line: str) -> None:
    requirement = Requirement(line)
    pinned = PINNED[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(pinned), "run the command at the top of the file"


def test_what_they_depend_on_is_pinned_too() -> None:
    for name in PINNED:
        try:
            needed = distribution(name).requires or []
        except PackageNotFoundError:
            continue  # for other systems
        for requirement in map(Requirement, needed):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert canonicalize_name(requirement.name) in PINNED, f"{name}: {requirement}"


def test_every_package_has_hashes() -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINNED)
    for block in blocks:
        first, *rest = block.rstrip().splitlines()
        assert rest
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", one) for one in rest), (
            first
        )


def test_the_file_says_how_it_is_made() -> None:
    command = re.findall(r"^#    (uv pip compile .*)", LOCK, re.MULTILINE)
    how = "--universal --python-version 3.11 --generate-hashes --no-annotate"
    assert command == [f"uv pip compile pyproject.toml {how} -o requirements.txt"]
    assert command[0] in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
