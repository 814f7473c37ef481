"""The links of lists with their verdicts, as text or as data."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from listlint.entries.context import LintContext
from listlint.report import OutputStyle
from listlint.report.ansi import BOLD, BOLD_CYAN, BOLD_GREEN, BOLD_RED, BOLD_YELLOW, DIM, paint
from listlint.report.escape import spreadsheet, visible
from listlint.urls.verdict import ORDER, Verdict, VerdictKind, tally


class LinksFormat(StrEnum):
    """Formats of verdicts."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class LinkLocation:
    """The place of a link: line and column from 1, in code points."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class CheckedUrl:
    """A verdict and the places of its URL, in source order."""

    verdict: Verdict
    places: tuple[LinkLocation, ...]


_TITLES = {
    VerdictKind.DEAD: "Dead",
    VerdictKind.UNKNOWN: "Unknown: the error may be temporary",
    VerdictKind.BLOCKED: "Blocked: the server refuses automated requests",
    VerdictKind.MOVED: "Moved permanently",
    VerdictKind.SKIPPED: "Skipped",
    VerdictKind.ALIVE: "Alive",
}
_COLORS = {
    VerdictKind.DEAD: BOLD_RED,
    VerdictKind.UNKNOWN: BOLD_YELLOW,
    VerdictKind.BLOCKED: BOLD_YELLOW,
    VerdictKind.MOVED: BOLD_CYAN,
    VerdictKind.SKIPPED: BOLD,
    VerdictKind.ALIVE: BOLD_GREEN,
}
_FIELDS = ("url", "verdict", "status", "final_url", "reason", "attempts", "elapsed", "checked_at")
SHOWN_PLACES = 3
"""Places of one URL that the text format shows."""


def gather(contexts: Iterable[tuple[str, LintContext]]) -> list[CheckedUrl]:
    """Return every URL of the lists that has a verdict, with its places, in source order.

    `contexts` are paths and contexts; a URL whose verdicts differ between them is returned twice.
    """
    found: dict[tuple[str, VerdictKind], tuple[Verdict, list[LinkLocation]]] = {}
    for path, context in contexts:
        lines = context.document.lines
        for link in context.document.links:
            verdict = context.verdicts.get(link.url)
            if verdict is not None:
                position = lines.position(link.span.start)
                place = LinkLocation(path, position.line, position.column)
                found.setdefault((link.url, verdict.kind), (verdict, []))[1].append(place)
    return [CheckedUrl(verdict, tuple(places)) for verdict, places in found.values()]


def as_object(checked: CheckedUrl) -> dict[str, Any]:
    """Return a verdict as JSON types (docs/links.md)."""
    verdict = checked.verdict
    return {
        "url": verdict.url,
        "verdict": verdict.kind.value,
        "status": verdict.status,
        "final_url": verdict.final_url,
        "reason": verdict.reason,
        "attempts": verdict.attempts,
        "elapsed": round(verdict.elapsed, 3),
        "checked_at": verdict.checked_at,
        "cached": verdict.cached,
        "places": [
            {"path": place.path, "line": place.line, "column": place.column}
            for place in checked.places
        ],
    }


def render(urls: Sequence[CheckedUrl], form: LinksFormat, style: OutputStyle) -> Iterator[str]:
    """Yield the lines of a format."""
    match form:
        case LinksFormat.JSON:
            yield from _json(urls)
        case LinksFormat.CSV:
            yield from _csv(urls)
        case LinksFormat.TEXT:
            yield from _text(urls, style)


def _json(urls: Sequence[CheckedUrl]) -> Iterator[str]:
    """Yield a list with one object a line: fast to write, and easy to search by line."""
    yield "["
    for number, one in enumerate(urls, 1):
        yield f"  {json.dumps(as_object(one))}{',' if number < len(urls) else ''}"
    yield "]"


def _csv(urls: Sequence[CheckedUrl]) -> Iterator[str]:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*_FIELDS, "cached", "places"])
    for one in urls:
        row = as_object(one)
        cells = ["" if row[name] is None else str(row[name]) for name in _FIELDS]
        places = " ".join(map(str, one.places))
        cells += [str(one.verdict.cached).lower(), places]
        writer.writerow([spreadsheet(cell) for cell in cells])
    yield from stream.getvalue().splitlines()


def _text(urls: Sequence[CheckedUrl], style: OutputStyle) -> Iterator[str]:
    groups: Mapping[VerdictKind, list[CheckedUrl]] = {kind: [] for kind in ORDER}
    for one in urls:
        groups[one.verdict.kind].append(one)
    for kind, group in groups.items():
        if not group or (style.quiet and kind not in (VerdictKind.DEAD, VerdictKind.UNKNOWN)):
            continue
        yield paint(f"{_TITLES[kind]} ({len(group):,})", _COLORS[kind], style.color)
        for one in group:
            yield from _entry(one, style)
        yield ""
    if not style.quiet:
        yield tally(one.verdict for one in urls)


def _entry(one: CheckedUrl, style: OutputStyle) -> Iterator[str]:
    verdict = one.verdict
    places = ", ".join(visible(str(place)) for place in one.places[:SHOWN_PLACES])
    if len(one.places) > SHOWN_PLACES:
        places += f" and {len(one.places) - SHOWN_PLACES:,} more"
    if verdict.kind is VerdictKind.ALIVE:
        yield f"  {visible(verdict.url)}  {paint(places, DIM, style.color)}"
        return
    yield f"  {visible(verdict.url)}"
    if verdict.kind is VerdictKind.MOVED and verdict.final_url:
        yield f"    → {visible(verdict.final_url)}"
    else:
        yield f"    {visible(verdict.reason)}{_history(verdict)}"
    yield paint(f"    {places}", DIM, style.color)


def _history(verdict: Verdict) -> str:
    if verdict.failures < 2 or not verdict.failing_since:
        return ""
    return f" ({verdict.failures:,} times in a row since {verdict.failing_since[:10]})"
