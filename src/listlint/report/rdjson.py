"""Reviewdog's diagnostic format (`reviewdog -f=rdjson`), with suggested changes.

Its columns count UTF-8 bytes from 1, its ends are exclusive.
"""

import json
from collections.abc import Iterator
from typing import Any

from listlint.document import encode
from listlint.report import PAGES, FileReport, Report, Style
from listlint.report.escape import visible
from listlint.text import Finding, Fix, Severity, Span, apply_edits

LONGEST = 20
"""Lines of the longest change that is suggested: longer ones are read better as a diff."""
_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report, _style: Style) -> Iterator[str]:
    """Yield the result, indented."""
    result = {
        "source": {"name": "listlint", "url": PAGES},
        "diagnostics": [_diagnostic(report, *pair) for pair in report.findings()],
    }
    yield from json.dumps(result, ensure_ascii=True, indent=1).splitlines()


def _diagnostic(report: Report, file: FileReport, finding: Finding) -> dict[str, Any]:
    code = {"value": finding.rule}
    if report.rules[finding.rule].page is not None:
        code["url"] = f"{PAGES}/blob/main/rules/{finding.rule}.md"
    told: dict[str, Any] = {
        "message": visible(finding.message),
        "location": {"path": file.path, "range": _range(file, finding.span)},
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }
    if finding.fix is not None and (suggestion := _suggestion(file, finding.fix)):
        told["suggestions"] = [suggestion]
    return told


def _suggestion(file: FileReport, fix: Fix) -> dict[str, Any] | None:
    """Return a fix as one change, for reviewdog takes several for alternatives."""
    span, lines = fix.span, file.listing.document.lines
    if lines.position(span.end).line - lines.position(span.start).line >= LONGEST:
        return None
    edits = [
        type(edit)(Span(edit.span.start - span.start, edit.span.end - span.start), edit.text)
        for edit in fix.edits
    ]
    text = apply_edits(span.of(file.listing.text), edits)
    return {"range": _range(file, span), "text": text.encode("utf-8", "replace").decode()}


def _range(file: FileReport, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(file, span.start), "end": _position(file, span.end)}


def _position(file: FileReport, offset: int) -> dict[str, int]:
    document = file.listing.document
    line = document.lines.position(offset).line
    before = document.text[document.lines.line(line).start : offset]
    return {"line": line, "column": len(encode(before, bom=False)) + 1}
