"""Install listlint in a virtual environment: `install.py paths`, then `install.py install`.

It runs before anything is installed, so it imports only the standard library.
"""

import hashlib
import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_PARTS = ("pyproject.toml", "README.md", "LICENSE", "src", "rules", "tools/hatch_readme.py")
_VERSION = re.compile(r"[0-9][0-9A-Za-z.!+-]*")


def folder() -> Path:
    """Return the folder for all files of the action; the runner deletes it after each job."""
    return Path(os.environ["RUNNER_TEMP"]) / "listlint"


def python() -> Path:
    """Return the interpreter of the environment."""
    where = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return folder().joinpath("venv", *where)


def requirement() -> str:
    """Return what pip installs: this checkout of the action, or a released version."""
    version = os.environ.get("INPUT_VERSION", "").strip()
    if not version:
        return str(ROOT)
    if not _VERSION.fullmatch(version):
        print("::error title=listlint::version: must be a version such as 1.2.3")  # noqa: T201
        sys.exit(2)
    return f"listlint=={version}"


def key() -> str:
    """Return the cache key of the environment: it depends on all that is installed."""
    digest = hashlib.sha256()
    for part in (sys.version, sys.executable, str(folder()), requirement()):
        digest.update(part.encode() + b"\0")
    for path in sorted(_files()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _files() -> Iterator[Path]:
    for part in _PARTS:
        path = ROOT / part
        yield from [path] if path.is_file() else (p for p in path.rglob("*") if p.is_file())


def paths() -> None:
    """Set the cache key and the paths as outputs for other steps."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.write(f"key=listlint-{key()}\n")
        outputs.write(f"folder={folder()}\n")
        outputs.write(f"python={python()}\n")


def install() -> None:
    """Create the environment, unless it was restored from the cache."""
    if python().exists() and _run("-c", "import listlint.action").returncode == 0:
        return
    venv.create(folder() / "venv", with_pip=True, clear=True)
    done = _run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement())
    sys.exit(done.returncode)


def _run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = (str(python()), "-I", *arguments)
    return subprocess.run(command, cwd=folder(), check=False)  # noqa: S603 - arguments as a list


if __name__ == "__main__":
    {"paths": paths, "install": install}[sys.argv[1]]()
