"""Releases: what must be right before a tag is one."""

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from listlint import __version__

ROOT = Path(__file__).parents[1]
TOOL = ROOT / "tools" / "release.py"
TAG = f"v{__version__}"


def test_the_docs_show_this_version() -> None:
    found = runpy.run_path(str(TOOL))["problems"](TAG)
    assert [line for line in found if not line.startswith("CHANGELOG.md: has no section")] == []


@pytest.fixture
def tool(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "src" / "listlint").mkdir(parents=True)
    (tmp_path / "src" / "listlint" / "__init__.py").write_text('__version__ = "1.2.0"\n')
    changelog = (
        "# Changelog\n\n## 1.2.0 (2027-03-01)\n\n### Added\n\n- Tea.\n\n## 1.1.0 (2027-01-01)\n"
    )
    (tmp_path / "CHANGELOG.md").write_text(changelog)
    (tmp_path / "README.md").write_text("- uses: listlint/listlint@v1.2.0\n")
    (tmp_path / "tools").mkdir()
    copy = tmp_path / "tools" / "release.py"
    copy.write_bytes(TOOL.read_bytes())
    return runpy.run_path(str(copy))


def test_a_release_has_its_section_of_the_changelog(tool: dict[str, Any]) -> None:
    assert list(tool["problems"]("v1.2.0")) == []
    assert tool["notes"]("v1.2.0") == "### Added\n\n- Tea."


def test_what_keeps_a_tag_from_being_released(tool: dict[str, Any]) -> None:
    assert list(tool["problems"]("v1.3.0")) == [
        "src/listlint/__init__.py: __version__ is not 1.3.0",
        "CHANGELOG.md: has no section `## 1.3.0 (YYYY-MM-DD)`",
        "README.md: shows v1.2.0",
    ]


def test_the_workflow_stops_at_problems() -> None:
    done = subprocess.run([sys.executable, TOOL, "v99.0.0"], check=False, capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"__version__ is not 99.0.0" in done.stderr
