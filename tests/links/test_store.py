"""The store: what it remembers, for how long, and what it survives."""

import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from listlint.links import cache as module
from listlint.links.cache import (
    JITTER,
    Key,
    PastRun,
    Store,
    Validators,
    _dump,
    open_store,
)
from listlint.links.settings import DAY, StoreSettings
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

NOW = 1_780_000_000.0
HOUR = 3_600.0
SETTINGS = StoreSettings()


def verdict(
    url: str, kind: VerdictKind = VerdictKind.ALIVE, evidence: Evidence = Evidence.OK
) -> Verdict:
    return Verdict(url, kind, evidence, "because", status=200, attempts=1, elapsed=0.5)


def by_url(*verdicts: Verdict) -> dict[str, Verdict]:
    return {v.url: v for v in verdicts}


A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "links.sqlite"


@pytest.fixture
def store(path: Path):
    with open_store(SETTINGS, path) as opened:
        assert not opened.notices
        yield opened


# --- What holds ------------------------------------------------------------------------------


def test_remembers_everything_of_a_verdict(path: Path) -> None:
    full = Verdict(
        A,
        VerdictKind.MOVED,
        Evidence.OK,
        "the repository was renamed",
        status=301,
        final_url=B,
        permanent=True,
        https=True,
        missing_fragment=True,
        attempts=2,
        elapsed=1.25,
        checked_at="2026-05-28T20:26:40Z",
        hops=("https://a.example/", "https://c.example/"),
        repository=Repository(
            "a/b",
            B,
            archived=True,
            license="MIT",
            unlicensed=True,
            stars=7,
            created_at="2020-01-01",
            pushed_at="2026-01-01",
            active_at="2026-01-02",
        ),
    )
    with open_store(SETTINGS, path) as first:
        first.remember({A: full}, NOW)
    with open_store(SETTINGS, path) as second:
        expected = replace(full, cached=True, last_alive="2026-05-28T20:26:40Z", successes=1)
        assert second.fresh([A, B], NOW + 1) == {A: expected}


@pytest.mark.parametrize(
    ("kind", "lifetime"),
    [
        (VerdictKind.ALIVE, 7 * DAY),
        (VerdictKind.MOVED, 7 * DAY),
        (VerdictKind.DEAD, DAY),
        (VerdictKind.BLOCKED, DAY),
        (VerdictKind.UNKNOWN, HOUR),
    ],
)
def test_lifetime_by_outcome(store: Store, kind: VerdictKind, lifetime: float) -> None:
    store.remember(by_url(verdict(A, kind, Evidence.TIMEOUT)), NOW)
    assert A in store.fresh([A], NOW)
    assert A in store.fresh([A], NOW + lifetime * (1 - JITTER) - 1)
    assert A not in store.fresh([A], NOW + lifetime)


def test_lifetimes_are_spread(store: Store) -> None:
    urls = [f"https://{i}.example/" for i in range(400)]
    store.remember(by_url(*map(verdict, urls)), NOW)
    left = [len(store.fresh(urls, NOW + 7 * DAY * share)) for share in (0.8, 0.85, 0.9, 0.95, 1)]
    assert left[0] == 400
    assert left[4] == 0
    assert all(50 < a - b < 150 for a, b in pairwise(left)), left


def test_max_age_shortens(store: Store) -> None:
    store.remember(by_url(verdict(A)), NOW)
    assert store.fresh([A], NOW + HOUR, max_age=2 * HOUR)
    assert not store.fresh([A], NOW + HOUR, max_age=HOUR)
    assert not store.fresh([A], NOW, max_age=0)
    assert not store.fresh([A], NOW + 30 * DAY, max_age=60 * DAY)


def test_a_verdict_from_the_future_does_not_hold(store: Store) -> None:
    store.remember(by_url(verdict(A)), NOW + DAY)
    assert not store.fresh([A], NOW)


