"""Previous versions of files, and configs of a trusted commit."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from listlint.markdown import NotTextError, decode
from listlint.sources.files import Source, SourceError, anchors_beside, exists_beside
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
                    exists=exists_beside(path, self._exists(repository, None)),
                    anchors=anchors_beside(path, _content(repository, None)),
                )
            commit, renames = self._commit(repository)
            former = renames.get(here, here)
            raw = repository.committed(commit, former) if commit else None
            if raw is None or commit is None:
                return source, None
            there = repository.root / former
            exists = exists_beside(there, self._exists(repository, commit))
            anchors = anchors_beside(there, _content(repository, commit))
        except GitError as error:
            raise SourceError(str(error)) from None
        try:
            text, bom = decode(raw)
        except NotTextError:
            return source, None
        return source, Source(former, there, raw, text, bom, exists, anchors)

    def _exists(self, repository: GitRepository, commit: str | None) -> Callable[[Path], bool]:
        def exists(path: Path) -> bool:
            key = repository.root, commit
            if key not in self._files:
                self._files[key] = repository.files(commit)
            return path.relative_to(repository.root.resolve()).as_posix() in self._files[key]

        return exists

    def _as_staged(self, source: Source, raw: bytes) -> Source:
        if raw == source.raw.replace(b"\r\n", b"\n") or raw == source.raw:
            return source  # git may store other line endings
        if self.to_fix:
            raise SourceError(
                f"{source.name}: has changes that are not staged; stage or stash them to use --fix"
            )
        try:
            text, bom = decode(raw)
        except NotTextError as error:
            raise SourceError(f"{source.name}: {error}") from None
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


def _content(repository: GitRepository, commit: str | None) -> Callable[[Path], bytes | None]:
    """Return a function that returns a file of a commit, or of the index for None."""

    def content(path: Path) -> bytes | None:
        name = path.relative_to(repository.root.resolve()).as_posix()
        try:
            return repository.committed(commit, name) if commit else repository.staged(name)
        except GitError:
            return None

    return content


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
