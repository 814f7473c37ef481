"""Read files from git: the only module that runs it besides `clone`.

Nothing of the checked repository is executed: no hooks, no filters, no file monitor, no text
conversion, no fetching; only objects and the index are read.
"""

import os
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

from listlint.diagnostics.records import dataclass

SAFE = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never",
    "--no-optional-locks", "--no-pager", "--literal-pathspecs",
)  # fmt: skip
_SECONDS = 60
_LEFT_OUT = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF")
"""Variables with the repository of a hook; ours is that of each file."""
_PATHS = ("GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY")
"""Variables with paths, which in hooks are relative to the current directory."""


class GitError(Exception):
    """Git cannot do this; the message is one line."""


@dataclass(frozen=True, slots=True)
class _Output:
    """The output of a git command, and whether it succeeded."""

    ok: bool
    out: bytes
    error: str

    @property
    def text(self) -> str:
        return os.fsdecode(self.out).strip()


@cache
def program() -> str:
    """Return the path of git. Raises `GitError` if it is not installed.

    Only absolute folders of PATH are searched: Windows would first look in the current
    directory, where a checkout may have a `git` of its own.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in map(Path, os.get_exec_path()):
        if folder.is_absolute() and os.access(folder / name, os.X_OK):
            return str(folder / name)
    raise GitError("git is not installed")


def own_environ() -> dict[str, str]:
    """Return the environment for git without the repository of a hook, with messages in English."""
    return {k: v for k, v in os.environ.items() if k not in _LEFT_OUT} | {"LC_ALL": "C"}


class GitRepository:
    """The git repository of a folder. Raises `GitError` if there is none."""

    def __init__(self, folder: Path) -> None:
        self._top = folder
        top = self._run("rev-parse", "--show-toplevel")
        if not top.ok:
            if "dubious ownership" in top.error:
                raise GitError(
                    f"{folder}: the repository belongs to another user; to allow it, run"
                    f" `git config --global --add safe.directory {folder}`"
                )
            raise GitError(f"{folder}: not in a git repository")
        self.root = self._top = Path(os.fsdecode(top.out).rstrip("\n"))

    def base(self, revision: str) -> str:
        """Return the merge base of `revision` and HEAD."""
        base = self._run("merge-base", self.commit(revision, "--since"), "HEAD")
        if not base.ok:
            raise GitError(f"--since {revision}: no common ancestor with HEAD{self._remedy()}")
        return base.text

    def commit(self, revision: str, option: str) -> str:
        """Return the hash of a commit; `option` is the option of the command line, for errors."""
        commit = self._run(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
        )
        if not commit.ok:
            raise GitError(f"{option} {revision}: no such commit{self._remedy()}")
        return commit.text

    def head(self) -> str | None:
        """Return the last commit; None if there is none yet."""
        commit = self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return commit.text if commit.ok else None

    def _remedy(self) -> str:
        if self._run("rev-parse", "--is-shallow-repository").text == "true":
            return (
                "; this clone is shallow: deepen it with `git fetch --unshallow`"
                " (for actions/checkout: `fetch-depth: 2`, or 0 for other commits than the base)"
            )
        return "; fetch it first, for example with `git fetch origin`"

    def renames(self, commit: str) -> dict[str, str]:
        """Return the former path of each file that was renamed since `commit`, by its current path.

        Paths are relative to the root, with `/`. The index is compared, because files may have
        filters.
        """
        found = self._run(
            "diff", "--cached", "--no-ext-diff", "--no-textconv", "--name-status", "-z",
            "--find-renames", "--diff-filter=R", commit, "--",
        )  # fmt: skip
        if not found.ok:
            raise GitError(f"{self.root}: git diff failed{self._remedy()}")
        fields = os.fsdecode(found.out).split("\0")[:-1]
        return {
            new: old for _, old, new in zip(fields[::3], fields[1::3], fields[2::3], strict=True)
        }

    def path_of(self, path: Path) -> str:
        """Return a path relative to the root, with `/`. Raises `GitError` for one outside.

        Symbolic links in its folders are resolved; one at its end is not, as in git.
        """
        try:
            there = path.absolute().parent.resolve() / path.name
            return there.relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise GitError(f"{path}: not in the repository {self.root}") from None

    def files(self, commit: str | None) -> frozenset[str]:
        """Return the paths of all files and folders of `commit`, or of the index for None."""
        command = ("ls-files", "-z") if commit is None else ("ls-tree", "-rz", "--name-only")
        listed = self._run(*command, *((commit, "--full-tree") if commit else ("--full-name",)))
        if not listed.ok:
            raise GitError(f"{self.root}: the files of {commit or 'the index'} cannot be listed")
        files = map(PurePosixPath, os.fsdecode(listed.out).split("\0")[:-1])
        return frozenset(str(path) for file in files for path in (file, *file.parents))

    def parents(self, revision: str) -> tuple[str, ...]:
        """Return the hashes of the parents of a commit, as far as the clone has them."""
        found = self._run("rev-list", "--parents", "-n1", "--end-of-options", revision, "--")
        return tuple(found.text.split()[1:]) if found.ok else ()

    def committed(self, commit: str, path: str) -> bytes | None:
        """Return the content of a file in `commit`; None if it is not there."""
        listed = self._run("ls-tree", "-z", "--full-tree", commit, "--", path)
        return self._blob(path, listed, 2)

    def staged(self, path: str) -> bytes | None:
        """Return the content of a file in the index; None if it is not there."""
        return self._blob(path, self._run("ls-files", "--stage", "-z", "--", path), 1)

    def _blob(self, path: str, listed: _Output, column: int) -> bytes | None:
        """Return the object in the first line of `listed`, at `column`; None for no line."""
        if listed.ok and not listed.out:
            return None
        if listed.ok:
            name = listed.out.split(b"\t")[0].split()[column].decode("ascii")
            blob = self._run("cat-file", "blob", name)
            if blob.ok:
                return blob.out
        raise GitError(
            f"{path}: its previous version is not in this clone; fetch it first with"
            " `git fetch --refetch --no-filter` (for actions/checkout: no `filter`)"
        )

    def _run(self, *arguments: str) -> _Output:
        """Return the output of a git command. Raises `GitError` if git cannot run."""
        environ = own_environ()
        environ |= {k: str(Path(v).absolute()) for k, v in environ.items() if k in _PATHS and v}
        try:
            done = subprocess.run(  # noqa: S603 - a known program, arguments as a list
                (program(), *SAFE, *arguments),
                cwd=self._top,
                env=environ,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise GitError(f"git took longer than {_SECONDS} seconds") from None
        error = done.stderr.decode("utf-8", "replace")
        return _Output(done.returncode == 0, done.stdout, error)
