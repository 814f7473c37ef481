"""The cache of verdicts: a SQLite file in the user's cache directory, shared by all lists.

The clock is not used here: `now` is always seconds since the epoch (UTC), and ages are seconds.
A cache that cannot be used is replaced by one in memory; `notices` has the reasons, each once.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from listlint.diagnostics.records import dataclass
from listlint.links.archive import is_copy
from listlint.links.combine import combine
from listlint.links.settings import DAY, StoreSettings
from listlint.urls.parse import split_url
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind, Verdicts

T = TypeVar("T")
Row = Mapping[str, Any]
"""What is known of a page: its values in the order of the columns, by name."""

BUSY_SECONDS = 5.0
"""How long a process waits for the write of another; ours take milliseconds."""
JITTER = 0.2
"""Most part of a lifetime by which it is shortened, so that not all verdicts expire at once."""
LONGEST_URL = 8_192
RUNS_KEPT = 730 * DAY
COPIES_KEPT = 30 * DAY
"""How long it is known whether an archive has a copy of a page."""

SUCCESSES = frozenset({VerdictKind.ALIVE, VerdictKind.MOVED})
FAILURES = frozenset({VerdictKind.DEAD, VerdictKind.UNKNOWN})
"""`blocked` is neither, and ends a series of failures: the server responds."""
COLUMNS = frozenset(
    {"url", "cached", "archive_url", "failures", "failing_since", "last_alive", "successes"}
)
OF_A_PAGE = frozenset({"https", "fragments"})
"""What a verdict covers only if there is a page."""
KEPT = tuple(field.name for field in fields(Verdict) if field.name not in COLUMNS)
"""The fields of a verdict that are written as JSON; the others have columns of their own."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE known (
            url TEXT PRIMARY KEY, kind TEXT NOT NULL, verdict TEXT NOT NULL,
            checked REAL NOT NULL, first_seen REAL NOT NULL, last_seen REAL NOT NULL,
            last_alive REAL, failures INTEGER NOT NULL, failing_since REAL,
            etag TEXT, last_modified TEXT
        ) WITHOUT ROWID""",
        """CREATE TABLE run (
            at REAL NOT NULL, kind TEXT NOT NULL, urls INTEGER NOT NULL,
            PRIMARY KEY (at, kind)
        ) WITHOUT ROWID""",
    ),
    (
        "DROP TABLE known",
        """CREATE TABLE known (
            page TEXT, terms TEXT, kind TEXT NOT NULL, verdict TEXT NOT NULL,
            covers TEXT NOT NULL, checked REAL NOT NULL, last_seen REAL NOT NULL,
            last_alive REAL, failures INTEGER NOT NULL, failing_since REAL,
            refusals INTEGER NOT NULL, refused_since REAL, successes INTEGER NOT NULL,
            etag TEXT, last_modified TEXT,
            PRIMARY KEY (page, terms)
        ) WITHOUT ROWID""",
        """CREATE TABLE copy (url TEXT PRIMARY KEY, archived TEXT NOT NULL, looked REAL NOT NULL)
        WITHOUT ROWID""",
    ),
)
"""Statements that migrate a file from version i to i + 1; `PRAGMA user_version` is its version.

