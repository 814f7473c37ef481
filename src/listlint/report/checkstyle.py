"""Checkstyle XML, which most build servers read."""

from collections.abc import Iterator

from listlint.report import OutputStyle, Report
from listlint.report.xml import document, element


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the document."""
    root = element("checkstyle", version="4.3")
    for file in report.files:
        node = element("file", name=file.path)
        for finding in file.findings:
            start = file.index.lines.position(finding.span.start)
            node.append(
                element(
                    "error",
                    line=start.line,
                    column=start.column,
                    severity=finding.severity.value,
                    message=finding.message,
                    source=f"listlint.{finding.rule}",
                )
            )
        root.append(node)
    yield from document(root)
