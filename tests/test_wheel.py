"""What people install: the wheel, built from the sdist, in an environment of its own."""

import email
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from listlint.markdown import parse

ROOT = Path(__file__).parents[1]


def run(command: Sequence[str | Path], cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--outdir", folder, ROOT], folder)
    return next(folder.glob("*.whl"))


def test_the_wheel_has_every_page_and_word_list(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "rules").rglob("*"):
        if path.is_file():
            assert f"listlint/rules/pages/{path.relative_to(ROOT / 'rules').as_posix()}" in names
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
    assert len(targets) > 90
    assert [url for url in targets if not url.startswith("https://")] == []


def test_the_installed_wheel_does_the_main_job(wheel: Path, tmp_path: Path) -> None:
    run([sys.executable, "-m", "venv", tmp_path / "venv"], tmp_path)
    bin_ = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run([bin_ / "python", "-m", "pip", "install", "--quiet", wheel], tmp_path)
    listlint = bin_ / "listlint"
    (tmp_path / "list.md").write_text("- [Tool](htps://tool.example/) - Does the the things.\n")
    run([listlint, "--offline", "--fix", "list.md"], tmp_path)
    text = (tmp_path / "list.md").read_text()
    assert text == "- [Tool](https://tool.example/) - Does the things.\n"
    assert "duplicate-entry" in run([listlint, "rule"], tmp_path)
