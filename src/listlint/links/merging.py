"""Add what another run knows of links, such as one shard of a job, to a cache."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TypeVar

from listlint.diagnostics.records import dataclass
from listlint.links.cache import NotACacheError, Store, open_to_read

T = TypeVar("T")

AT_ONCE = 1_000
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The numbers of verdicts that were added, and of those that cannot be believed."""

    links: int
    invalid: int


def merge(store: Store, path: Path, now: float) -> Merged:
    """Add the cache at `path` to `store`, its runs included. Raises `NotACacheError`.

    Of two verdicts on a page, the newer is kept, with the history of both.
    """
    with suppress(OSError):
        if store.path and path.samefile(store.path):
            raise NotACacheError(f"{path}: is the cache to merge into")
    with open_to_read(path) as other:
        links = 0
        try:
            for rows in chunks(other.sound(now), AT_ONCE):
                store.add(rows)
                links += len(rows)
            for copies in chunks(other.sound_copies(now), AT_ONCE):
                store.add_copies(copies)
        except sqlite3.Error as error:
            raise NotACacheError(f"{path}: cannot be read ({error})") from None
        for run in other.runs():
            if run.at <= now:
                store.record_run(run.counts, run.at)
        return Merged(links, other.count() - links)


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
