"""What people install: the wheel, built from the sdist.

That it declares all it needs is seen where the action and pre-commit make environments with it.
"""

import email
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from listlint.markdown import parse

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    """Run Python; `path` is where it looks for packages first."""
    environment = {**os.environ, "PYTHONPATH": str(path)} if path else None
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


def test_the_wheel_has_every_page_and_word_list(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "rules").glob("*.md"):
        assert f"listlint/rules/pages/{path.name}" in names
    for path in (ROOT / "src").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(ROOT / "src").as_posix() in names


def test_no_link_of_the_description_needs_the_repository(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    assert metadata["Description-Content-Type"] == "text/markdown"
    text = metadata.get_payload()
    assert isinstance(text, str)
    assert "# listlint" in text
    targets = [link.url for link in parse(text).links]
    assert len(targets) > 10
    assert [url for url in targets if not url.startswith("https://")] == []


def test_the_installed_wheel_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    run("-m", "pip", "install", "-q", "--no-deps", "--target", installed, wheel, cwd=tmp_path)
    place = run("-c", "import listlint; print(listlint.__file__)", cwd=tmp_path, path=installed)
    assert Path(place.strip()).is_relative_to(installed)
    (tmp_path / "list.md").write_text("- [Tool](htps://tool.example/) - Does the the things.\n")
    run("-m", "listlint", "--offline", "--fix", "list.md", cwd=tmp_path, path=installed)
    text = (tmp_path / "list.md").read_text()
    assert text == "- [Tool](https://tool.example/) - Does the things.\n"
    assert "duplicate-entry" in run("-m", "listlint", "rule", cwd=tmp_path, path=installed)


def test_every_requirement_has_a_lower_and_an_upper_bound() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project, extras = data["project"], data["project"]["optional-dependencies"]
    requirements = [*data["build-system"]["requires"], *project["dependencies"]]
    for requirement in (*requirements, *(one for extra in extras.values() for one in extra)):
        bounded = r"listlint\[[\w,]+\]|[\w-]+(\[\w+\])?(>=[\w.]+,<[\w.]+|==[\w.]+)"
        assert re.fullmatch(bounded, requirement)