@pytest.mark.parametrize(
    ("kind", "evidence"),
    [
        (VerdictKind.SKIPPED, Evidence.EXCLUDED),
        (VerdictKind.SKIPPED, Evidence.MAX_LINKS),
        (VerdictKind.UNKNOWN, Evidence.LOCAL),
    ],
)
def test_what_says_nothing_of_the_url_is_not_kept(
    store: Store, kind: VerdictKind, evidence: Evidence
) -> None:
    given = by_url(verdict(A, kind, evidence))
    assert store.remember(given, NOW) == given
    assert list(store.everything()) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@a.example/",
        "https://token@a.example/x?y@z",
        "https://a.example/\udc80",
        "https://a.example/\x00",
        "https://a.example/" + "x" * 10_000,
    ],
)
def test_never_written(store: Store, path: Path, url: str) -> None:
    given = by_url(verdict(url))
    assert store.remember(given, NOW) == given
    assert store.fresh([url], NOW) == {}
    assert store.order_by_age([url]) == [url]
    assert not store.notices
    store.close()
    assert b"secret" not in path.read_bytes()


def test_no_password_in_a_final_url(store: Store, path: Path) -> None:
    store.remember(by_url(replace(verdict(A), final_url="https://u:secret@b.example/")), NOW)
    assert store.fresh([A], NOW)[A].final_url is None
    store.close()
    assert b"secret" not in path.read_bytes()


def test_odd_urls_come_back(store: Store) -> None:
    odd = ["https://ä.example/ü x|y'\"", "https://a.example/?q=%", "é"]
    store.remember(by_url(*map(verdict, odd)), NOW)
    assert set(store.fresh(odd, NOW)) == set(odd)


# --- Failures --------------------------------------------------------------------------------


def failing(url: str) -> dict[str, Verdict]:
    return by_url(verdict(url, VerdictKind.UNKNOWN, Evidence.TIMEOUT))


def refusing(url: str) -> dict[str, Verdict]:
    return by_url(verdict(url, VerdictKind.UNKNOWN, Evidence.REFUSED))


def test_a_server_that_vanished_is_dead_after_days(store: Store) -> None:
    store.remember(by_url(verdict(A)), NOW - DAY)
    seen = [store.remember(refusing(A), NOW + d * DAY)[A] for d in (0, 0.1, 0.2, 2.9, 3.0)]
    assert [v.failures for v in seen] == [1, 2, 3, 4, 5]
    assert [v.kind for v in seen] == [VerdictKind.UNKNOWN] * 4 + [VerdictKind.DEAD]
    assert {v.failing_since for v in seen} == {"2026-05-28T20:26:40Z"}
    assert seen[-1].reason == (
        "because 5 times in a row since 2026-05-28 (last alive on 2026-05-27)"
    )
    assert store.fresh([A], NOW + 3.1 * DAY)[A].kind is VerdictKind.DEAD
    store.remember(by_url(verdict(B)), NOW - DAY)
    two = [store.remember(refusing(B), NOW + d * DAY)[B] for d in (0, 9)]
    assert {v.kind for v in two} == {VerdictKind.UNKNOWN}, "twice is not three times"


@pytest.mark.parametrize(
    "between",
    [
        verdict(A),
        verdict(A, VerdictKind.BLOCKED, Evidence.UNAUTHORIZED),
        verdict(A, VerdictKind.BLOCKED, Evidence.RATE_LIMITED),
        verdict(A, VerdictKind.UNKNOWN, Evidence.SERVER_ERROR),
        verdict(A, VerdictKind.UNKNOWN, Evidence.TIMEOUT),
    ],
)
def test_any_answer_ends_the_series(store: Store, between: Verdict) -> None:
    store.remember(by_url(verdict(A)), NOW)
    for day in (1, 2):
        store.remember(refusing(A), NOW + day * DAY)
    store.remember(by_url(between), NOW + 3 * DAY)
    later = [store.remember(refusing(A), NOW + day * DAY)[A].kind for day in (4, 5, 6, 7)]
    assert later == [VerdictKind.UNKNOWN] * 3 + [VerdictKind.DEAD]


@pytest.mark.parametrize("evidence", [e for e in Evidence if e is not Evidence.REFUSED])
def test_nothing_else_becomes_dead_by_repetition(store: Store, evidence: Evidence) -> None:
    store.remember(by_url(verdict(A)), NOW)
    failing = by_url(verdict(A, VerdictKind.UNKNOWN, evidence))
    kinds = {store.remember(failing, NOW + day * DAY)[A].kind for day in range(1, 30)}
    assert kinds == {VerdictKind.UNKNOWN}


