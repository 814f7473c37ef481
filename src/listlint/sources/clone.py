"""Shallow clones of repositories of strangers, in the user's cache directory.

Nothing of a repository is executed or checked out: no hooks, no filters, no submodules, no LFS. Git
never asks for a password, uses a few protocols only, and is ended when it takes too long or
downloads too much.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from listlint.diagnostics.regex import regex
from listlint.sources.git import SAFE, GitError, own_environ, program

MOST_SECONDS = 300.0
MOST_BYTES = 512 * 1024 * 1024
"""Most bytes of a clone: a list with its pictures has some megabytes."""
_LARGEST_FILE = "16m"
"""Larger files are left out, where the server allows that; no README is larger."""
_POLL = 0.05
PROTOCOLS = ("https", "ssh", "file")
_URL = regex(
    rf"(?:{'|'.join(PROTOCOLS)})://[^\s\x00-\x1f\x7f]+"
    r"|[A-Za-z0-9][\w.-]*@[A-Za-z0-9][\w.-]*:[^\s\x00-\x1f\x7f:-][^\s\x00-\x1f\x7f]*"
)
_PASSWORD = regex(r"(?:https|file)://[^/]*@|ssh://[^/@]*:[^/@]*@")
_CONFIG = (
    "credential.interactive=false",
    "gc.auto=0",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
    *(f"protocol.{name}.allow=always" for name in PROTOCOLS),
)


def problem_with(url: str) -> str | None:
    """Return why a URL is not cloned, if it is not."""
    if not _URL.fullmatch(url):
        return "is not a URL that is cloned: only https, ssh and file are allowed"
    if _PASSWORD.search(url):
        return "has a password or token; let git find it in a credential helper instead"
    return None


def clone(url: str, cache: Path, *, fetch: bool = True) -> Path:
    """Return the folder of a clone of the last commit; raises `GitError`.

    A clone in `cache` is used if it is current, or whatever it is unless `fetch`.
    """
    if problem := problem_with(url):
        raise GitError(problem)
    folder = cache / blake2b(url.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    if folder.is_dir() and (not fetch or _is_current(url, folder)):
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="new-", ignore_cleanup_errors=True) as name:
        new = Path(name, "clone")
        _run(
            "clone", "--quiet", "--depth=1", "--single-branch", "--no-tags", "--no-checkout",
            "--no-recurse-submodules", "--template=", f"--filter=blob:limit={_LARGEST_FILE}",
            "--", url, str(new),
            folder=Path(name),
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)
        new.replace(folder)
    return folder


def _is_current(url: str, folder: Path) -> bool:
    there = _run("ls-remote", "--quiet", "--", url, "HEAD", folder=folder).split()
    here = _run("rev-parse", "--verify", "--quiet", "HEAD", folder=folder).split()
    return bool(there and here) and there[0] == here[0]


def _run(*arguments: str, folder: Path) -> str:
    """Return the output of a git command in `folder`. Raises `GitError` with git's last line."""
    environ = own_environ() | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GCM_INTERACTIVE": "never",
    }
    config = [part for value in _CONFIG for part in ("-c", value)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603 - a known program, arguments as a list
            (program(), *SAFE, *config, *arguments),
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
        )
        try:
            _wait(process, folder)
        finally:
            _end(process)
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            lines = errors.read(65_536).decode("utf-8", "replace").strip().splitlines()
            raise GitError(_reason(lines))
        return out.read(65_536).decode("utf-8", "replace")


def _reason(lines: Iterable[str]) -> str:
    """Return what went wrong, by the first message of git."""
    line = next((line for line in lines if line.startswith(("fatal: ", "error: "))), "git failed")
    if "could not read Username" in line or "Repository not found" in line:
        return "the repository does not exist, or is private"
    return line.partition(": ")[2][:300] or line


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for git. Raises `GitError` when it takes too long, or its files become too large."""
    end, pause = time.monotonic() + MOST_SECONDS, _POLL
    while True:
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            pause = min(1.0, pause * 2)
        if _size(folder) > MOST_BYTES:
            raise GitError(f"the repository is larger than {MOST_BYTES // 2**20} MB")
        if process.returncode is not None:
            return
        if time.monotonic() > end:
            raise GitError(f"git took longer than {MOST_SECONDS:.0f} seconds")


def _size(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - called often
            except OSError:  # git has renamed it
                continue
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it has started."""
    if process.poll() is None:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
