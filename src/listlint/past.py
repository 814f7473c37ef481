"""The version of a file that its changes are counted against: of a revision or the last commit."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from listlint.document import NotTextError, decode
from listlint.files import ReadError, Source
from listlint.git import GitError, Repository


@dataclass
class Past:
    """Reads former versions: of the merge base with `since`, or of HEAD for what is `staged`."""

    since: str | None = None
    staged: bool = False
    _repositories: dict[Path, Repository] = field(default_factory=dict)
    _commits: dict[Path, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def before(self, source: Source) -> str:
        """Return the former text of a file, "" for a new one. Raises `ReadError`."""
        try:
            path, repository = self._place(source)
            commit, renames = self._commit(repository)
            raw = repository.blob(commit, path, renames) or b""
            return decode(raw)[0]
        except GitError as error:
            raise ReadError(str(error)) from None
        except NotTextError:
            return ""

    def as_staged(self, source: Source, to_mend: bool) -> Source:
        """Return a file as it is staged, which may differ from how it lies there.

        Raises `ReadError` if it is `to_mend` and has changes that are not staged.
        """
        try:
            path, repository = self._place(source)
            raw = repository.blob("", path)
            if raw is None or raw == source.raw:
                return source
            text, bom = decode(raw)
        except (GitError, NotTextError) as error:
            raise ReadError(f"{source.name}: {error}") from None
        if to_mend:
            raise ReadError(
                f"{source.name}: has changes that are not staged; stage or stash them to use --fix"
            )
        return replace(source, raw=raw, text=text, bom=bom)

    def _place(self, source: Source) -> tuple[Path, Repository]:
        path = (source.path or Path(source.name)).resolve()
        if path.parent not in self._repositories:
            self._repositories[path.parent] = Repository(path.parent)
        return path, self._repositories[path.parent]

    def _commit(self, repository: Repository) -> tuple[str, dict[str, str]]:
        if repository.root not in self._commits:
            commit = "HEAD" if self.since is None else repository.base(self.since)
            self._commits[repository.root] = (commit, repository.renames(commit))
        return self._commits[repository.root]
