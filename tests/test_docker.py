"""The Dockerfile: its context has all that the wheel is built from, and nothing else."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_context_is_enough_for_the_wheel(tmp_path: Path) -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    context = tmp_path / "context"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (line[1:] for line in lines if line.startswith("!")):
        source, target = ROOT / name, context / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    subprocess.run([*command, context], check=True, capture_output=True, timeout=120)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    pages = (ROOT / "rules").glob("*.md")
    assert {f"listlint/rules/pages/{page.name}" for page in pages} <= names
    assert {"listlint/py.typed", "listlint/config/github/listlint.yml"} <= names
