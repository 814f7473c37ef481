"""JUnit XML: a suite for each file, with a failed case for each finding or one passed case."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Severity
from listlint.report import OutputStyle, Report
from listlint.report.escape import visible
from listlint.report.xml import document, element


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the document; findings of severity `info` are not failures."""
    root = element("testsuites", name="listlint")
    for file in report.files:
        findings = [f for f in file.findings if f.severity is not Severity.INFO]
        suite = element(
            "testsuite",
            name=file.path,
            tests=max(1, len(findings)),
            failures=len(findings),
            errors=0,
            skipped=0,
        )
        if not findings:
            suite.append(element("testcase", name=file.path, classname="listlint"))
        for finding in findings:
            start = file.index.lines.position(finding.span.start)
            place = f"{file.path}:{start.line}:{start.column}"
            case = element(
                "testcase", name=place, classname=f"listlint.{finding.rule}", file=file.path,
                line=start.line,
            )  # fmt: skip
            failure = element("failure", message=finding.message, type=finding.severity.value)
            failure.text = visible(f"{place}: {finding.rule}: {finding.message}")
            case.append(failure)
            suite.append(case)
        root.append(suite)
    yield from document(root)
