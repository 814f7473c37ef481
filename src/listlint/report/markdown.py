"""A summary in GitHub's Markdown, for job summaries and comments."""

from collections import Counter
from collections.abc import Iterator, Sequence

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.entries.submissions import Outcome
from listlint.report import BY, PAGES, FileReport, OutputStyle, Report
from listlint.report.escape import markdown

MOST = 200
"""Most findings that are listed: a comment holds 65,536 characters, a job summary 1 MiB."""
MARKS = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.INFO: "🔵"}

OUTCOMES = {
    Outcome.PASSED: "✅",
    Outcome.FAILED: "❌",
    Outcome.ACCEPTED: "☑️",
    Outcome.NOT_CHECKED: "❔",
}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield a line of summary, the counts of each rule, the findings, and the new entries."""
    findings = list(report.findings())
    if findings:
        yield from _findings(report, findings)
    else:
        yield f"**listlint**: no findings in {report.scope}. ✅"
    yield from _checklist(report)


def _findings(report: Report, findings: Sequence[tuple[FileReport, Finding]]) -> Iterator[str]:
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


def _checklist(report: Report) -> Iterator[str]:
    """Yield the added entries, each with its checks."""
    added = [(file, one) for file in report.files for one in file.policy if one.checks]
    if added:
        yield ""
        yield "**New entries**"
        yield ""
    for file, one in added[:MOST]:
        line = file.context.document.lines.position(one.entry.place.start).line
        yield f"- {markdown(one.entry.name or one.entry.url or '')} ({markdown(file.path)}:{line})"
        for check in one.checks:
            mark = OUTCOMES[check.assessment.outcome]
            yield f"  - {mark} `{check.key}` {markdown(check.assessment.text)}"
    if len(added) > MOST:
        yield ""
        yield f"… and {len(added) - MOST:,} more."


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
