"""Previous versions of files, and configs of a trusted commit."""

from collections.abc import Callable, Collection
from dataclasses import field, replace
from functools import partial
from pathlib import Path

from listlint.diagnostics.records import dataclass
from listlint.markdown import NotTextError, decode
from listlint.sources.files import (
    LIMIT,
    Source,
    SourceError,
    anchors_beside,
    decoded_text,
    exists_beside,
    readme_among,
)
from listlint.sources.git import GitError, GitRepository


@dataclass
class RevisionReader:
    """Reads previous versions: of the merge base with `since`, or of HEAD if `staged`.

    With `to_fix`, `staged` files with unstaged changes are refused: fixes would overwrite them.
    """

    since: str | None = None
    staged: bool = False
    to_fix: bool = False
    _repositories: dict[Path, GitRepository] = field(default_factory=dict)
    _commits: dict[Path, tuple[str | None, dict[str, str]]] = field(default_factory=dict)
    _files: dict[tuple[Path, str | None], frozenset[str]] = field(default_factory=dict)

    def with_previous(self, source: Source) -> tuple[Source, Source | None]:
        """Return a file (with `staged`, its staged version) and its previous version.

        The previous version of a new file is None. Raises `SourceError`.
        """
        path = (source.path or Path(source.name)).resolve()
        try:
            repository = self._repository(path.parent)
            here = repository.path_of(path)
            if self.staged:
                raw = repository.staged(here)
                if raw is None:  # it will not be committed
                    return source, source
                source = replace(
                    self._as_staged(source, raw),
                    exists=exists_beside(path, partial(self._is_there, repository, None)),
                    anchors=anchors_beside(path, partial(_content, repository, None)),
                )
            commit, renames = self._commit(repository)
            former = renames.get(here, here)
            raw = repository.committed(commit, former) if commit else None
            if raw is None or commit is None:
                return source, None
            there = repository.root / former
            exists = exists_beside(there, partial(self._is_there, repository, commit))
            anchors = anchors_beside(there, partial(_content, repository, commit))
        except GitError as error:
            raise SourceError(str(error)) from None
        try:
            text, bom = decode(raw)
        except NotTextError:
            return source, None
        return source, Source(former, there, raw, text, bom, exists, anchors)

    def _is_there(self, repository: GitRepository, commit: str | None, path: Path) -> bool:
        """Return whether a commit, or the index for None, has a path."""
        key = repository.root, commit
        if key not in self._files:
            self._files[key] = repository.files(commit)
        return _is_among(self._files[key], repository.root.resolve(), path)

    def _as_staged(self, source: Source, raw: bytes) -> Source:
        if raw == source.raw.replace(b"\r\n", b"\n") or raw == source.raw:
            return source  # git may store other line endings
        if self.to_fix:
            raise SourceError(
                f"{source.name}: has changes that are not staged; stage or stash them to use --fix"
            )
        text, bom = decoded_text(raw, source.name)
        return replace(source, raw=raw, text=text, bom=bom)

    def _repository(self, folder: Path) -> GitRepository:
        if folder not in self._repositories:
            self._repositories[folder] = GitRepository(folder)
        return self._repositories[folder]

    def _commit(self, repository: GitRepository) -> tuple[str | None, dict[str, str]]:
        if repository.root not in self._commits:
            commit = repository.head() if self.since is None else repository.base(self.since)
            renames = repository.renames(commit) if commit else {}
            self._commits[repository.root] = (commit, renames)
        return self._commits[repository.root]


def committed_readme(folder: Path, name: str) -> Source:
    """Return the README of the last commit of a repository; nothing needs to be checked out.

    `name` is that of the repository. Raises `SourceError`.
    """
    try:
        repository = GitRepository(folder)
        commit = repository.head()
        paths = repository.files(commit) if commit else frozenset()
        place = readme_among(paths)
        raw = repository.committed(commit, place) if commit and place else None
    except GitError as error:
        raise SourceError(f"{name}: {error}") from None
    if place is None or raw is None:
        raise SourceError(f"{name}: no README.md in this repository")
    if len(raw) > LIMIT:
        raise SourceError(f"{name}: is larger than {LIMIT // 2**20} MB")
    text, bom = decoded_text(raw, f"{name}/{place}")
    root, path = repository.root.resolve(), repository.root / place
    exists = exists_beside(path, partial(_is_among, paths, root))
    anchors = anchors_beside(path, partial(_content, repository, commit))
    return Source(f"{name}/{place}", path, raw, text, bom, exists, anchors)


def _is_among(paths: Collection[str], root: Path, path: Path) -> bool:
    """Return whether one of the paths below a root is this."""
    return path.relative_to(root).as_posix() in paths


def _content(repository: GitRepository, commit: str | None, path: Path) -> bytes | None:
    """Return a file of a commit, or of the index for None."""
    name = path.relative_to(repository.root.resolve()).as_posix()
    try:
        return repository.committed(commit, name) if commit else repository.staged(name)
    except GitError:
        return None


def reader(revision: str) -> Callable[[Path], bytes | None]:
    """Return a function that reads files from a commit, and returns None for missing ones.

    The function raises `GitError`.
    """
    repositories: dict[Path, tuple[GitRepository, str]] = {}

    def read(path: Path) -> bytes | None:
        folder = next(folder for folder in path.absolute().parents if folder.is_dir())
        if folder not in repositories:
            repository = GitRepository(folder)
            commit = repository.commit(revision, "--config-from")
            repositories[folder] = (repository, commit)
        repository, commit = repositories[folder]
        return repository.committed(commit, repository.path_of(path))

    return read
