"""A git repository for a test, with nothing of the machine's own settings."""

import os
import subprocess
from pathlib import Path

IDENTITY = ("-c", "user.name=Ann", "-c", "user.email=ann@list.example", "-c", "commit.gpgsign=no")


class Repository:
    """A folder under git; its branch is `main`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str | Path, ok: bool = True) -> str:
        done = subprocess.run(
            ("git", *IDENTITY, *map(str, arguments)),
            cwd=self.folder,
            capture_output=True,
            env=plain_environment(),
            timeout=60,
            check=False,
        )
        out = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert done.returncode == 0 or not ok, out
        return out

    def write(self, text: str, name: str = "README.md") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def read(self, name: str = "README.md") -> str:
        return (self.folder / name).read_bytes().decode()

    def commit(self, text: str | None = None, name: str = "README.md") -> str:
        """Write a file, commit all and return the commit's name."""
        if text is not None:
            self.write(text, name)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD").strip()


def plain_environment() -> dict[str, str]:
    """Return the environment without what would lead git elsewhere."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "GITHUB_", "GH_"))}
    return {**kept, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}


def clone(repository: Repository, target: Path, *options: str) -> Path:
    """Clone the current branch of a repository, and return the folder."""
    source = f"file://{repository.folder}"
    subprocess.run(
        ("git", "-c", "protocol.file.allow=always", "clone", "-q", *options, source, str(target)),
        check=True,
        env=plain_environment(),
        timeout=60,
    )
    return target
