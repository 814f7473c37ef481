"""Workflow commands: annotations on the lines of a pull request.

GitHub shows ten annotations of each severity, so no more are written; the log has all findings.
"""

from collections.abc import Iterator

from listlint.diagnostics.findings import Finding, Severity
from listlint.language.words import counted
from listlint.report import FileReport, OutputStyle, Report
from listlint.report.escape import visible, workflow_data, workflow_property

MOST = 10
"""Annotations of one severity that GitHub shows of a step."""
LINES = 1_000
"""Most findings in the log; it is for people, and reports have the rest."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the annotations, in a group that is closed at first, then a line for each finding."""
    findings = report.by_severity()
    if findings:
        first = [
            pair
            for severity in Severity
            for pair in [pair for pair in findings if pair[1].severity is severity][:MOST]
        ]
        yield f"::group::Annotations of {len(first)} of {counted(len(findings), 'finding')}"
        yield from (_annotation(file, finding) for file, finding in first)
        yield "::endgroup::"
    for file, finding in findings[:LINES]:
        yield _line(file, finding)
    if len(findings) > LINES:
        yield f"... and {len(findings) - LINES:,} more"
    counts = ", ".join(report.counts) or "no findings"
    yield f"{counts} in {report.scope}"


def _annotation(file: FileReport, finding: Finding) -> str:
    lines = file.index.lines
    start, end = lines.position(finding.span.start), lines.position(finding.span.end)
    place = {"file": file.path, "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:  # the runner rejects columns that span lines
        place |= {"col": str(start.column), "endColumn": str(end.column)}
    place["title"] = finding.rule
    properties = ",".join(f"{key}={workflow_property(value)}" for key, value in place.items())
    message = finding.message
    if finding.fix is not None:
        message += f" (fix: {finding.fix.description})"
    return f"::{_COMMANDS[finding.severity]} {properties}::{workflow_data(message)}"


def _line(file: FileReport, finding: Finding) -> str:
    """Return a line of the log: place, severity, rule, entry and message."""
    start = file.index.lines.position(finding.span.start)
    entry = file.index.entry_at(finding.span)
    name = f"{entry.name}: " if entry and entry.name else ""
    place = f"{file.path}:{start.line}:{start.column}"
    return visible(f"{place}: {finding.severity} {finding.rule}: {name}{finding.message}")
