"""One self-contained page: the state of the list, its findings and its links.

It loads nothing, works without scripts, and its Content-Security-Policy allows only its own. Its
size is linear in that of the list: each finding shows a bounded part of its line and of its fix.
"""

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib import resources
from operator import itemgetter
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from listlint.diagnostics.edits import Fix, Safety, excerpt
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.language.words import counted
from listlint.linter.index import EntryPlace
from listlint.report import BY, LONGEST, FileReport, OutputStyle, Report
from listlint.report.escape import visible
from listlint.rules.page import SITE, rule_url
from listlint.urls.parse import split_url
from listlint.urls.verdict import ORDER, VerdictKind

_Shown = dict[str, Any]
"""Values of the template, by name."""
_FOLLOWED = ("http", "https", "mailto")
_AROUND = 80
"""Characters of a line that are shown before and after a place."""
_LONGEST_TEXT = 400
"""Characters of the longest text of a finding: its message, its place, an entry's URL."""
_LONGEST_FIX = 3_000
"""Characters of the longest fix that is shown."""


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the page."""
    yield from page("report.html.j2", _data(report)).split("\n")


def page(template: str, data: _Shown) -> str:
    """Return a page with the style and the script of all pages, and its `data`."""
    folder = resources.files("listlint.report") / "templates"
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    around = {
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)};"
        " base-uri 'none'; form-action 'none'",
        "project": SITE,
    }
    environment = Environment(
        loader=PackageLoader("listlint.report"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"thousands": "{:,}".format, "counted": counted}
    environment.filters["url_parts"] = re.compile(r"[^/?&=_.-]*[/?&=_.-]*").findall
    environment.tests["followed"] = lambda url: split_url(url).scheme in _FOLLOWED
    return environment.get_template(template).render(around | data)


def _visible(value: object) -> object:
    """Spell out what text could hide; what is markup already went through here."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _data(report: Report) -> _Shown:
    """Return what the template shows."""
    counts = Counter(finding.rule for _, finding in report.located())
    verdicts = Counter(verdict.kind for verdict in report.verdicts.values())
    return {
        "version": report.version,
        "names": ", ".join(file.path for file in report.files) or "no list",
        "day": str(report.today or ""),
        "cards": list(_cards(report)),
        "kinds": list(VerdictKind),
        "verdicts": {kind: verdicts[kind] for kind in VerdictKind if verdicts[kind]},
        "history": report.history,
        "most_links": max((sum(run.counts.values()) for run in report.history), default=0) or 1,
        "rules": {name: _rule(report, name, count) for name, count in counts.most_common()},
        "severities": [severity for severity in Severity if report.count(severity)],
        "findings": _findings(report),
        "links": _links(report),
    }


def _hash(text: str) -> str:
    """Return the source of an inline style or script for a Content-Security-Policy."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _cards(report: Report) -> Iterator[tuple[str, str]]:
    """Yield the numbers at the top, each with its class."""
    yield counted(report.entries, "entry", "entries"), ""
    for severity in Severity:
        count = report.count(severity)
        yield counted(count, severity), severity if count else "good"
    yield f"{report.fixable(Safety.SAFE):,} fixable with --fix", ""
    if report.verdicts:
        yield f"{counted(len(report.verdicts), 'link')} checked", ""


def _rule(report: Report, name: str, count: int) -> _Shown:
    return {"title": report.rules[name].title, "url": rule_url(name), "count": count}


# --- Findings ------------------------------------------------------------------------------


def _findings(report: Report) -> list[_Shown]:
    """Return all findings, errors first."""
    shown = []
    for file in report.files:
        name = f"{file.path}:" if len(report.files) > 1 else ""
        shown += [_finding(file, name, one, file.index.entry_at(one.span)) for one in file.findings]
    return sorted(shown, key=itemgetter("rank"))


def _finding(file: FileReport, name: str, finding: Finding, entry: EntryPlace | None) -> _Shown:
    place = file.index.lines.position(finding.span.start)
    return {
        "place": f"{name}{place.line}:{place.column}",
        "key": f"{file.path}:{place.line}:{place.column}",
        "severity": finding.severity,
        "rank": list(Severity).index(finding.severity),
        "rule": finding.rule,
        "message": _clip(finding.message),
        "entry": _entry(entry) if entry is not None else None,
        "source": _source(file, finding.span),
        "fix": _fix(file, finding.fix) if finding.fix is not None else None,
    }


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


def _entry(entry: EntryPlace) -> _Shown:
    url = entry.url or ""
    return {"name": _clip(entry.name), "url": url if len(url) <= _LONGEST_TEXT else ""}


def _source(file: FileReport, span: Span) -> tuple[str, str, str]:
    """Return the line of a place: what is before it, the place, what is after it."""
    text, lines = file.index.text, file.index.lines
    line = lines.line(lines.position(span.start).line)
    end = min(span.end, line.end, span.start + _LONGEST_TEXT)
    marked = Span(span.start, max(span.start, end))
    shown = _around(text, line, marked)
    before, after = text[shown.start : marked.start], text[marked.end : shown.end]
    return (
        "…" + before if shown.start > line.start else before.lstrip(),
        marked.of(text).rstrip("\r\n"),
        after + "…" if shown.end < line.end else after.rstrip(),
    )


def _around(text: str, whole: Span, span: Span) -> Span:
    """Return the part of `whole` around `span`, cut between words."""
    start, end = span.start - _AROUND, span.end + _AROUND
    if start > whole.start:
        start = max(start, text.find(" ", start, span.start))
    if end < whole.end:
        space = text.rfind(" ", span.end, end)
        end = space if space > span.end else end
    return Span(max(start, whole.start), min(end, whole.end))


def _fix(file: FileReport, fix: Fix) -> _Shown:
    lines, text = file.index.lines, file.index.text
    count, whole = len(lines.numbers(fix.span)), lines.whole(fix.span)
    removed, added = None, []
    if count <= LONGEST and _size(fix) <= _LONGEST_FIX:
        long = whole.end - whole.start > _LONGEST_FIX
        shown = _around(text, whole, fix.span) if count == 1 or long else whole
        before, after = excerpt(text, shown, fix.edits)
        start, end = "…" * (shown.start > whole.start), "…" * (shown.end < whole.end)
        removed, added = ((start + part + end).splitlines() for part in (before, after))
    return {
        "by": BY[fix.safety],
        "description": _clip(fix.description),
        "lines": count,
        "removed": removed,
        "added": added,
    }


def _size(fix: Fix) -> int:
    """Return how many characters a fix covers and inserts."""
    return fix.span.end - fix.span.start + sum(len(edit.text) for edit in fix.edits)


# --- Links ---------------------------------------------------------------------------------


def _links(report: Report) -> list[_Shown]:
    """Return every URL with a verdict, dead ones first."""
    places: dict[str, list[str]] = {}
    for file in report.files:
        name = f"{file.path}:" if len(report.files) > 1 else ""
        for link in file.index.links:
            line = file.index.lines.position(link.span.start).line
            places.setdefault(link.url, []).append(f"{name}{line}")
    shown = [
        {
            "verdict": verdict,
            "rank": ORDER.index(verdict.kind),
            "moved": verdict.final_url is not None and verdict.final_url != url,
            "places": ", ".join(places.get(url, ())),
        }
        for url, verdict in report.verdicts.items()
    ]
    return sorted(shown, key=itemgetter("rank"))