They must never be changed: a file with any other table, view or trigger is not accepted.
"""
_LATEST = 1e11
"""Seconds since the epoch: later than any time in the file, but still a valid date."""
_COLUMN_TYPES = {
    "'text'": ("known.page", "terms", "verdict", "covers"),
    "'text', 'null'": ("etag", "last_modified"),
    "'integer'": ("failures", "refusals", "successes"),
    "'real'": ("checked",),
    "'real', 'null'": ("last_alive", "failing_since", "refused_since"),
}
_SOUND = " AND ".join(
    f"typeof({column}) IN ({types})"
    + (f" AND coalesce({column}, 0) BETWEEN 0 AND {_LATEST}" if "real" in types else "")
    for types, columns in _COLUMN_TYPES.items()
    for column in columns
)
"""A condition that holds for all rows that we write: the file may be from elsewhere."""
_MERGEABLE = """checked <= ? AND last_seen BETWEEN checked AND 1e11 AND typeof(known.kind) = 'text'
    AND length(verdict) < 100000 AND successes >= 0
    AND failures >= 0 AND (failures > 0) = (failing_since IS NOT NULL)
    AND refusals >= 0 AND (refusals > 0) = (refused_since IS NOT NULL)"""
"""What else holds for the rows that we write; without it, two histories cannot be combined."""


@dataclass(frozen=True, slots=True)
class Key:
    """The URL that is requested, and a digest of how; `needs` is what a verdict must cover.

    Parts of `needs` are `https`, `fragments` and the names of providers.
    """

    page: str
    terms: str = ""
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Validators:
    """The `ETag` and `Last-Modified` of the last response, for conditional requests."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PastRun:
    """The numbers of URLs of a run by verdict; `at` in seconds since the epoch."""

    at: float
    counts: Mapping[VerdictKind, int]


@dataclass(frozen=True, slots=True)
class Statistics:
    """The data of `listlint cache show`. `size` is in bytes, times in seconds since the epoch."""

    path: str
    size: int
    urls: int
    fresh: int
    counts: Mapping[VerdictKind, int]
    oldest: float | None
    newest: float | None


class _Unusable(Exception):  # noqa: N818 - never leaves this module
    """The file cannot be used; the message is the reason."""


class NotACacheError(Exception):
    """A file is no cache of links; the message is one line with its path and the reason."""


