"""Install listlint in a virtual environment: `install.py paths`, then `install.py install`.

Its dependencies are those of requirements.txt, by their hashes; listlint itself is used from the
checkout of the action, so nothing is built. Only the standard library is imported here.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "requirements.txt"


def folder() -> Path:
    """Return the folder for all files of the action; the runner deletes it after each job."""
    return Path(os.environ["RUNNER_TEMP"]) / "listlint"


def python() -> Path:
    """Return the interpreter of the environment."""
    where = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return folder().joinpath("venv", *where)


def key() -> str:
    """Return the cache key of the environment: it depends on all that is installed."""
    digest = hashlib.sha256(LOCK.read_bytes())
    for part in (sys.version, sys.executable, str(folder())):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()[:32]


def paths() -> None:
    """Set the cache key and the paths as outputs for other steps."""
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.write(f"key=listlint-{key()}\n")
        outputs.write(f"folder={folder()}\n")
        outputs.write(f"python={python()}\n")


def install() -> None:
    """Create the environment, unless it was restored from the cache."""
    complete = folder() / "venv" / "complete"
    if not complete.exists():
        venv.create(folder() / "venv", with_pip=True, clear=True)
        locked = ("--require-hashes", "--only-binary=:all:", "--requirement", str(LOCK))
        if code := _run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *locked):
            sys.exit(code)
        complete.touch()
    place = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = (str(python()), "-I", "-c", place)
    found = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603
    Path(found.stdout.strip(), "listlint.pth").write_text(f"{ROOT / 'src'}\n", "utf-8")


def _run(*arguments: str) -> int:
    """Return the exit code of the environment's interpreter."""
    command = (str(python()), "-I", *arguments)
    return subprocess.run(command, cwd=folder(), check=False).returncode  # noqa: S603


if __name__ == "__main__":
    {"paths": paths, "install": install}[sys.argv[1]]()