def test_what_was_never_alive_does_not_die(store: Store) -> None:
    kinds = {store.remember(refusing(A), NOW + day * DAY)[A].kind for day in range(9)}
    assert kinds == {VerdictKind.UNKNOWN}


def test_a_run_without_any_response_does_not_count(store: Store) -> None:
    store.remember(by_url(verdict(A)), NOW)
    seen = [
        store.remember(refusing(A), NOW + day * DAY, healthy=False)[A].kind for day in range(1, 9)
    ]
    assert set(seen) == {VerdictKind.UNKNOWN}


def test_one_success_forgives(store: Store) -> None:
    for day in range(4):
        store.remember(failing(A), NOW + day * DAY)
    alive = store.remember(by_url(verdict(A)), NOW + 4 * DAY)[A]
    assert (alive.failures, alive.failing_since) == (0, None)
    assert alive.last_alive == "2026-06-01T20:26:40Z"
    again = store.remember(failing(A), NOW + 5 * DAY)[A]
    assert (again.failures, again.failing_since) == (1, "2026-06-02T20:26:40Z")


def test_a_cached_failure_is_not_another_one(store: Store) -> None:
    store.remember(failing(A), NOW)
    cached = store.fresh([A], NOW + 60)
    assert cached[A].failures == 1
    assert store.remember(cached, NOW + 60) == cached
    assert store.remember(failing(A), NOW + 2 * HOUR)[A].failures == 2


def test_thresholds_are_settings(path: Path) -> None:
    eager = StoreSettings(min_failures=1, min_time=0)
    with open_store(eager, path) as opened:
        opened.remember(by_url(verdict(A)), NOW)
        assert opened.remember(refusing(A), NOW)[A].kind is VerdictKind.DEAD


def test_a_verdict_holds_for_what_was_asked(path: Path) -> None:
    def key(terms: str, *needs: str) -> Callable[[str], Key]:
        return lambda url: Key(url, terms, frozenset(needs))

    with open_store(SETTINGS, path, key("one", "https")) as first:
        first.remember(by_url(verdict(A)), NOW)
    found = {}
    for terms, needs in (("one", ()), ("one", ("https",)), ("one", ("github",)), ("two", ())):
        with open_store(SETTINGS, path, key(terms, *needs)) as other:
            found[terms, needs] = bool(other.fresh([A], NOW))
    assert list(found.values()) == [True, True, False, False]


def test_copies_in_an_archive(store: Store) -> None:
    copy = "https://web.archive.org/web/20200102030405/http://www.a.example/"
    store.save_copies({A: copy, B: ""}, NOW)
    assert store.copies([A, B, C], NOW + DAY) == {A: copy, B: ""}
    assert store.copies([A, B, C], NOW + 31 * DAY) == {}


def test_a_copy_of_another_page_is_not_believed(store: Store) -> None:
    store.save_copies({A: "https://web.archive.org/web/20200102030405/https://b.example/"}, NOW)
    store.save_copies({B: "https://evil.example/web/20200102030405/https://b.example/"}, NOW)
    assert store.copies([A, B], NOW) == {}


# --- Conditional requests, order, history ----------------------------------------------------


def test_validators_of_living_pages(store: Store) -> None:
    kept = {A: Validators('"x"', None), B: Validators(None, "Mon, 01 Jan 2024 00:00:00 GMT")}
    store.remember(by_url(verdict(A), verdict(B), verdict(C)), NOW, kept)
    assert store.alive([A, B, C]) == {**kept, C: Validators()}
    store.remember(failing(A), NOW + 1, kept)
    assert store.alive([A, B]) == {B: kept[B]}, "a 304 must not call a failing page alive"


def test_oldest_first(store: Store) -> None:
    store.remember(by_url(verdict(B)), NOW)
    store.remember(by_url(verdict(C)), NOW + 1)
    store.remember(by_url(verdict(A)), NOW + 2)
    new = "https://new.example/"
    assert store.order_by_age([A, B, C, new, A]) == [new, B, C, A]


