"""Put listlint in an environment of its own: `install.py place`, then `install.py install`.

Started by its path before anything is installed, so it imports the standard library alone.
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
    """Return the folder for all that the action makes; the runner empties it after each job."""
    return Path(os.environ["RUNNER_TEMP"]) / "listlint"


def python() -> Path:
    """Return the interpreter of the environment."""
    where = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return folder().joinpath("venv", *where)


def wanted() -> str:
    """Return what pip is asked for: this checkout of the action, or a released version."""
    version = os.environ.get("INPUT_VERSION", "").strip()
    if not version:
        return str(ROOT)
    if not _VERSION.fullmatch(version):
        print("::error title=listlint::version: is no version like 1.2.3")  # noqa: T201
        sys.exit(2)
    return f"listlint=={version}"


def key() -> str:
    """Return the name of the cached environment: another one for any change of what is in it."""
    digest = hashlib.sha256()
    for part in (sys.version, sys.executable, str(folder()), wanted()):
        digest.update(part.encode() + b"\0")
    for path in sorted(_files()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _files() -> Iterator[Path]:
    for part in _PARTS:
        path = ROOT / part
        yield from [path] if path.is_file() else (p for p in path.rglob("*") if p.is_file())


def place() -> None:
    """Tell the other steps where things are."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.write(f"key=listlint-{key()}\n")
        outputs.write(f"folder={folder()}\n")
        outputs.write(f"python={python()}\n")


def install() -> None:
    """Make the environment, unless the cache had it."""
    if python().exists() and _runs("-c", "import listlint.action").returncode == 0:
        return
    venv.create(folder() / "venv", with_pip=True, clear=True)
    done = _runs("-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted())
    sys.exit(done.returncode)


def _runs(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = (str(python()), "-I", *arguments)
    return subprocess.run(command, cwd=folder(), check=False)  # noqa: S603 - arguments as a list


if __name__ == "__main__":
    {"place": place, "install": install}[sys.argv[1]]()
