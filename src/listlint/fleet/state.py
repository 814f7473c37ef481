"""The state of a run: a SQLite file from which it continues, and from which its report is made.

Only the client opens it. It grows with the lists; the memory of the client does not.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from listlint.diagnostics.records import dataclass
from listlint.fleet.sources import ListPlace, Unusable
from listlint.fleet.work import Linted, Settled

VERSION = 1
BATCH = 4_000
"""Links of a batch: what is lost with a worker, a minute or two of work."""
OF_ONE_HOST = 800
"""Most links of one host in a batch: at 20 requests per second, they take 40 seconds."""
LARGEST_HOSTS = 50
"""Hosts with many links that a batch begins with, so that they are done as early as the others."""
MOST_FRAGMENTS = 2 * BATCH

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE run (at REAL PRIMARY KEY, summary TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE notice (likeness TEXT PRIMARY KEY, line TEXT NOT NULL, times INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE TABLE list (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path TEXT NOT NULL, url TEXT NOT NULL,
    status TEXT NOT NULL, problem TEXT, entries INTEGER, counts TEXT, findings BLOB
);
CREATE INDEX list_status ON list (status);
CREATE TABLE url (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, page TEXT NOT NULL, host TEXT NOT NULL,
    kind TEXT, verdict TEXT, reason TEXT, final_url TEXT, repository TEXT, since TEXT, local INTEGER
);
CREATE INDEX url_open ON url (host, page) WHERE kind IS NULL;
CREATE INDEX url_kind ON url (kind);
CREATE TABLE link (list INTEGER, url INTEGER, PRIMARY KEY (list, url)) WITHOUT ROWID;
CREATE INDEX link_url ON link (url);
CREATE TABLE host (name TEXT PRIMARY KEY, open INTEGER NOT NULL, busy INTEGER NOT NULL)
    WITHOUT ROWID;
CREATE INDEX host_open ON host (busy, open);
"""


class Status(StrEnum):
    """What has been done with a list."""

    NEW = "new"
    READ = "read"
    DONE = "done"
    FAILED = "failed"
    EXCLUDED = "excluded"


class StateError(Exception):
    """The file of a run cannot be used or written; the message is one line."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Links of some hosts, which no other batch has at the same time."""

    hosts: tuple[str, ...]
    urls: tuple[str, ...] = field(repr=False)