def test_runs(store: Store) -> None:
    store.record_run({VerdictKind.ALIVE: 2, VerdictKind.UNKNOWN: 1}, NOW)
    store.record_run({VerdictKind.ALIVE: 1}, NOW + DAY)
    assert store.runs() == [
        PastRun(NOW, {VerdictKind.ALIVE: 2, VerdictKind.UNKNOWN: 1}),
        PastRun(NOW + DAY, {VerdictKind.ALIVE: 1}),
    ]


def test_prune_forgets_what_no_list_has(store: Store) -> None:
    store.remember(by_url(verdict(A), verdict(B)), NOW)
    store.remember(store.fresh([A], NOW + DAY), NOW + DAY)
    store.record_run({}, NOW)
    assert store.prune(NOW + 90.5 * DAY) == 1
    assert [v.url for v in store.everything()] == [A]


def test_forget(store: Store) -> None:
    urls = [A, f"{A}#x", f"{A}y", B]
    store.remember(by_url(*map(verdict, urls)), NOW)
    assert store.forget(A) == 2
    assert [v.url for v in store.everything()] == [f"{A}y", B]


def test_clear_and_statistics(store: Store, path: Path) -> None:
    store.remember(by_url(verdict(A), verdict(B, VerdictKind.DEAD, Evidence.NOT_FOUND)), NOW)
    store.remember(by_url(verdict(C)), NOW + DAY)
    statistics = store.statistics(NOW + 2 * DAY)
    assert (statistics.path, statistics.urls, statistics.fresh) == (str(path), 3, 2)
    assert statistics.counts == {VerdictKind.ALIVE: 2, VerdictKind.DEAD: 1}
    assert (statistics.oldest, statistics.newest) == (NOW, NOW + DAY)
    assert statistics.size >= 4096
    assert store.clear() == 3
    empty = store.statistics(NOW)
    assert (empty.urls, empty.oldest) == (0, None)


def test_many_at_once(store: Store) -> None:
    urls = [f"https://{i}.example/path" for i in range(20_000)]
    store.remember(by_url(*map(verdict, urls)), NOW)
    assert len(store.fresh(urls, NOW)) == 20_000


# --- What it survives ------------------------------------------------------------------------

HOSTILE = [
    "CREATE TRIGGER t AFTER INSERT ON known BEGIN DELETE FROM known; END",
    "CREATE VIEW v AS SELECT 1",
    "CREATE TABLE other (x)",
    """DROP TABLE known; CREATE VIEW known AS
        WITH RECURSIVE c(url) AS (SELECT 'a' UNION ALL SELECT url FROM c) SELECT url FROM c""",
    "DROP TABLE run",
]
DUMPED = _dump(Verdict(A, VerdictKind.ALIVE, Evidence.OK, "fine"), NOW)


@pytest.mark.parametrize("damage", ["garbage", "header", "middle", "cut"])
def test_broken_file_is_put_aside(path: Path, damage: str) -> None:
    with open_store(SETTINGS, path) as first:
        first.remember(by_url(*(verdict(f"https://{i}.example/") for i in range(500))), NOW)
    whole = path.read_bytes()
    path.write_bytes(
        {
            "garbage": b"not a database" * 500,
            "header": b"\0" * 100 + whole[100:],
            "middle": whole[:4096] + b"\xff" * 8192 + whole[12288:],
            "cut": whole[: len(whole) // 2],
        }[damage]
    )
    with open_store(SETTINGS, path) as second:
        assert len(second.notices) == 1
        assert "was broken" in second.notices[0]
        assert "links.sqlite.broken" in second.notices[0]
        second.remember(by_url(verdict(A)), NOW)
    assert path.with_name("links.sqlite.broken").exists()
    with open_store(SETTINGS, path) as third:
        assert not third.notices
        assert A in third.fresh([A], NOW)


def test_a_file_of_others_is_left_alone(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Awesome\n" * 100)
    foreign = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(foreign)) as db, db:
        db.execute("CREATE TABLE mine (x)")
    db.close()
    for path in (readme, foreign):
        before = path.read_bytes()
        with open_store(SETTINGS, path) as opened:
            assert len(opened.notices) == 1
            opened.remember(by_url(verdict(A)), NOW)
        assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.broken"))


def test_broken_while_open(path: Path) -> None:
    with open_store(SETTINGS, path) as opened:
        opened.remember(by_url(*(verdict(f"https://{i}.example/") for i in range(2000))), NOW)
        opened._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        opened._db.execute("PRAGMA shrink_memory")
        path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 100_000)
        for _ in range(3):
            opened.remember(by_url(verdict(A)), NOW)
            opened.fresh([f"https://{i}.example/" for i in range(2000)], NOW)
        assert opened.notices
        assert len(opened.notices) <= 2, "each reason once"


