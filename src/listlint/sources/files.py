"""Find and read READMEs by the paths of the command line."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from glob import glob, has_magic
from os.path import realpath
from pathlib import Path, PurePosixPath

from listlint.markdown import NotTextError, decode

LIMIT = 16 * 1024 * 1024
"""Most bytes of a file; GitHub shows READMEs up to 512 KiB."""

_README_NAMES = ("readme.md", "readme.markdown", "readme.mdown", "readme.mkdn", "readme")
_README_FOLDERS = (".github", ".", "docs")  # in the order of GitHub


class ReadError(Exception):
    """A path cannot be read; the message is one line with the path and the reason."""


Exists = Callable[[str], bool | None]
"""Returns whether the target of a relative link exists; None if that is not known."""


@dataclass(frozen=True, slots=True)
class Source:
    """A README: its `name` as given, its `path` (None: standard input) and its content.

    `exists` is None for standard input.
    """

    name: str
    path: Path | None
    raw: bytes
    text: str
    bom: bool
    exists: Exists | None = None

    def encode(self, text: str) -> bytes:
        """Return a changed text in the encoding of the source."""
        mark = "\ufeff" if self.bom else ""
        return (mark + text).encode("utf-8", "surrogateescape")


def _refuse(error: ReadError) -> None:
    raise error


def find(
    paths: Iterable[str], failed: Callable[[ReadError], None] = _refuse
) -> Iterator[Path | None]:
    """Yield the file of each path: of a directory its README, of `-` None (standard input).

    Globs that the shell did not expand are expanded. Without paths, the README of the current
    directory is yielded. A file with several spellings or symbolic links is yielded once.
    `failed` is called for a path without a file; by default it raises.
    """
    seen: set[str | None] = set()
    for path in list(paths) or ["."]:
        try:
            for found in _expand(path):
                file = realpath(found) if found else None
                if file not in seen:
                    seen.add(file)
                    yield found
        except ReadError as error:
            failed(error)


def _expand(path: str) -> Iterator[Path | None]:
    if path == "-":
        yield None
        return
    there = Path(path)
    if there.is_dir():
        yield readme(there, path)
        return
    if not there.exists() and has_magic(path):
        found = sorted(p for p in glob(path, recursive=True) if Path(p).is_file())  # noqa: PTH207 - absolute patterns too
        if not found:
            raise ReadError(f"{path}: no file matches")
        yield from (Path(p) for p in found)
        return
    yield there


def readme(folder: Path, name: str) -> Path:
    """Return the README of a folder, as GitHub finds it. Raises `ReadError`."""
    for part in _README_FOLDERS:
        try:
            names = {p.name.lower(): p for p in sorted((folder / part).iterdir())}
        except OSError:
            continue
        for readme_name in _README_NAMES:
            if readme_name in names and names[readme_name].is_file():
                return names[readme_name]
    raise ReadError(f"{name}: no README.md in this directory; give the path of a file")


def read(path: Path | None, stdin_name: str) -> Source:
    """Return the content of a file, or of standard input for None. Raises `ReadError`."""
    name = stdin_name if path is None else path.as_posix()
    try:
        if path is None:
            if sys.stdin is None:  # it is closed
                raise ReadError(f"{name}: standard input is closed")
            raw = sys.stdin.buffer.read(LIMIT + 1)
        else:
            if not path.is_file():
                problem = "is not a regular file" if path.exists() else "does not exist"
                raise ReadError(f"{name}: {problem}")
            with path.open("rb") as stream:
                raw = stream.read(LIMIT + 1)
    except OSError as error:
        raise ReadError(f"{name}: {(error.strerror or str(error)).lower()}") from None
    if len(raw) > LIMIT:
        raise ReadError(f"{name}: is larger than {LIMIT // 2**20} MB")
    try:
        text, bom = decode(raw)
    except NotTextError as error:
        raise ReadError(f"{name}: {error}") from None
    return Source(name, path, raw, text, bom, exists_beside(path) if path else None)


def repository_root(path: Path) -> Path | None:
    """Return the folder above `path` with a `.git`, if any."""
    for folder in path.resolve().parents:
        if (folder / ".git").exists():
            return folder
    return None


def exists_beside(path: Path, is_there: Callable[[Path], bool] = Path.exists) -> Exists:
    """Return a function that returns whether the target of a relative link at `path` exists.

    It returns None for paths outside the repository (`../../issues` is a page on GitHub), and
    for files outside any repository. `is_there` returns whether an absolute path exists.
    """
    root = repository_root(path)
    folder = path.resolve().parent

    def exists(link: str) -> bool | None:
        base = (root or folder) if link.startswith("/") else folder
        steps: list[str] = []
        inside = len(base.relative_to(root).parts) if root else 0
        for step in PurePosixPath(link.lstrip("/")).parts:
            if step == "..":
                if not steps and inside == 0:
                    return None
                if steps:
                    steps.pop()
                else:
                    base, inside = base.parent, inside - 1
            elif step != ".":
                steps.append(step)
        try:
            return is_there(base.joinpath(*steps))
        except (OSError, ValueError):
            return False

    return exists
