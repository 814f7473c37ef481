"""A summary in GitHub's Markdown, for job summaries and comments."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.report import BY, PAGES, FileReport, OutputStyle, Report
from listlint.report.escape import markdown

MOST = 200
"""Most findings that are listed: a comment holds 65,536 characters, a job summary 1 MiB."""
MARKS = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.INFO: "🔵"}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield one line of summary, the counts of each rule, and a table of the findings."""
    findings = list(report.findings())
    if not findings:
        yield f"**listlint**: no findings in {report.scope}. ✅"
        return
    yield f"**listlint**: {', '.join(report.counts)} in {report.scope}."
    yield ""
    counts = Counter(finding.rule for _, finding in findings)
    yield ", ".join(f"{_rule(report, rule)} × {count:,}" for rule, count in counts.most_common())
    yield ""
    yield "| | place | finding | how to fix |"
    yield "| --- | --- | --- | --- |"
    for file, finding in findings[:MOST]:
        yield _row(report, file, finding)
    if len(findings) > MOST:
        yield ""
        yield f"… and {len(findings) - MOST:,} more."


def _row(report: Report, file: FileReport, finding: Finding) -> str:
    start = file.context.document.lines.position(finding.span.start)
    place = f"{markdown(file.path)}:{start.line}:{start.column}"
    fix = finding.fix
    how = f"{_by(fix.safety)}: {markdown(fix.description)}" if fix else ""
    message = f"{_rule(report, finding.rule)}: {markdown(finding.message)}"
    return f"| {MARKS[finding.severity]} | {place} | {message} | {how} |"


def _by(safety: Safety) -> str:
    return BY[safety] if safety is Safety.DISPLAY_ONLY else f"`{BY[safety]}`"


def _rule(report: Report, name: str) -> str:
    if report.rules[name].page is None:
        return markdown(name)
    return f"[{name}]({PAGES}/blob/main/rules/{name}.md)"