@pytest.mark.parametrize("statement", HOSTILE)
def test_a_file_with_a_schema_of_others_is_not_used(path: Path, statement: str) -> None:
    open_store(SETTINGS, path).close()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(statement)
    with open_store(SETTINGS, path) as opened:
        assert opened.notices == [
            f"working without a cache: {path} is the database of another program"
        ]
        assert not opened.path


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("checked", "yesterday"), ("checked", b"1"), ("checked", 1e300), ("checked", -1.0),
        ("failures", "x"), ("failing_since", "x"), ("failing_since", 1e300),
        ("failing_since", float("inf")), ("etag", b"x"), ("last_modified", b"x"),
        ("verdict", b"{}"),
    ],
)  # fmt: skip
def test_a_row_that_we_did_not_write_is_not_read(store: Store, column: str, value: object) -> None:
    store.remember(by_url(verdict(A), verdict(B)), NOW)
    store._db.execute(f"UPDATE known SET {column} = ? WHERE page = ?", (value, A))
    assert list(store.fresh([A, B], NOW)) == [B]
    assert [v.url for v in store.everything()] == [B]
    assert store.statistics(NOW).oldest == NOW
    assert not store.alive([A])


def test_a_run_that_we_did_not_write_is_not_read(store: Store) -> None:
    store._db.execute("INSERT INTO run VALUES (1e300, 'dead', 1), ('x', 'dead', 1)")
    assert store.runs() == []


@pytest.mark.parametrize(
    "row",
    [
        "{}", "[]", "nonsense", '{"kind": "weird"}', '{"repository": 1}', "[" * 100_000,
        DUMPED.replace('"reason": "', '"reason": 1, "hops": "'),
        DUMPED.replace('"final_url": null', '"final_url": 1'),
        DUMPED.replace('"elapsed": 0.0', '"elapsed": "x"'),
        DUMPED.replace('"repository": null', '"repository": {"name": 1, "url": "u"}'),
    ],
)  # fmt: skip
def test_a_row_not_understood_is_no_verdict(store: Store, row: str) -> None:
    store.remember(by_url(verdict(A), verdict(B)), NOW)
    store._db.execute("UPDATE known SET verdict = ? WHERE page = ?", (row, A))
    assert list(store.fresh([A, B], NOW)) == [B]
    assert store.remember(by_url(verdict(A)), NOW)[A].failures == 0


def test_full_disk(store: Store) -> None:
    store.remember(by_url(verdict(A)), NOW)
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    many = by_url(*(verdict(f"https://{i}.example/") for i in range(5_000)))
    for _ in range(3):
        assert store.remember(many, NOW).keys() == many.keys()
    assert len(store.notices) == 1
    assert "full" in store.notices[0]
    assert list(store.fresh([A, *many], NOW)) == [A], "nothing half-written"


def test_one_failed_write_does_not_spoil_the_next(store: Store) -> None:
    store._db.execute("DROP TABLE run")
    store.record_run({VerdictKind.ALIVE: 1}, NOW)
    assert len(store.notices) == 1
    store.remember(by_url(verdict(A)), NOW)
    assert A in store.fresh([A], NOW)
    assert len(store.notices) == 1


