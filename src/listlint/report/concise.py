"""Findings as one line each, for editors and scripts."""

from collections.abc import Iterator

from listlint.report import OutputStyle, Report
from listlint.report.escape import visible
from listlint.report.text import ending, head, notes


def render(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield `path:line:col: severity rule: message` for each finding, then a summary."""
    for file in report.files:
        for finding in file.findings:
            yield f"{head(file, finding, style)}: {visible(finding.message)}"
        yield from notes(file, style)
    yield from ending(report, style)
