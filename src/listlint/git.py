"""What git knows of a file's past. The only door to git.

Nothing of the checked repository is run: no hooks, no filters, no file monitor, no text
conversion; only objects are read.
"""

import os
import subprocess
from pathlib import Path

_SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never",
    "--no-optional-locks", "--no-pager", "--literal-pathspecs",
)  # fmt: skip
_SECONDS = 60


class GitError(Exception):
    """What was asked cannot be known; the message is one line that says what to do."""


class Repository:
    """The git repository around a folder. Raises `GitError` where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        top = _run(folder, "rev-parse", "--show-toplevel")
        if top is None:
            raise GitError(f"{folder}: is not in a git repository")
        self.root = Path(os.fsdecode(top).rstrip("\n"))

    def base(self, revision: str) -> str:
        """Return the commit at which the work since `revision` began: their merge base."""
        commit = self._ask(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        if commit is None:
            raise GitError(f"--since {revision}: no such commit here{self._remedy()}")
        base = self._ask("merge-base", commit, "HEAD")
        if base is None:
            raise GitError(
                f"--since {revision}: it has no commit in common with HEAD here{self._remedy()}"
            )
        return base

    def _remedy(self) -> str:
        if self._ask("rev-parse", "--is-shallow-repository") == "true":
            return (
                "; this clone is shallow: fetch more with `git fetch --unshallow`"
                " (`fetch-depth: 0` for actions/checkout)"
            )
        return "; fetch it first, as with `git fetch origin`"

    def renames(self, commit: str) -> dict[str, str]:
        """Return the former path of each file that was renamed since `commit`, by its present one.

        Paths are relative to the root, with `/`.
        """
        out = _run(
            self.root, "diff", "--no-ext-diff", "--no-textconv", "--name-status", "-z",
            "--find-renames", "--diff-filter=R", commit, "--",
        )  # fmt: skip
        fields = os.fsdecode(out or b"").split("\0")[:-1]
        return {
            new: old for _, old, new in zip(fields[::3], fields[1::3], fields[2::3], strict=True)
        }

    def blob(self, commit: str, path: Path, renames: dict[str, str] | None = None) -> bytes | None:
        """Return a file as it was in `commit` ("" means the index); None for one it had not."""
        try:
            here = path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise GitError(f"{path}: is not in the repository {self.root}") from None
        name = (renames or {}).get(here, here)
        return _run(self.root, "cat-file", "blob", f"{commit}:{name}")

    def _ask(self, *arguments: str) -> str | None:
        out = _run(self.root, *arguments)
        return None if out is None else os.fsdecode(out).strip()


def _run(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints, None where it fails. Raises `GitError` without a git."""
    command = ("git", *_SAFE, *arguments)
    environ = {k: v for k, v in os.environ.items() if k != "GIT_EXTERNAL_DIFF"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program, arguments as a list
            command, cwd=folder, env=environ, capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        raise GitError("git is not installed; --since and --staged need it") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git took longer than {_SECONDS} seconds") from None
    return done.stdout if done.returncode == 0 else None
