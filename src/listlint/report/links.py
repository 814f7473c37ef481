"""The links of lists with their verdicts, as text or as data."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from listlint.diagnostics.records import dataclass
from listlint.linter.targets import LintTarget
from listlint.report import OutputStyle
from listlint.report.ansi import BOLD, BOLD_CYAN, BOLD_GREEN, BOLD_RED, BOLD_YELLOW, DIM, paint
from listlint.report.escape import spreadsheet, visible
from listlint.urls.parse import split_url
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
    """A verdict and the places of its URL, in source order.

    `accepted` is why the config accepts it, whatever the verdict is; None if it does not.
    """

    verdict: Verdict
    places: tuple[LinkLocation, ...]
    accepted: str | None = None

    @property
    def is_dead(self) -> bool:
        """Whether the link is to be removed or replaced."""
        return self.verdict.kind is VerdictKind.DEAD and self.accepted is None


_ADVICE = {
    VerdictKind.DEAD: "remove or replace them; `listlint --archive` shows archived copies",
    VerdictKind.MOVED: "`listlint --diff` shows what `listlint --fix` would update",
    VerdictKind.UNKNOWN: "run this again in a few days; it shows for how long each has failed",
    VerdictKind.BLOCKED: "nothing to do: sites that refuse robots (`listlint links --verbose`)",
}
_COLORS = {
    VerdictKind.DEAD: BOLD_RED,
    VerdictKind.UNKNOWN: BOLD_YELLOW,
    VerdictKind.BLOCKED: BOLD_YELLOW,
    VerdictKind.MOVED: BOLD_CYAN,
    VerdictKind.SKIPPED: BOLD,
    VerdictKind.ALIVE: BOLD_GREEN,
}
_FIELDS = (
    "url", "verdict", "evidence", "status", "final_url", "reason", "attempts", "elapsed",
    "checked_at", "failures", "failing_since", "last_alive",
)  # fmt: skip
_ALWAYS = (VerdictKind.DEAD, VerdictKind.UNKNOWN)
_USUALLY = (VerdictKind.DEAD, VerdictKind.MOVED, VerdictKind.UNKNOWN)
SHOWN_PLACES = 3
"""Places that a line of the text format shows."""
MANY = 4
"""Unknown links of a host that fail alike, which are one line of the text format."""


def gather(lists: Iterable[LintTarget]) -> list[CheckedUrl]:
    """Return every URL of the lists that has a verdict, with its places, in source order.

    A URL whose verdicts differ between the lists is returned twice.
    """
    found: dict[tuple[str, VerdictKind], tuple[Verdict, list[LinkLocation]]] = {}
    accepted: dict[str, str] = {}
    for one in lists:
        path, context = one.source.name, one.context
        lines = context.document.lines
        today = context.today or datetime.now(UTC).date()
        for link in context.document.links:
            verdict = context.verdicts.get(link.url)
            if verdict is not None:
                position = lines.position(link.span.start)
                place = LinkLocation(path, position.line, position.column)
                found.setdefault((link.url, verdict.kind), (verdict, []))[1].append(place)
                for exempt in one.config.settings.exempt:
                    if exempt.url and exempt.covers("dead-link", None, link.url, today):
                        accepted[link.url] = exempt.reason
    return [
        CheckedUrl(verdict, tuple(places), accepted.get(verdict.url))
        for verdict, places in found.values()
    ]


def as_object(checked: CheckedUrl) -> dict[str, Any]:
    """Return a verdict as JSON types (docs/links.md)."""
    verdict = checked.verdict
    return {
        "url": verdict.url,
        "verdict": verdict.kind.value,
        "evidence": verdict.evidence.value,
        "status": verdict.status,
        "final_url": verdict.final_url,
        "reason": verdict.reason,
        "attempts": verdict.attempts,
        "elapsed": round(verdict.elapsed, 3),
        "checked_at": verdict.checked_at,
        "failures": verdict.failures,
        "failing_since": verdict.failing_since,
        "last_alive": verdict.last_alive,
        "redirects": list(verdict.hops),
        "accepted": checked.accepted,
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
    accepted = [one for one in urls if one.accepted is not None]
    groups: Mapping[VerdictKind, list[CheckedUrl]] = {kind: [] for kind in ORDER}
    for one in urls:
        if one.accepted is None:
            groups[one.verdict.kind].append(one)
    for kind, group in groups.items():
        shown = _ALWAYS if style.quiet else ORDER if style.verbose else _USUALLY
        if not group or kind not in shown:
            continue
        yield paint(f"{kind.value.capitalize()} ({len(group):,})", _COLORS[kind], style.color)
        alone = kind is not VerdictKind.UNKNOWN or style.verbose
        for some in ([one] for one in group) if alone else _alike(group):
            yield _line(some, style)
        yield ""
    if style.quiet:
        return
    yield tally(one.verdict for one in urls)
    if accepted:
        yield f"  {len(accepted):,} of them accepted by the config"
    for kind, advice in _ADVICE.items():
        if groups[kind]:
            yield f"  {paint(f'{kind.value:8}', _COLORS[kind], style.color)} {advice}"
    if groups[VerdictKind.DEAD]:
        yield "False alarm? `listlint links --accept URL --reason 'why'` writes it into the config."


def _alike(group: Iterable[CheckedUrl]) -> Iterator[list[CheckedUrl]]:
    """Yield links alone, or many of one host that fail alike; what has failed for longest first."""
    by_failure: dict[tuple[str, str], list[CheckedUrl]] = {}
    for one in sorted(group, key=lambda one: one.verdict.failing_since or "~"):
        key = (split_url(one.verdict.url).host, _result(one.verdict))
        by_failure.setdefault(key, []).append(one)
    for some in by_failure.values():
        yield from [some] if len(some) >= MANY else ([one] for one in some)


def _line(some: Sequence[CheckedUrl], style: OutputStyle) -> str:
    verdict = some[0].verdict
    places = [place for one in some for place in one.places]
    where = ", ".join(visible(str(place)) for place in places[:SHOWN_PLACES])
    if len(places) > SHOWN_PLACES:
        where += f" and {len(places) - SHOWN_PLACES:,} more"
    what = (
        verdict.url if len(some) == 1 else f"{len(some):,} links to {split_url(verdict.url).host}"
    )
    result = f"  {visible(_result(verdict))}" if verdict.kind is not VerdictKind.ALIVE else ""
    return f"  {paint(where, DIM, style.color)}  {visible(what)}{result}"


def _result(verdict: Verdict) -> str:
    if verdict.kind is VerdictKind.MOVED and verdict.final_url:
        return f"→ {verdict.final_url}"
    return verdict.reason + _history(verdict)


def _history(verdict: Verdict) -> str:
    """Return for how long a link has been unknown, if that is not only now."""
    if verdict.failures < 2 or verdict.kind is not VerdictKind.UNKNOWN:
        return ""
    since, checked = verdict.failing_since or "", verdict.checked_at or ""
    days = (date.fromisoformat(checked[:10]) - date.fromisoformat(since[:10])).days
    return f" ({'for 1 day' if days == 1 else f'for {days:,} days'}, {verdict.failures:,} runs)"