class Store:
    """An open cache; see `open_store`. Several processes may use it at once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        settings: StoreSettings,
        path: str = "",
        notices: Iterable[str] = (),
        key: Callable[[str], Key] = Key,
    ) -> None:
        self._db = connection
        self._key = key
        self._settings = settings
        self.path = path
        self.notices = list(notices)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the cache must not be used afterwards."""
        self._db.close()

    # --- Verdicts ----------------------------------------------------------------------------

    def fresh(
        self, urls: Iterable[str], now: float, max_age: float | None = None
    ) -> dict[str, Verdict]:
        """Return the valid verdicts of `urls`, marked as cached.

        A verdict is valid for the lifetime of its kind, and at most `max_age` seconds. One from
        the future (a clock was wrong) is not valid.
        """
        found: dict[str, Verdict] = {}
        for url, row in self._rows(urls).items():
            lacking = self._key(url).needs.difference(row["covers"].split())
            if row["kind"] not in SUCCESSES:
                lacking -= OF_A_PAGE
            verdict = None if lacking else self._verdict(url, row)
            if verdict and self._is_valid(row, verdict, now, max_age):
                found[url] = verdict
        return found

    def remember(
        self,
        verdicts: Verdicts,
        now: float,
        validators: Mapping[str, Validators] | None = None,
        *,
        healthy: bool = True,
        failed: Collection[str] = (),
    ) -> dict[str, Verdict]:
        """Save `verdicts`, and return them with their history.

        Of a cached one only `last_seen` is updated. Those that do not concern the URL (skipped,
        a problem of our own), and those of URLs with a password, are not saved and returned
        unchanged. `validators` are saved for alive pages. Unless the network is `healthy`,
        refused connections do not count; verdicts do not cover providers that have `failed`.
        """
        known = self._rows(url for url, verdict in verdicts.items() if not verdict.cached)
        result = dict(verdicts)
        rows: list[tuple[object, ...]] = []
        seen: list[tuple[float, str, str]] = []
        for url, verdict in verdicts.items():
            key = self._key(url)
            if (
                not _storable(key.page)
                or verdict.kind is VerdictKind.SKIPPED
                or verdict.evidence is Evidence.LOCAL
            ):
                continue
            if verdict.cached:
                seen.append((now, key.page, key.terms))
                continue
            kept = (validators or {}).get(url)
            key = replace(key, needs=key.needs.difference(failed))
            row = _row(key, verdict, known.get(url), now, kept, healthy=healthy)
            result[url] = self._promoted(replace(verdict, **_history(row)), row)
            rows.append(tuple(row.values()))
        self._write(lambda: self._save(rows, seen))
        return result

    def alive(self, urls: Iterable[str]) -> dict[str, Validators]:
        """Return those of `urls` that were alive when they were last checked."""
        return {
            url: Validators(row["etag"], row["last_modified"])
            for url, row in self._rows(urls).items()
            if row["kind"] in SUCCESSES
        }

    def order_by_age(self, urls: Iterable[str]) -> list[str]:
        """Return `urls`, those never checked first, then those checked longest ago."""
        distinct = list(dict.fromkeys(urls))
        checked = {url: row["checked"] for url, row in self._rows(distinct).items()}
        return sorted(distinct, key=lambda url: checked.get(url, float("-inf")))

    def copies(self, urls: Iterable[str], now: float) -> dict[str, str]:
        """Return the archived copies of `urls`, empty where there is none; others are not known.

        They become part of a list, so each must be one of its page.
        """
        sql = """SELECT url, archived FROM json_each(?) AS j JOIN copy ON copy.url = j.value
            WHERE typeof(archived) = 'text' AND looked > ?"""
        values = (json.dumps([u for u in urls if _storable(u)]), now - COPIES_KEPT)
        rows = self._read(lambda: self._db.execute(sql, values).fetchall()) or []
        return {url: copy for url, copy in rows if not copy or is_copy(copy, url)}

    def save_copies(self, copies: Mapping[str, str], now: float) -> None:
        """Save which pages have a copy, and which have none."""
        rows = [(url, copy, now) for url, copy in copies.items() if _storable(url)]
        sql = "INSERT OR REPLACE INTO copy VALUES (?, ?, ?)"
        self._write(lambda: self._db.executemany(sql, rows))

    def everything(self) -> Iterator[Verdict]:
        """Yield all verdicts, valid or not, in the order of their pages."""
        for _, verdict in self._everything():
            yield verdict

    def _everything(self) -> Iterator[tuple[sqlite3.Row, Verdict]]:
        sql = f"SELECT * FROM known WHERE {_SOUND} ORDER BY page, terms"  # noqa: S608 - a constant
        for row in self._read(lambda: self._db.execute(sql).fetchall()) or ():
            if verdict := self._verdict(row["page"], row):
                yield row, verdict

    # --- Other caches ------------------------------------------------------------------------

    def rows(self, urls: Iterable[str] | None = None) -> list[Row]:
        """Return the rows of those of `urls` that are known, or all, to be added to a cache."""
        if urls is not None:
            known: Iterable[sqlite3.Row] = self._rows(urls).values()
        else:
            known = self._read(lambda: self._db.execute("SELECT * FROM known").fetchall()) or ()
        return list({(row["page"], row["terms"]): dict(row) for row in known}.values())

    def sound(self, now: float) -> Iterator[Row]:
        """Yield the rows of a file from elsewhere that a run at `now` believes."""
        sql = f"SELECT * FROM known WHERE {_SOUND} AND {_MERGEABLE}"  # noqa: S608 - constants
        for row in self._db.execute(sql, (now,)):
            verdict = _load(row["page"], row["verdict"], {}) if _storable(row["page"]) else None
            if verdict and verdict.kind == row["kind"]:
                yield dict(row)

    def count(self) -> int:
        """Return the number of verdicts, believed or not."""
        found = self._read(lambda: self._db.execute("SELECT count(*) FROM known").fetchone())
        return int(found[0]) if found else 0

    def sound_copies(self, now: float) -> Iterator[tuple[str, str, float]]:
        """Yield the archived copies, each with its page and when it was looked for."""
        sql = """SELECT url, archived, looked FROM copy
            WHERE typeof(archived) = 'text' AND typeof(looked) = 'real' AND looked <= ?"""
        for url, copy, looked in self._db.execute(sql, (now,)):
            if _storable(url) and (not copy or is_copy(copy, url)):
                yield url, copy, looked

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows of another cache: of two verdicts on a page the newer is kept."""
        new = {(row["page"], row["terms"]): row for row in rows}
        known = self._known(new)
        combined = [
            tuple((combine(row, dict(known[page])) if page in known else row).values())
            for page, row in new.items()
        ]
        self._write(lambda: self._save(combined, []))

    def add_copies(self, copies: Iterable[tuple[str, str, float]]) -> None:
        """Add what another cache knows of archived copies, unless this one knows newer."""
        sql = """INSERT INTO copy VALUES (?, ?, ?) ON CONFLICT (url) DO UPDATE SET
            archived = excluded.archived, looked = excluded.looked
            WHERE excluded.looked > copy.looked"""
        self._write(lambda: self._db.executemany(sql, copies))

    # --- History and upkeep ------------------------------------------------------------------

    def record_run(self, counts: Mapping[VerdictKind, int], now: float) -> None:
        """Save the numbers of URLs of a complete run by verdict."""
        rows = [(now, str(kind), n) for kind, n in counts.items()]
        sql = "INSERT OR REPLACE INTO run VALUES (?, ?, ?)"
        self._write(lambda: self._db.executemany(sql, rows))

    def runs(self) -> list[PastRun]:
        """Return the recorded runs, oldest first."""
        sql = f"""SELECT at, kind, urls FROM run
            WHERE typeof(at) = 'real' AND at BETWEEN 0 AND {_LATEST} AND typeof(urls) = 'integer'
            ORDER BY at"""  # noqa: S608 - a constant
        counts: dict[float, dict[VerdictKind, int]] = {}
        for at, kind, urls in self._read(lambda: self._db.execute(sql).fetchall()) or ():
            with suppress(ValueError):
                counts.setdefault(at, {})[VerdictKind(kind)] = urls
        return [PastRun(at, by_kind) for at, by_kind in counts.items()]

    def prune(self, now: float) -> int:
        """Remove URLs that no list has had for `keep` seconds; return their number."""

        def forget() -> int:
            oldest = now - self._settings.keep
            gone = self._db.execute("DELETE FROM known WHERE last_seen < ?", (oldest,)).rowcount
            self._db.execute("DELETE FROM run WHERE at < ?", (now - RUNS_KEPT,))
            self._db.execute("DELETE FROM copy WHERE looked < ?", (now - COPIES_KEPT,))
            return gone

        return self._write(forget) or 0

    def clear(self) -> int:
        """Remove everything; return the number of URLs."""

        def forget() -> int:
            self._db.execute("DELETE FROM run")
            self._db.execute("DELETE FROM copy")
            return self._db.execute("DELETE FROM known").rowcount

        return self._write(forget) or 0

    def forget(self, page: str) -> int:
        """Remove what is known of a page, with any fragment; return the number of verdicts."""
        sql = "DELETE FROM known WHERE page = ? OR substr(page, 1, ?) = ?"
        values = (page, len(page) + 1, f"{page}#")
        return self._write(lambda: self._db.execute(sql, values).rowcount) or 0

    def statistics(self, now: float) -> Statistics:
        """Return the size and the contents of the cache."""
        known = list(self._everything())
        times = [row["checked"] for row, _ in known]
        return Statistics(
            path=self.path,
            size=self._pragma("page_count") * self._pragma("page_size"),
            urls=len(known),
            fresh=sum(self._is_valid(row, verdict, now) for row, verdict in known),
            counts=Counter(verdict.kind for _, verdict in known),
            oldest=min(times, default=None),
            newest=max(times, default=None),
        )

    # --- Inside ------------------------------------------------------------------------------

    def _rows(self, urls: Iterable[str]) -> dict[str, sqlite3.Row]:
        """Return the rows of those of `urls` that are known."""
        pages: dict[tuple[str, str], list[str]] = {}
        for url in dict.fromkeys(urls):
            key = self._key(url)
            if _storable(key.page):
                pages.setdefault((key.page, key.terms), []).append(url)
        known = self._known(pages)
        return {url: row for page, row in known.items() for url in pages[page]}

    def _known(self, pages: Iterable[tuple[str, str]]) -> dict[tuple[str, str], sqlite3.Row]:
        """Return the rows of those of `pages`, each with its terms, that are known."""
        sql = f"""SELECT known.* FROM json_each(?) AS j JOIN known
            ON known.page = json_extract(j.value, '$[0]')
            AND known.terms = json_extract(j.value, '$[1]') WHERE {_SOUND}"""  # noqa: S608
        wanted = json.dumps(list(pages))
        rows = self._read(lambda: self._db.execute(sql, (wanted,)).fetchall()) or []
        return {(row["page"], row["terms"]): row for row in rows}

    def _pragma(self, name: str) -> int:
        row = self._read(lambda: self._db.execute(f"PRAGMA {name}").fetchone())
        return int(row[0]) if row else 0

    def _save(self, rows: list[tuple[object, ...]], seen: list[tuple[float, str, str]]) -> None:
        marks = ", ".join("?" * 15)
        self._db.executemany(f"INSERT OR REPLACE INTO known VALUES ({marks})", rows)  # noqa: S608
        self._db.executemany("UPDATE known SET last_seen = ? WHERE page = ? AND terms = ?", seen)

    def _verdict(self, url: str, row: sqlite3.Row) -> Verdict | None:
        verdict = _load(url, row["verdict"], {**_history(row), "cached": True})
        return self._promoted(verdict, row) if verdict else None

    def _promoted(self, verdict: Verdict, row: "sqlite3.Row | Mapping[str, Any]") -> Verdict:
        """Return a verdict, dead if its history shows that its server has vanished.

        Nothing but refused connections counts: a server that refuses robots does so forever.
        """
        since, alive = row["refused_since"], row["last_alive"]
        if since is None or alive is None or row["refusals"] < self._settings.min_failures:
            return verdict
        if row["checked"] - since < self._settings.min_time:
            return verdict
        reason = (
            f"{verdict.reason} {row['refusals']:,} times in a row since {iso(since)[:10]}"
            f" (last alive on {iso(alive)[:10]})"
        )
        return replace(verdict, kind=VerdictKind.DEAD, reason=reason)

    def _is_valid(
        self, row: sqlite3.Row, verdict: Verdict, now: float, max_age: float | None = None
    ) -> bool:
        age = float(now - row["checked"])
        return 0 <= age < self._lifetime(verdict) and (max_age is None or age < max_age)

    def _lifetime(self, verdict: Verdict) -> float:
        share = blake2b(verdict.url.encode(), digest_size=2).digest()
        jitter = JITTER * int.from_bytes(share) / 0xFFFF
        return self._settings.lifetime(verdict.kind) * (1 - jitter)

    def _read(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except sqlite3.Error as error:
            self._fail("read", error)
            return None

    def _write(self, action: Callable[[], T]) -> T | None:
        """Run `action` in a short transaction; after an error, nothing is saved."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            result = action()
            self._db.execute("COMMIT")
        except BaseException as error:  # Ctrl-C, too, must leave no transaction open
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if not isinstance(error, sqlite3.Error):
                raise
            self._fail("written", error)
            return None
        return result

    def _fail(self, what: str, error: sqlite3.Error) -> None:
        line = f"the cache {self.path} could not be {what}: {error}"
        if line not in self.notices:
            self.notices.append(line)


