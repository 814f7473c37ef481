"""Find and read READMEs by the paths of the command line."""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, partial
from glob import glob, has_magic
from os.path import realpath
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.markdown import NotTextError, decode
from listlint.markdown.pages import PAGES, page_anchors
from listlint.urls.parse import split_url

LIMIT = 16 * 1024 * 1024
"""Most bytes of a file; GitHub shows READMEs up to 512 KiB."""

_README_NAMES = ("readme.md", "readme.markdown", "readme.mdown", "readme.mkdn", "readme")
_README_FOLDERS = (".github", ".", "docs")  # in the order of GitHub


_OTHER_MARKUP = {
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org",
    ".textile": "Textile",
    ".rdoc": "RDoc",
    ".mediawiki": "MediaWiki",
    ".pod": "Pod",
    ".creole": "Creole",
}
"""What else GitHub renders, by extension."""
_GITHUB_PAGE = regex(
    r"(?:www\.)?github\.com/(?P<repository>[^/]+/[^/]+?)"
    r"(?:/?|/(?:blob|tree)/(?:main|master|HEAD)/(?P<file>.+))"
)
_REMOTE = regex(
    r"^\s*url\s*=\s*\S*\bgithub\.com[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?\s*$", re.MULTILINE
)


class SourceError(Exception):
    """A list cannot be read or written; the message is one line with its path and the reason."""


Exists = Callable[[str], bool | None]
"""Returns whether the target of a relative link exists; None if that is not known."""
AnchorsOf = Callable[[str], frozenset[str] | None]
"""Returns the anchors of the page that a link goes to, in lower case; None if not known."""


@dataclass(frozen=True, slots=True)
class Source:
    """A README: its `name` as given, its `path` (None: standard input) and its content.

    `exists` and `anchors` are None for standard input. Sources can be pickled.
    """

    name: str
    path: Path | None
    raw: bytes
    text: str
    bom: bool
    exists: Exists | None = None
    anchors: AnchorsOf | None = None

    def encode(self, text: str) -> bytes:
        """Return a changed text in the encoding of the source."""
        mark = "\ufeff" if self.bom else ""
        return (mark + text).encode("utf-8", "surrogateescape")


def _refuse(error: SourceError) -> None:
    raise error


def find(
    paths: Iterable[str], failed: Callable[[SourceError], None] = _refuse
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
        except SourceError as error:
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
            raise SourceError(f"{path}: no file matches")
        yield from (Path(p) for p in found)
        return
    yield there


def readme(folder: Path, name: str) -> Path:
    """Return the README of a folder, as GitHub finds it. Raises `SourceError`."""
    for part in _README_FOLDERS:
        try:
            names = {p.name.lower(): p for p in sorted((folder / part).iterdir())}
        except OSError:
            continue
        for readme_name in _README_NAMES:
            if readme_name in names and names[readme_name].is_file():
                return names[readme_name]
    raise SourceError(f"{name}: no README.md in this directory; give the path of a file")


def readme_among(paths: Collection[str]) -> str | None:
    """Return the README among the paths of a repository, as GitHub finds it."""
    by_name = {path.lower(): path for path in sorted(paths)}
    for part in _README_FOLDERS:
        for name in _README_NAMES:
            if found := by_name.get(f"{part}/{name}".removeprefix("./")):
                return found
    return None


def read(path: Path | None, stdin_name: str) -> Source:
    """Return the content of a file, or of standard input for None. Raises `SourceError`."""
    name = stdin_name if path is None else path.as_posix()
    try:
        if path is None:
            if sys.stdin is None:  # it is closed
                raise SourceError(f"{name}: standard input is closed")
            raw = sys.stdin.buffer.read(LIMIT + 1)
        else:
            if path.suffix.lower() in _OTHER_MARKUP:
                markup = _OTHER_MARKUP[path.suffix.lower()]
                raise SourceError(f"{name}: is {markup}; listlint reads Markdown only")
            if not path.is_file():
                problem = "is not a regular file" if path.exists() else "does not exist"
                raise SourceError(f"{name}: {problem}")
            with path.open("rb") as stream:
                raw = stream.read(LIMIT + 1)
    except OSError as error:
        raise SourceError(f"{name}: {(error.strerror or str(error)).lower()}") from None
    if len(raw) > LIMIT:
        raise SourceError(f"{name}: is larger than {LIMIT // 2**20} MB")
    text, bom = decoded_text(raw, name)
    if path is None:
        return Source(name, path, raw, text, bom)
    return Source(name, path, raw, text, bom, exists_beside(path), anchors_beside(path))


def decoded_text(raw: bytes, name: str) -> tuple[str, bool]:
    """Return the text of a file and whether it begins with a BOM. Raises `SourceError`."""
    try:
        return decode(raw)
    except NotTextError as error:
        raise SourceError(f"{name}: {error}") from None


def of_text(text: str, name: str) -> Source:
    """Return a text that is in no file; nothing is known of the files that it links to."""
    return Source(name, None, b"", text.removeprefix("\ufeff"), text.startswith("\ufeff"))


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
    return partial(_exists, _Place.of(path), is_there)


def _exists(place: "_Place", is_there: Callable[[Path], bool], link: str) -> bool | None:
    target = place.resolve(link)
    if target is None:
        return None
    try:
        return is_there(target)
    except (OSError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file is: its folder, and the root of its repository, if any."""

    folder: Path
    root: Path | None

    @staticmethod
    def of(path: Path) -> "_Place":
        """Return the place of a file."""
        return _Place(path.resolve().parent, repository_root(path))

    def resolve(self, link: str) -> Path | None:
        """Return the absolute path of a relative link; None for one outside the repository."""
        folder, root = self.folder, self.root
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
        return base.joinpath(*steps)


# --- Anchors -------------------------------------------------------------------------------


def anchors_beside(path: Path, content: Callable[[Path], bytes | None] | None = None) -> AnchorsOf:
    """Return a function that returns the anchors of the file that a link at `path` goes to.

    Links are paths, or the URL of a page of the own repository on GitHub. `content` returns the
    bytes of an absolute path, by default of the working tree.
    """
    return partial(_anchors, path, _Place.of(path), content or _content, {})


def _anchors(
    path: Path,
    place: _Place,
    content: Callable[[Path], bytes | None],
    known: dict[Path, frozenset[str] | None],
    link: str,
) -> frozenset[str] | None:
    target = place.resolve(unquote(_in_repository(link, path)))
    if target is None:
        return None
    if target not in known:
        raw = content(target) if target.suffix.lower() in PAGES else None
        known[target] = page_anchors(raw, target.name) if raw is not None else None
    return known[target]


def _content(path: Path) -> bytes | None:
    try:
        if path.is_file() and path.stat().st_size <= LIMIT:
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    return None


def _in_repository(link: str, path: Path) -> str:
    """Return the path of a link at `path`, which may be a URL of the repository on GitHub."""
    parts = split_url(link)
    if parts.scheme not in ("http", "https"):
        return parts.path
    page = _GITHUB_PAGE.fullmatch(f"{parts.host}{parts.path}")
    root = repository_root(path) if page else None
    if page is None or root is None or page["repository"].lower() != _github_name(root):
        return ""
    if page["file"]:
        return f"/{page['file']}"
    try:
        return "/" + readme(root, "").relative_to(root).as_posix()
    except SourceError:
        return ""


@cache
def _github_name(root: Path) -> str | None:
    """Return `owner/name` of a checkout of GitHub, in lower case."""
    config = _content(root / ".git" / "config") or b""
    remote = _REMOTE.search(config.decode("utf-8", "replace"))
    return remote[1].lower() if remote else None