class State:
    """An open file; see `open_state`."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    # --- The run -----------------------------------------------------------------------------

    @property
    def digest(self) -> str | None:
        """What the unfinished run depends on; None if there is none."""
        found: str | None = self._value("SELECT value FROM meta WHERE name = 'digest'")
        return found

    def begin(self, digest: str, found: Iterable[ListPlace | Unusable]) -> None:
        """Begin a run with the lists that were `found`; only the summaries of runs are kept."""
        with self._change() as db:
            for table in ("meta", "notice", "list", "url", "link", "host"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
            sql = "INSERT OR IGNORE INTO list (name, path, url, status, problem) VALUES (?,?,?,?,?)"
            db.executemany(
                sql,
                (
                    (p.name, p.path, p.url, Status.NEW, None)
                    if isinstance(p, ListPlace)
                    else (p.name, "", "", Status.FAILED, p.problem)
                    for p in found
                ),
            )
            db.execute("INSERT INTO meta VALUES ('digest', ?)", (digest,))

    def finish(self, at: float, summary: Mapping[str, Any]) -> None:
        """Save the summary of a complete run, for the trend."""
        with self._change() as db:
            db.execute("INSERT OR REPLACE INTO run VALUES (?, ?)", (at, json.dumps(summary)))
            db.execute("DELETE FROM meta WHERE name = 'digest'")

    def runs(self) -> list[tuple[float, dict[str, Any]]]:
        """Return the summaries of complete runs, oldest first."""
        rows = self._db.execute("SELECT at, summary FROM run ORDER BY at")
        return [(at, json.loads(summary)) for at, summary in rows]

    def add_notices(self, lines: Iterable[str]) -> None:
        """Save lines about the run as a whole: of those that differ in numbers only, the first."""
        sql = """INSERT INTO notice VALUES (?, ?, 1)
            ON CONFLICT (likeness) DO UPDATE SET times = times + 1"""
        with self._change() as db:
            db.executemany(sql, ((re.sub(r"[0-9,]+", "0", line), line) for line in lines))

    def notices(self) -> list[str]:
        """Return the lines about the run as a whole."""
        rows = self._db.execute("SELECT line, times FROM notice ORDER BY likeness")
        return [line if times == 1 else f"{line} (in {times:,} batches)" for line, times in rows]

    # --- Lists -------------------------------------------------------------------------------

    def lists(self, status: Status) -> Iterator[tuple[int, ListPlace]]:
        """Yield the lists with a status, in their order; it may be changed meanwhile."""
        last = 0
        sql = """SELECT id, name, path, url FROM list
            WHERE status = ? AND id > ? ORDER BY id LIMIT 1"""
        while row := self._db.execute(sql, (status, last)).fetchone():
            last = row[0]
            yield last, ListPlace(*row[1:])

    def count(self, *statuses: Status) -> int:
        """Return the number of lists with one of these statuses."""
        sql = "SELECT count(*) FROM list WHERE status IN (SELECT value FROM json_each(?))"
        return int(self._value(sql, json.dumps(statuses)) or 0)

    def excluded(self, number: int) -> None:
        """Save that the config excludes a list."""
        self._set(number, Status.EXCLUDED)

    def failed(self, number: int, problem: str) -> None:
        """Save why a list cannot be checked."""
        self._set(number, Status.FAILED, problem=problem)

    def failures(self, most: int) -> list[tuple[str, str]]:
        """Return the first lists that cannot be checked, and why."""
        sql = "SELECT name, problem FROM list WHERE status = ? ORDER BY id LIMIT ?"
        return [tuple(row) for row in self._db.execute(sql, (Status.FAILED, most))]

    def read(self, number: int, links: Iterable[tuple[str, str]]) -> None:
        """Save the links of a list: pairs of host and URL."""
        with self._change() as db:
            for host, url in links:
                page = url.partition("#")[0]
                sql = "INSERT OR IGNORE INTO url (url, page, host) VALUES (?, ?, ?)"
                db.execute(sql, (url, page, host))
                sql = "INSERT OR IGNORE INTO link SELECT ?, id FROM url WHERE url = ?"
                db.execute(sql, (number, url))
            db.execute("UPDATE list SET status = ? WHERE id = ?", (Status.READ, number))

    def linted(self, number: int, found: Linted) -> None:
        """Save the findings of a list."""
        counts = json.dumps({"severities": found.severities, "rules": found.rules})
        self._set(
            number, Status.DONE, entries=found.entries, counts=counts, findings=found.findings
        )

    def verdicts_of(self, number: int) -> Iterator[str]:
        """Yield the verdicts of the links of a list, as text."""
        sql = "SELECT verdict FROM link JOIN url ON url.id = link.url WHERE list = ?"
        for (verdict,) in self._db.execute(f"{sql} AND verdict IS NOT NULL", (number,)):
            yield verdict

    # --- Links -------------------------------------------------------------------------------

    def group_by_host(self) -> int:
        """Group the links without a verdict by host; return their number."""
        with self._change() as db:
            db.execute("DELETE FROM host")
            db.execute(
                """INSERT INTO host SELECT host, count(*), 0 FROM url
                WHERE kind IS NULL GROUP BY host"""
            )
        return int(self._value("SELECT coalesce(sum(open), 0) FROM host") or 0)

    def next_batch(self) -> Batch | None:
        """Return links of hosts that no batch has; None if there are none at the moment.

        A host with links for a whole batch gets one of its own. Otherwise the hosts with most
        links come first, and those with few fill the batch.
        """
        largest = self._hosts("DESC", LARGEST_HOSTS)
        if not largest:
            return None
        if largest[0][1] >= BATCH:
            chosen = [(largest[0][0], BATCH)]
        else:
            chosen, left = [], BATCH
            for host, count in dict((*largest, *self._hosts("ASC", BATCH))).items():
                size = min(count, OF_ONE_HOST)
                if size <= left:
                    chosen.append((host, size))
                    left -= size
        urls = tuple(url for host, size in chosen for url in self._open(host, size))
        with self._change() as db:
            db.executemany("UPDATE host SET busy = 1 WHERE name = ?", ((h,) for h, _ in chosen))
        return Batch(tuple(host for host, _ in chosen), urls)

    def _hosts(self, order: str, most: int) -> list[tuple[str, int]]:
        sql = f"SELECT name, open FROM host WHERE busy = 0 AND open > 0 ORDER BY open {order}"  # noqa: S608
        return self._db.execute(f"{sql} LIMIT ?", (most,)).fetchall()

    def _open(self, host: str, size: int) -> list[str]:
        """Return links of a host without a verdict, all fragments of a page together."""
        sql = "SELECT {} FROM url WHERE host = ? AND kind IS NULL {} ORDER BY page LIMIT {}"
        last = self._value(sql.format("page", "", f"1 OFFSET {size - 1}"), host)
        until = ("", ()) if last is None else ("AND page <= ?", (last,))
        rows = self._db.execute(sql.format("url", until[0], MOST_FRAGMENTS), (host, *until[1]))
        return [url for (url,) in rows]

    def settled(self, batch: Batch, found: Sequence[Settled]) -> None:
        """Save the verdicts of a batch; its other links are checked again."""
        sql = """UPDATE url SET kind = ?, verdict = ?, reason = ?, final_url = ?, repository = ?,
            since = ?, local = ? WHERE url = ?"""
        with self._change() as db:
            db.executemany(
                sql,
                (
                    (s.kind, s.verdict, s.reason, s.final_url, s.repository, s.failing_since,
                     s.local, s.url)
                    for s in found
                ),
            )  # fmt: skip
            db.executemany(
                """UPDATE host SET busy = 0, open = (
                    SELECT count(*) FROM url WHERE host = name AND kind IS NULL) WHERE name = ?""",
                ((host,) for host in batch.hosts),
            )

    # --- What reports show ---------------------------------------------------------------------

    def select(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query, one at a time."""
        yield from self._db.execute(sql, values)

    # --- Inside --------------------------------------------------------------------------------

    def _value(self, sql: str, *values: object) -> Any:
        row = self._db.execute(sql, values).fetchone()
        return row[0] if row else None

    def _set(self, number: int, status: Status, **values: object) -> None:
        columns = "".join(f", {name} = ?" for name in values)
        with self._change() as db:
            sql = f"UPDATE list SET status = ?{columns} WHERE id = ?"  # noqa: S608 - our own names
            db.execute(sql, (status, *values.values(), number))

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """Change the file in one transaction. Raises `StateError`, for a full disk for example."""
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
        except sqlite3.Error as error:
            raise StateError(f"{self._path}: cannot be written ({error})") from None


def open_state(path: Path) -> State:
    """Open the state of a run, or create it. Raises `StateError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=0.5, isolation_level=None)
        try:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
            elif version != VERSION or _schema(db) != _own_schema():
                raise StateError(f"{path}: was not written by this version of listlint")
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("UPDATE host SET busy = 0")
        except BaseException:
            db.close()
            raise
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"{path}: cannot be used ({error})") from None
    return State(db, path)


def _schema(db: sqlite3.Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in db.execute("SELECT type, name, sql FROM sqlite_master")]


def _own_schema() -> list[tuple[str, ...]]:
    db = sqlite3.connect(":memory:")
    try:
        db.executescript(_TABLES)
        return _schema(db)
    finally:
        db.close()
