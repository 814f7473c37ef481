"""The report of a run: a page, the findings as lines of JSON, and tables for spreadsheets.

All are written from the state, row by row; the page shows the first rows of each table.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from listlint import __version__
from listlint.fleet import verdicts
from listlint.fleet.state import State, Status
from listlint.report.escape import spreadsheet
from listlint.report.html import page
from listlint.urls.verdict import VerdictKind

SHOWN = 100
"""Rows of each table on the page."""
MOST_NAMES = 20
"""Lists that a cell mentions; the others are counted."""
RUNS_SHOWN = 100

_KINDS = ", ".join(f"sum(kind = '{kind}' AND NOT local) AS {kind}" for kind in VerdictKind)
_LISTS = f"""
SELECT list.name, status, problem, entries, counts, count(url.id) AS links,
    coalesce(sum(local), 0) AS unchecked, {_KINDS}
FROM list LEFT JOIN link ON link.list = list.id LEFT JOIN url ON url.id = link.url
GROUP BY list.id
"""  # noqa: S608 - our own names
_HOSTS = """
SELECT host, count(*) AS links, sum(kind = 'dead') AS dead, sum(kind = 'unknown') AS unknown,
    sum(kind = 'blocked') AS blocked
FROM url WHERE host != '' AND NOT local GROUP BY host HAVING dead + unknown + blocked > 0
ORDER BY dead DESC, unknown DESC, blocked DESC, host
"""
_DEAD = """
SELECT list.name, url.url, reason, since FROM link JOIN url ON url.id = link.url
JOIN list ON list.id = link.list WHERE kind = 'dead' ORDER BY list.id, url.url
"""
_MOVED = """
SELECT url, final_url, repository, id FROM url
WHERE kind = 'moved' AND repository IS NOT NULL ORDER BY url
"""
_MOVED_MOST = """
SELECT url.url, final_url, count(*) AS lists FROM url JOIN link ON link.url = url.id
WHERE kind = 'moved' AND repository IS NOT NULL GROUP BY url.id ORDER BY lists DESC, url.url
"""
_NAMES = """
SELECT name FROM link JOIN list ON list.id = link.list WHERE link.url = ? ORDER BY list.id
"""


def summary(state: State) -> dict[str, Any]:
    """Return the numbers of a run, as JSON types."""
    findings: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    entries = 0
    for row in state.select("SELECT entries, counts FROM list WHERE counts IS NOT NULL"):
        counts = json.loads(row["counts"])
        entries += row["entries"]
        findings.update(counts["severities"])
        rules.update(counts["rules"])
    links = state.select("SELECT kind, count(*) FROM url WHERE NOT local GROUP BY kind")
    (unchecked,) = next(iter(state.select("SELECT coalesce(sum(local), 0) FROM url")))
    return {
        "version": __version__,
        "lists": state.count(*Status),
        "failed": state.count(Status.FAILED),
        "excluded": state.count(Status.EXCLUDED),
        "unfinished": state.count(Status.NEW, Status.READ),
        "entries": entries,
        "findings": dict(findings),
        "rules": dict(rules.most_common()),
        "links": {kind: number for kind, number in links if kind},
        "unchecked": unchecked,
    }


def write(
    folder: Path, state: State, numbers: Mapping[str, Any], problems: Sequence[str], now: float
) -> None:
    """Write all files of the report into a folder. Raises `OSError`."""
    with (folder / "findings.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for row in state.select("SELECT findings FROM list WHERE findings IS NOT NULL ORDER BY id"):
            file.writelines(f"{line}\n" for line in verdicts.unpack(row["findings"]))
    kinds = [kind.value for kind in VerdictKind]
    heads = ["list", "status", "problem", "entries", "errors", "warnings", "infos"]
    _table(folder / "lists.csv", [*heads, "links", *kinds, "unchecked"], _lists(state))
    _table(
        folder / "hosts.csv", ["host", "links", "dead", "unknown", "blocked"], state.select(_HOSTS)
    )
    _table(folder / "dead-links.csv", ["list", "url", "reason", "since"], state.select(_DEAD))
    heads = ["url", "now", "repository", "lists", "names"]
    _table(folder / "moved-repositories.csv", heads, _moved(state))
    runs = state.runs()
    _table(folder / "runs.csv", ["time", *_TREND], (_run(at, one) for at, one in runs))
    text = page("fleet.html.j2", _shown(state, numbers, problems, now))
    (folder / "report.html").write_text(text, "utf-8", "backslashreplace", "\n")


def _table(path: Path, heads: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        for row in rows:
            writer.writerow("" if cell is None else spreadsheet(str(cell)) for cell in row)


def _lists(state: State) -> Iterator[list[object]]:
    for row in state.select(f"{_LISTS} ORDER BY list.id"):
        found = json.loads(row["counts"])["severities"] if row["counts"] else {}
        numbers = [found.get(severity, 0) for severity in ("error", "warning", "info")]
        links = [row["links"], *(row[kind] or 0 for kind in VerdictKind), row["unchecked"]]
        yield [row["name"], row["status"], row["problem"], row["entries"], *numbers, *links]


def _moved(state: State) -> Iterator[list[object]]:
    for url, now, repository, number in state.select(_MOVED):
        names = [name for (name,) in state.select(_NAMES, number)]
        yield [url, now, repository, len(names), " ".join(names[:MOST_NAMES])]


_TREND = (
    "lists", "failed", "entries", "links", "dead", "moved", "errors", "warnings",
)  # fmt: skip


def _run(at: float, numbers: Mapping[str, Any]) -> list[object]:
    links, findings = numbers["links"], numbers["findings"]
    return [
        datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds"),
        numbers["lists"],
        numbers["failed"],
        numbers["entries"],
        sum(links.values()),
        links.get("dead", 0),
        links.get("moved", 0),
        findings.get("error", 0),
        findings.get("warning", 0),
    ]


def _shown(
    state: State, numbers: Mapping[str, Any], problems: Sequence[str], now: float
) -> dict[str, Any]:
    """Return what the page shows."""
    runs = state.runs()[-RUNS_SHOWN:]
    history = [{"day": _day(at), "links": one["links"]} for at, one in runs]
    failed = "SELECT name, problem FROM list WHERE status = 'failed' ORDER BY id"
    worst = f"{_LISTS} HAVING dead > 0 ORDER BY dead DESC, list.id"
    links, findings = numbers["links"], numbers["findings"]
    return {
        "version": numbers["version"],
        "lists": numbers["lists"],
        "unfinished": numbers["unfinished"],
        "day": _day(now),
        "cards": [
            (numbers["entries"], "entries"),
            (sum(links.values()), "links"),
            *((links[kind], kind) for kind in VerdictKind if links.get(kind)),
            *((findings.get(name, 0), f"{name}s") for name in ("error", "warning", "info")),
            (numbers["unchecked"], "links not checked"),
            (numbers["failed"], "lists failed"),
        ],
        "problems": problems,
        "kinds": list(VerdictKind),
        "history": history,
        "most_links": max((sum(run["links"].values()) for run in history), default=0) or 1,
        "trend": [(_day(at), _run(at, one)[1:]) for at, one in runs],
        "failed": _first(state, failed),
        "failed_total": numbers["failed"],
        "worst": list(_worst(state, worst)),
        "worst_total": _total(state, worst),
        "hosts": [(row[0], list(row)[1:]) for row in _first(state, _HOSTS)],
        "hosts_total": _total(state, _HOSTS),
        "moved": _first(state, _MOVED_MOST),
        "moved_total": _total(state, _MOVED_MOST),
        "rules": [(name, [count]) for name, count in numbers["rules"].items()],
    }


def _worst(state: State, sql: str) -> Iterator[tuple[str, list[int]]]:
    for row in _first(state, sql):
        found = json.loads(row["counts"])["severities"] if row["counts"] else {}
        errors, warnings = found.get("error", 0), found.get("warning", 0)
        yield row["name"], [row["links"], row["dead"], row["moved"], errors, warnings]


def _first(state: State, sql: str) -> list[Any]:
    return list(state.select(f"{sql} LIMIT {SHOWN}"))


def _total(state: State, sql: str) -> int:
    (count,) = next(iter(state.select(f"SELECT count(*) FROM ({sql})")))  # noqa: S608
    return int(count)


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
