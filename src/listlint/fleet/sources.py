"""The lists of a run: lines of a file to paths and repositories, and those to READMEs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from glob import has_magic
from pathlib import Path

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.sources import files
from listlint.sources.clone import clone, problem_with
from listlint.sources.files import Source, SourceError
from listlint.sources.git import GitError
from listlint.sources.revisions import committed_readme

_GITHUB = regex(r"[A-Za-z0-9][A-Za-z0-9-]*/[\w.-]+")
_REPOSITORY = regex(r"[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:", re.IGNORECASE)
_WEB = regex(r"https://(?:[^/@]*@)?")
LONGEST = 4_096
"""Most characters of a line."""


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a list is: a file, or a repository by its URL. `name` is how reports show it."""

    name: str
    path: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A line that means no list, and why."""

    name: str
    problem: str


def places(lines: Iterable[str]) -> Iterator[ListPlace | Unusable]:
    """Yield what each line means; empty lines and those that begin with `#` mean nothing.

    A path comes first; then `owner/name` is a repository on GitHub.
    """
    for line in lines:
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if len(text) > LONGEST or not text.isprintable():
            yield Unusable(text[:80], "is not a path or a repository")
        elif _REPOSITORY.match(text):
            yield _repository(_WEB.sub("", text).removesuffix(".git"), text)
        elif _GITHUB.fullmatch(text) and not has_magic(text) and not Path(text).exists():
            yield _repository(text.removesuffix(".git"), f"https://github.com/{text}")
        else:
            yield from _paths(text)


def _repository(name: str, url: str) -> ListPlace | Unusable:
    problem = problem_with(url)
    return Unusable(name, problem) if problem else ListPlace(name, url=url)


def _paths(text: str) -> Iterator[ListPlace | Unusable]:
    failed: list[str] = []
    for path in files.find([text], lambda error: failed.append(str(error))):
        if path is None:
            yield Unusable("-", "standard input cannot be one of many lists")
        else:
            yield ListPlace(path.as_posix(), path=path.absolute().as_posix())
    for line in failed:
        yield Unusable(text, line.removeprefix(f"{text}: "))


def fetch(place: ListPlace, *, again: bool = True) -> Source:
    """Return the README of a place. Raises `SourceError`.

    A clone is brought up to date unless `again` is false.
    """
    if place.path:
        try:
            return replace(files.read(Path(place.path), place.name), name=place.name)
        except SourceError as error:
            raise SourceError(str(error).replace(place.path, place.name, 1)) from None
    try:
        folder = clone(place.url, default_cache(), fetch=again)
    except (GitError, OSError) as error:
        raise SourceError(f"{place.name}: {error}") from None
    return committed_readme(folder, place.name)


def default_cache() -> Path:
    """Return the folder of clones in the user's cache directory."""
    from platformdirs import user_cache_path

    return user_cache_path("listlint", appauthor=False) / "repositories"
