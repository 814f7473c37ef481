"""Workflow commands: annotations on the lines of a pull request."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Severity
from listlint.report import OutputStyle, Report
from listlint.report.escape import workflow_data, workflow_property

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield one workflow command for each finding."""
    for file, finding in report.findings():
        lines = file.context.document.lines
        start, end = lines.position(finding.span.start), lines.position(finding.span.end)
        place = {"file": file.path, "line": str(start.line), "endLine": str(end.line)}
        if start.line == end.line:  # the runner rejects columns that span lines
            place |= {"col": str(start.column), "endColumn": str(end.column)}
        place["title"] = finding.rule
        properties = ",".join(f"{key}={workflow_property(value)}" for key, value in place.items())
        message = finding.message
        if finding.fix is not None:
            message += f" (fix: {finding.fix.description})"
        yield f"::{_COMMANDS[finding.severity]} {properties}::{workflow_data(message)}"