# --- Opening ---------------------------------------------------------------------------------


def default_path() -> Path:
    """Return the default path of the cache, in the user's cache directory."""
    from platformdirs import user_cache_path

    return user_cache_path("listlint", appauthor=False) / "links.sqlite"


def open_store(
    settings: StoreSettings,
    path: str | Path | None = None,
    key: Callable[[str], Key] = Key,
) -> Store:
    """Open the cache at `path`, at that of `settings`, or at the default path.

    `key` returns that of a URL; by default, a URL is one of its own.

    Never raises for the file: a broken one is renamed and a new one created; if that fails, or
    if the cache is disabled, the result is in memory.
    """
    if not settings.enabled:
        return Store(_connect(":memory:"), settings, key=key)
    notices: list[str] = []
    try:
        place = Path(path or settings.path or default_path()).expanduser()
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            return Store(_connect(place), settings, str(place), key=key)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise  # locked, full or not writable: the content is not broken
            if not _is_ours(place):
                raise _Unusable(f"{place} is not a link cache") from error
            aside = _put_aside(place)
            notices.append(f"the cache {place} was broken ({error}); renamed to {aside}")
            return Store(_connect(place), settings, str(place), notices, key)
    except (_Unusable, OSError, RuntimeError, ValueError, sqlite3.Error) as error:
        notices.append(f"working without a cache: {error}")
        return Store(_connect(":memory:"), settings, notices=notices, key=key)


