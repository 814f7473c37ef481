"""One JSON object, whose keys other tools rely on (docs/json.md)."""

import json
from collections.abc import Iterator
from typing import Any

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import LineIndex, Span
from listlint.linter.checklist import Submission
from listlint.report import FileReport, OutputStyle, Report
from listlint.rules.page import rule_url


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the object, indented."""
    yield from json.dumps(as_object(report), ensure_ascii=True, indent=2).splitlines()


def as_object(report: Report) -> dict[str, Any]:
    """Return the report as JSON types."""
    return {
        "version": report.version,
        "diagnostics": [diagnostic(file, finding) for file, finding in report.located()],
        "policy": [submission(file, one) for file in report.files for one in file.policy],
        "summary": {
            "files": len(report.files),
            "entries": report.entries,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "fixable": report.fixable(Safety.SAFE) + report.fixable(Safety.UNSAFE),
        },
    }


def diagnostic(file: FileReport, finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON types."""
    lines = file.index.lines
    fix, entry = finding.fix, file.index.entry_at(finding.span)
    return {
        "path": file.path,
        **place(lines, finding.span),
        "rule": finding.rule,
        "rule_url": rule_url(finding.rule),
        "severity": finding.severity.value,
        "message": finding.message,
        "url": finding.url,
        "entry": entry and {"name": entry.name, "line": lines.position(entry.span.start).line},
        "fix": fix
        and {
            "safety": fix.safety.value,
            "description": fix.description,
            "edits": [{**place(lines, edit.span), "text": edit.text} for edit in fix.edits],
        },
    }


def submission(file: FileReport, one: Submission) -> dict[str, Any]:
    """Return an added entry and its checks as JSON types."""
    return {
        "path": file.path,
        **place(file.index.lines, one.span),
        "name": one.name,
        "url": one.url,
        "checks": [
            {
                "key": check.key,
                "rule": check.rule,
                "outcome": check.outcome.value,
                "value": check.value,
                "expected": check.expected,
            }
            for check in one.checks
        ],
    }


def place(lines: LineIndex, span: Span) -> dict[str, int]:
    """Return a span as lines and columns from 1, in code points, the end exclusive."""
    start, end = lines.position(span.start), lines.position(span.end)
    return {
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }
