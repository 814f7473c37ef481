"""Reviewdog's diagnostic format (`reviewdog -f=rdjson`), with suggested changes.

Columns count UTF-8 bytes from 1, ends are exclusive.
"""

import json
from collections.abc import Iterator
from typing import Any

from listlint.diagnostics.edits import Fix, excerpt
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.markdown import encode
from listlint.report import LONGEST, FileReport, OutputStyle, Report
from listlint.report.escape import visible
from listlint.rules.page import SITE, rule_url

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the result, indented."""
    result = {
        "source": {"name": "listlint", "url": SITE},
        "diagnostics": [_diagnostic(*pair) for pair in report.located()],
    }
    yield from json.dumps(result, ensure_ascii=True, indent=1).splitlines()


def _diagnostic(file: FileReport, finding: Finding) -> dict[str, Any]:
    code = {"value": finding.rule}
    if url := rule_url(finding.rule):
        code["url"] = url
    diagnostic: dict[str, Any] = {
        "message": visible(finding.message),
        "location": {"path": file.path, "range": _range(file, finding.span)},
        "severity": _SEVERITIES[finding.severity],
        "code": code,
    }
    if finding.fix is not None and (suggestion := _suggestion(file, finding.fix)):
        diagnostic["suggestions"] = [suggestion]
    return diagnostic


def _suggestion(file: FileReport, fix: Fix) -> dict[str, Any] | None:
    """Return a fix as one change: reviewdog takes several ones for alternatives."""
    if len(file.index.lines.numbers(fix.span)) > LONGEST:
        return None
    _, text = excerpt(file.index.text, fix.span, fix.edits)
    return {"range": _range(file, fix.span), "text": text.encode("utf-8", "replace").decode()}


def _range(file: FileReport, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(file, span.start), "end": _position(file, span.end)}


def _position(file: FileReport, offset: int) -> dict[str, int]:
    text, lines = file.index.text, file.index.lines
    line = lines.position(offset).line
    before = text[lines.line(line).start : offset]
    return {"line": line, "column": len(encode(before, bom=False)) + 1}