def open_to_read(place: Path) -> Store:
    """Open a cache from elsewhere, and leave its file as it is. Raises `NotACacheError`."""
    try:
        with place.open("rb") as file:  # SQLite has no reasons
            if not file.read(1):
                raise NotACacheError(f"{place}: is empty")
        wal = place.with_name(f"{place.name}-wal")
        unchanged = "" if wal.exists() and wal.stat().st_size else "&immutable=1"
        db = sqlite3.connect(f"{place.resolve().as_uri()}?mode=ro{unchanged}", uri=True)
    except OSError as error:
        raise NotACacheError(f"{place}: {(error.strerror or str(error)).lower()}") from None
    try:
        db.row_factory = sqlite3.Row
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != len(MIGRATIONS) and _schema(db):
            raise NotACacheError(f"{place}: is not a link cache of this version of listlint")
        if _schema(db) != _own_schema():
            raise NotACacheError(f"{place}: is not a link cache")
        (state,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise NotACacheError(f"{place}: is broken ({' '.join(state.split())})")
    except BaseException as error:
        db.close()
        if isinstance(error, sqlite3.Error):
            raise NotACacheError(f"{place}: is not a link cache ({error})") from None
        raise
    return Store(db, StoreSettings(), str(place))


def _connect(place: Path | str) -> sqlite3.Connection:
    """Open a file, created or migrated if necessary. Raises `sqlite3.Error` or `_Unusable`."""
    db = sqlite3.connect(place, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        (state,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(state)
        _migrate(db)
        if _schema(db) != _own_schema():
            raise _Unusable(f"{place} is the database of another program")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        db.close()
        raise
    return db


def _migrate(db: sqlite3.Connection) -> None:
    def version() -> int:
        return int(db.execute("PRAGMA user_version").fetchone()[0])

    if version() > len(MIGRATIONS):
        raise _Unusable("the file was written by a newer version of listlint")
    if version() < len(MIGRATIONS):
        db.execute("BEGIN IMMEDIATE")  # check again: another process may have been first
        if version() == 0 and db.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise _Unusable("the file is the database of another program")
        for statements in MIGRATIONS[version() :]:
            for statement in statements:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        db.execute("COMMIT")


def _schema(db: sqlite3.Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in db.execute("SELECT type, name, sql FROM sqlite_master")]


def _own_schema() -> list[tuple[str, ...]]:
    """Return the schema of a new file, without views and triggers, which may run forever."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        for statement in chain.from_iterable(MIGRATIONS):
            new.execute(statement)
        return _schema(new)


def _is_ours(place: Path) -> bool:
    """Return whether a file that SQLite cannot read may be renamed, and is not, say, a README."""
    with place.open("rb") as file:
        return place.suffix == ".sqlite" or file.read(16) == b"SQLite format 3\0"


def _put_aside(place: Path) -> Path:
    aside = place.with_name(f"{place.name}.broken")
    for suffix in ("-wal", "-shm"):
        place.with_name(place.name + suffix).unlink(missing_ok=True)
    return place.replace(aside)


# --- Rows ------------------------------------------------------------------------------------


def _row(
    key: Key,
    verdict: Verdict,
    past: sqlite3.Row | None,
    now: float,
    kept: Validators | None,
    *,
    healthy: bool,
) -> dict[str, Any]:
    """Return the new row of a page, in the order of the columns."""
    alive = verdict.kind in SUCCESSES
    failures, since = (past["failures"], past["failing_since"]) if past else (0, None)
    refusals, refused_since = (past["refusals"], past["refused_since"]) if past else (0, None)
    if verdict.kind in FAILURES:
        failures, since = failures + 1, now if since is None else since
    else:
        failures, since = 0, None
    if verdict.evidence is not Evidence.REFUSED:
        refusals, refused_since = 0, None
    elif healthy:
        refusals, refused_since = refusals + 1, now if refused_since is None else refused_since
    kept = kept or Validators()
    return {
        "page": key.page,
        "terms": key.terms,
        "kind": str(verdict.kind),
        "verdict": _dump(verdict, now),
        "covers": " ".join(sorted(key.needs)),
        "checked": now,
        "last_seen": now,
        "last_alive": now if alive else (past["last_alive"] if past else None),
        "failures": failures,
        "failing_since": since,
        "refusals": refusals,
        "refused_since": refused_since,
        "successes": (past["successes"] if past else 0) + 1 if alive else 0,
        "etag": kept.etag,
        "last_modified": kept.last_modified,
    }


def _dump(verdict: Verdict, now: float) -> str:
    """Return `verdict` as JSON, without the values of columns and without passwords."""
    kept: dict[str, object] = {name: getattr(verdict, name) for name in KEPT}
    kept["checked_at"] = verdict.checked_at or iso(now)
    if verdict.final_url is not None and not _storable(verdict.final_url):
        kept["final_url"] = None
    kept["hops"] = [hop for hop in verdict.hops if _storable(hop)]
    if verdict.repository is not None:
        kept["repository"] = asdict(verdict.repository)
    return json.dumps(kept)


def _history(row: "sqlite3.Row | Mapping[str, Any]") -> dict[str, Any]:
    """Return the fields of a verdict that have columns of their own."""
    return {
        "failures": row["failures"],
        "failing_since": _iso_or_none(row["failing_since"]),
        "last_alive": _iso_or_none(row["last_alive"]),
        "successes": row["successes"],
    }


def _load(url: str, text: str, more: Mapping[str, Any]) -> Verdict | None:
    """Return the verdict that `_dump` wrote, with `more`; None for one that is not valid."""
    try:
        values = json.loads(text)
        hops = tuple(values.pop("hops"))
        if not all(isinstance(hop, str) for hop in hops):
            return None
        repository = values.pop("repository")
        if repository is not None:
            _check(repository, _TYPES_OF_REPOSITORY)
            repository = Repository(**repository)
        kind, evidence = VerdictKind(values.pop("kind")), Evidence(values.pop("evidence"))
        _check(values, _TYPES)
        parts = {"kind": kind, "evidence": evidence, "repository": repository, "hops": hops}
        return Verdict(url=url, **parts, **values, **more)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _check(values: Mapping[str, object], types: Mapping[str, Any]) -> None:
    """Raise `TypeError` for a value that is of another type than its field."""
    for name, value in values.items():
        if not isinstance(value, types[name]):
            raise TypeError(name)


_TYPES = {field.name: field.type for field in fields(Verdict)}
_TYPES_OF_REPOSITORY = {field.name: field.type for field in fields(Repository)}


def _storable(url: str) -> bool:
    """Return whether `url` may be saved: without password, control characters and lone surrogates,
    and not too long."""
    if len(url) > LONGEST_URL or not url.isprintable():
        return False
    return "@" not in url or "@" not in split_url(url).authority


def iso(seconds: float) -> str:
    """Return a time (seconds since the epoch) as ISO 8601, UTC, to the second."""
    return _iso(int(seconds // 1))


def _iso_or_none(seconds: float | None) -> str | None:
    return None if seconds is None else iso(seconds)


@lru_cache(64)
def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
