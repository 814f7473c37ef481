"""What git knows of a file's past. The only door to git.

Nothing of the checked repository is run: no hooks, no filters, no file monitor, no text
conversion, no fetching; only objects and the index are read.
"""

import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never",
    "--no-optional-locks", "--no-pager", "--literal-pathspecs",
)  # fmt: skip
_SECONDS = 60
_LEFT_OUT = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF")
"""Variables that name one repository (git sets them for hooks): each file tells its own."""
_PATHS = ("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")
"""Variables with paths, which git gives hooks relative to where they are started."""


class GitError(Exception):
    """What was asked cannot be known; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What git printed, and whether it could do what it was asked."""

    ok: bool
    out: bytes
    complaint: str

    @property
    def text(self) -> str:
        return os.fsdecode(self.out).strip()


@cache
def _program() -> str:
    """Return where git is. Raises `GitError` where it is nowhere.

    Only absolute folders of PATH count: a checkout may hold a `git` of its own, which Windows
    would start, for it looks into the current directory first.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in map(Path, os.get_exec_path()):
        if folder.is_absolute() and os.access(folder / name, os.X_OK):
            return str(folder / name)
    raise GitError("git is not installed: the past of files is unknown")


class GitRepository:
    """The git repository around a folder. Raises `GitError` where there is none."""

    def __init__(self, folder: Path) -> None:
        self._top = folder
        top = self._run("rev-parse", "--show-toplevel")
        if not top.ok:
            if "dubious ownership" in top.complaint:
                raise GitError(
                    f"{folder}: belongs to another user, so git does not read it;"
                    f" `git config --global --add safe.directory {folder}` allows it"
                )
            raise GitError(f"{folder}: is not in a git repository: its past is unknown")
        self.root = self._top = Path(os.fsdecode(top.out).rstrip("\n"))

    def base(self, revision: str) -> str:
        """Return the commit at which the work since `revision` began: their merge base."""
        base = self._run("merge-base", self.commit(revision, "--since"), "HEAD")
        if not base.ok:
            raise GitError(
                f"--since {revision}: it has no commit in common with HEAD here{self._remedy()}"
            )
        return base.text

    def commit(self, revision: str, option: str) -> str:
        """Return the name of the commit that `option` of the command line asks for."""
        commit = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        if not commit.ok:
            raise GitError(f"{option} {revision}: no such commit here{self._remedy()}")
        return commit.text

    def head(self) -> str | None:
        """Return the last commit; None where there is none yet."""
        commit = self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return commit.text if commit.ok else None

    def _remedy(self) -> str:
        if self._run("rev-parse", "--is-shallow-repository").text == "true":
            return (
                "; this clone is shallow: fetch more with `git fetch --unshallow`"
                " (`fetch-depth: 0` for actions/checkout)"
            )
        return "; fetch it first, as with `git fetch origin`"

    def renames(self, commit: str) -> dict[str, str]:
        """Return the former path of each file that was renamed since `commit`, by its present one.

        Paths are relative to the root, with `/`. Read from the index: the files themselves may
        have filters.
        """
        found = self._run(
            "diff", "--cached", "--no-ext-diff", "--no-textconv", "--name-status", "-z",
            "--find-renames", "--diff-filter=R", commit, "--",
        )  # fmt: skip
        if not found.ok:
            raise GitError(f"{self.root}: git cannot tell what changed{self._remedy()}")
        fields = os.fsdecode(found.out).split("\0")[:-1]
        return {
            new: old for _, old, new in zip(fields[::3], fields[1::3], fields[2::3], strict=True)
        }

    def path_of(self, path: Path) -> str:
        """Return a path relative to the root, with `/`. Raises `GitError` for one outside.

        A symbolic link is named as such, its folders as they are: git knows it by its own name.
        """
        try:
            there = path.absolute().parent.resolve() / path.name
            return there.relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise GitError(f"{path}: is not in the repository {self.root}") from None

    def committed(self, commit: str, path: str) -> bytes | None:
        """Return a file as it was in `commit`; None for one that it had not."""
        listed = self._run("ls-tree", "-z", "--full-tree", commit, "--", path)
        return self._blob(path, listed, 2)

    def staged(self, path: str) -> bytes | None:
        """Return a file as it is in the index; None for one that is not there."""
        return self._blob(path, self._run("ls-files", "--stage", "-z", "--", path), 1)

    def _blob(self, path: str, listed: _Answer, column: int) -> bytes | None:
        """Return the object that the first line of a context names."""
        if listed.ok and not listed.out:
            return None
        if listed.ok:
            name = listed.out.split(b"\t")[0].split()[column].decode("ascii")
            blob = self._run("cat-file", "blob", name)
            if blob.ok:
                return blob.out
        raise GitError(
            f"{path}: its former text is not in this clone; fetch it first, as with"
            " `git fetch --refetch --no-filter` (for actions/checkout: no `filter`)"
        )

    def _run(self, *arguments: str) -> _Answer:
        """Return what git answers. Raises `GitError` without a git."""
        environ = {k: v for k, v in os.environ.items() if k not in _LEFT_OUT}
        environ |= {k: str(Path(v).absolute()) for k, v in environ.items() if k in _PATHS and v}
        environ["LC_ALL"] = "C"
        try:
            done = subprocess.run(  # noqa: S603 - a known program, arguments as a list
                (_program(), *_SAFE, *arguments),
                cwd=self._top,
                env=environ,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git took longer than {_SECONDS} seconds") from None
        complaint = done.stderr.decode("utf-8", "replace")
        return _Answer(done.returncode == 0, done.stdout, complaint)
