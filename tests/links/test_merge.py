"""Caches of several jobs become one, and files that are no caches do no harm."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from command import listlint
from listlint.links.cache import Store, open_store
from listlint.links.combine import combine
from listlint.links.merging import merge
from listlint.links.settings import DAY, StoreSettings
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

NOW = 1_780_000_000.0
A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"
ALIVE, DEAD, UNKNOWN = VerdictKind.ALIVE, VerdictKind.DEAD, VerdictKind.UNKNOWN


def verdict(url: str, kind: VerdictKind = ALIVE, evidence: Evidence = Evidence.OK) -> Verdict:
    return Verdict(url, kind, evidence, "because", attempts=1)


def cache(path: Path, *runs: tuple[float, Verdict]) -> Path:
    with open_store(StoreSettings(), path) as store:
        for at, one in runs:
            store.remember({one.url: one}, at)
            store.record_run({one.kind: 1}, at)
    return path


def known(store: Store, now: float = NOW) -> dict[str, tuple[VerdictKind, int, int]]:
    return {v.url: (v.kind, v.failures, v.successes) for v in store.everything()}


def test_the_newer_verdict_wins_whichever_comes_first(tmp_path: Path) -> None:
    one = cache(tmp_path / "one", (NOW, verdict(A)), (NOW + 2, verdict(B, DEAD)))
    two = cache(tmp_path / "two", (NOW + 1, verdict(A, DEAD)), (NOW, verdict(B)), (NOW, verdict(C)))
    for order in ((one, two), (two, one)):
        with open_store(StoreSettings(), tmp_path / f"into-{order[0].name}") as store:
            assert [merge(store, path, NOW + 9).invalid for path in order] == [0, 0]
            assert known(store) == {A: (DEAD, 1, 0), B: (DEAD, 1, 0), C: (ALIVE, 0, 1)}
            assert {v.url: v.last_alive for v in store.everything()}[B] is not None
            assert [run.at for run in store.runs()] == [NOW, NOW + 1, NOW + 2]


def test_merging_twice_changes_nothing(tmp_path: Path) -> None:
    path = cache(tmp_path / "one", *((NOW + day * DAY, verdict(A)) for day in range(4)))
    with open_store(StoreSettings(), tmp_path / "into") as store:
        merge(store, path, NOW + 9 * DAY)
        first = store.rows()
        merge(store, path, NOW + 9 * DAY)
        assert store.rows() == first


ROW: Mapping[str, Any] = {
    "checked": 10.0, "last_seen": 10.0, "last_alive": None, "successes": 0,
    "failures": 0, "failing_since": None, "refusals": 0, "refused_since": None,
}  # fmt: skip


def row(checked: float, **more: Any) -> dict[str, Any]:
    return {**ROW, "checked": checked, "last_seen": checked, **more}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        # Both continue one history: counts are not added.
        (row(9, failures=3, failing_since=1.0), row(8, failures=3, failing_since=1.0), (3, 1.0)),
        (row(9, failures=2, failing_since=7.0), row(8, failures=4, failing_since=1.0), (4, 1.0)),
        # Another run found the page alive in between.
        (row(9, failures=3, failing_since=1.0), row(5, last_alive=5.0, successes=1), (1, 9)),
        (
            row(9, failures=3, failing_since=1.0),
            row(7, failures=1, failing_since=6.0, last_alive=5.0),
            (1, 6.0),
        ),
        # It was alive before the series began.
        (row(9, failures=3, failing_since=6.0), row(5, last_alive=5.0, successes=1), (3, 6.0)),
        (row(9, last_alive=9.0, successes=1), row(5, failures=2, failing_since=1.0), (0, None)),
    ],
)
def test_histories_are_combined(
    one: dict[str, Any], other: dict[str, Any], expected: tuple[int, float | None]
) -> None:
    for pair in ((one, other), (other, one)):
        found = combine(*pair)
        assert (found["failures"], found["failing_since"]) == expected


def test_successes_in_a_row(tmp_path: Path) -> None:
    assert combine(row(9, successes=2), row(5, successes=4))["successes"] == 4
    assert combine(row(9, successes=2), row(5, failures=1, failing_since=5.0))["successes"] == 1
    assert combine(row(9, failures=1, failing_since=9.0), row(5, successes=4))["successes"] == 0


# --- Bad files -------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5_000])
def test_a_broken_file_costs_one_line(tmp_path: Path, content: bytes) -> None:
    bad, good = tmp_path / "bad.sqlite", cache(tmp_path / "good.sqlite", (NOW, verdict(A)))
    bad.write_bytes(content)
    into = tmp_path / "into.sqlite"
    done = listlint("merge", bad, good, tmp_path / "none", tmp_path, "--cache-file", into)
    assert done.code == 2
    assert done.out == "merged 1 cache: 1 verdict\n"
    lines = done.err.splitlines()
    assert [str(path) in line for path, line in zip((bad, tmp_path / "none"), lines, strict=False)]
    assert len(lines) == 3
    assert bad.read_bytes() == content
    with open_store(StoreSettings(), into) as store:
        assert A in known(store)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE copy",
        "PRAGMA user_version = 1",
        "PRAGMA user_version = 99",
    ],
)
def test_the_database_of_others_is_not_merged(tmp_path: Path, statement: str) -> None:
    path = cache(tmp_path / "one.sqlite", (NOW, verdict(A)))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)
    done = listlint("merge", path, "--cache-file", tmp_path / "into.sqlite")
    assert (done.code, done.out) == (2, "merged 0 caches: 0 verdicts\n")
    assert done.err.startswith(f"listlint: {path}: is not a link cache")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "change",
    [
        "checked = 9e10",
        "last_seen = 'x'",
        "failures = -1",
        "failures = 3",
        "failing_since = 5.0",
        "kind = 'dead'",
        "verdict = '{'",
        "page = 'https://user:word@a.example/'",
        "checked = 'now'",
    ],
)
def test_rows_that_we_did_not_write_are_left_out(tmp_path: Path, change: str) -> None:
    path = cache(tmp_path / "one.sqlite", (NOW, verdict(A)), (NOW, verdict(B)))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"UPDATE known SET {change} WHERE page = ?", (A,))
    done = listlint("merge", path, "--cache-file", tmp_path / "into.sqlite")
    assert (done.code, done.out) == (0, "merged 1 cache: 1 verdict\n")
    assert done.err == f"listlint: {path}: 1 invalid verdict left out\n"


def test_a_cache_is_not_merged_into_itself(tmp_path: Path) -> None:
    path = cache(tmp_path / "one.sqlite", (NOW, verdict(A)))
    done = listlint("merge", path, "--cache-file", path)
    assert (done.code, done.err) == (2, f"listlint: {path}: is the cache to merge into\n")


def test_what_an_unfinished_job_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.sqlite"
    with (
        open_store(StoreSettings(), path) as open_cache,
        open_store(StoreSettings(), tmp_path / "into") as store,
    ):
        open_cache.remember({A: verdict(A)}, NOW)  # it is in the write-ahead log only
        assert merge(store, path, NOW + 1).links == 1