def test_an_interrupted_write_is_undone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        store._db.execute("DELETE FROM known")
        raise KeyboardInterrupt

    store.remember(by_url(verdict(A)), NOW)
    with monkeypatch.context() as patch:
        patch.setattr(store, "_save", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.remember(by_url(verdict(B)), NOW)
    store.remember(by_url(verdict(C)), NOW)
    assert list(store.fresh([A, B, C], NOW)) == [A, C]
    assert not store.notices


def test_read_only(store: Store) -> None:
    store.remember(by_url(verdict(A)), NOW)
    store._db.execute("PRAGMA query_only = ON")
    store.remember(by_url(verdict(B)), NOW)
    assert store.clear() == 0
    assert list(store.fresh([A, B], NOW)) == [A]
    assert len(store.notices) == 1


def test_nowhere_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "links.sqlite", tmp_path, Path("/proc/none/links.sqlite")):
        with open_store(SETTINGS, place) as opened:
            assert len(opened.notices) == 1
            assert "without a cache" in opened.notices[0]
            opened.remember(by_url(verdict(A)), NOW)
            assert A in opened.fresh([A], NOW), "within the run it remembers"


def test_switched_off(path: Path) -> None:
    with open_store(StoreSettings(enabled=False), path) as opened:
        opened.remember(by_url(verdict(A)), NOW)
        assert not opened.notices
    assert not path.parent.exists()


def test_file_of_a_newer_version_is_not_touched(path: Path) -> None:
    with open_store(SETTINGS, path) as first:
        first.remember(by_url(verdict(A)), NOW)
        first._db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with open_store(SETTINGS, path) as second:
        assert "newer version of listlint" in second.notices[0]
        assert second.fresh([A], NOW) == {}
    assert path.read_bytes() == before


def test_older_file_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(SETTINGS, path) as first:
        first.remember(by_url(verdict(A)), NOW)
    steps = (("CREATE TABLE later (x)",), ("INSERT INTO later VALUES (1)",))
    monkeypatch.setattr(module, "MIGRATIONS", (*module.MIGRATIONS, *steps))
    for _ in range(2):
        with open_store(SETTINGS, path) as second:
            assert not second.notices
            assert A in second.fresh([A], NOW)
            assert second._db.execute("SELECT count(*) FROM later").fetchone()[0] == 1


def test_failed_migration_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(SETTINGS, path) as first:
        first.remember(by_url(verdict(A), verdict(B)), NOW)
    step = ("CREATE TABLE x (y)", "CREATE UNIQUE INDEX i ON known (kind)")
    with monkeypatch.context() as patch:
        patch.setattr(module, "MIGRATIONS", (*module.MIGRATIONS, step))
        with open_store(SETTINGS, path) as second:
            assert "without a cache" in second.notices[0]
    with open_store(SETTINGS, path) as third:
        assert not third.notices
        names = [r[0] for r in third._db.execute("SELECT name FROM sqlite_master")]
        assert "x" not in names


# --- Two at once -----------------------------------------------------------------------------


def _write_many(path: Path, name: str, start, errors) -> None:  # type: ignore[no-untyped-def]
    start.wait()
    with open_store(SETTINGS, path) as opened:
        for i in range(100):
            opened.remember(by_url(verdict(f"https://{name}.example/{i}")), NOW)
            opened.fresh([f"https://{name}.example/{i}"], NOW)
        errors.put(opened.notices)


def test_processes_share_a_new_file(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start, errors = context.Event(), context.Queue()
    workers = [
        context.Process(target=_write_many, args=(path, f"p{i}", start, errors)) for i in range(4)
    ]
    for worker in workers:
        worker.start()
    start.set()
    assert [errors.get(timeout=60) for _ in workers] == [[]] * 4
    for worker in workers:
        worker.join()
    with open_store(SETTINGS, path) as opened:
        assert opened.statistics(NOW).urls == 400


# --- Where it is -----------------------------------------------------------------------------


def test_default_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "listlint")
    with open_store(StoreSettings()) as opened:
        assert opened.path == str(tmp_path / "listlint" / "links.sqlite")


def test_path_of_the_settings(tmp_path: Path) -> None:
    with open_store(StoreSettings(path=str(tmp_path / "mine.db"))) as opened:
        assert opened.path == str(tmp_path / "mine.db")
    assert (tmp_path / "mine.db").exists()
