"""A summary in GitHub's Markdown, for job summaries and comments."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.entries.submissions import Outcome
from listlint.language.words import counted
from listlint.report import BY, FileReport, OutputStyle, Report
from listlint.report.escape import markdown
from listlint.rules.page import rule_url

MOST = 200
"""Most findings that are listed: a job summary holds 1 MiB."""
HEAD = ("| Severity | Place | Entry | Finding |", "| --- | --- | --- | --- |")

OUTCOMES = {
    Outcome.PASSED: "✅",
    Outcome.FAILED: "❌",
    Outcome.ACCEPTED: "☑️",
    Outcome.NOT_CHECKED: "❔",
}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield a line of summary, the findings, the counts of each rule, and the new entries."""
    findings = report.by_severity()
    if findings:
        yield from _findings(report, findings)
    else:
        yield f"**listlint**: no findings in {report.scope}. ✅"
    yield from _checklist(report)


def _findings(report: Report, findings: Sequence[tuple[FileReport, Finding]]) -> Iterator[str]:
    yield f"**listlint**: {', '.join(report.counts)} in {report.scope}."
    yield ""
    if safe := report.fixable(Safety.SAFE):
        yield f"`listlint --fix` fixes {safe:,} of {counted(len(findings), 'finding')}."
        yield ""
    yield from HEAD
    for file, finding in findings[:MOST]:
        yield _row(file, finding)
    if len(findings) > MOST:
        yield ""
        yield f"… and {len(findings) - MOST:,} more: the reports have all."
    yield ""
    yield "| Rule | Findings |"
    yield "| --- | ---: |"
    counts = Counter(finding.rule for _, finding in findings)
    for rule, count in counts.most_common():
        yield f"| {rule_name(rule)} | {count:,} |"
    yield ""
    yield from rule_pages(counts)


def _checklist(report: Report) -> Iterator[str]:
    """Yield the added entries, each with its checks."""
    added = [(file, one) for file in report.files for one in file.policy if one.checks]
    if added:
        yield ""
        yield "**New entries**"
        yield ""
    for file, one in added[:MOST]:
        line = file.index.lines.position(one.span.start).line
        checks = ((c.key, c.outcome, c.text) for c in one.checks)
        name = one.name or one.url or ""
        yield from submission(name, markdown(f"{file.path}:{line}"), checks)
    if len(added) > MOST:
        yield ""
        yield f"… and {len(added) - MOST:,} more."


def submission(name: str, place: str, checks: Iterable[tuple[str, Outcome, str]]) -> Iterator[str]:
    """Yield an added entry and its checks (key, outcome and text); `place` is Markdown already."""
    yield f"- {markdown(name)} ({place})"
    for key, outcome, text in checks:
        yield f"  - {OUTCOMES[outcome]} {markdown(f'`{key}`')} {markdown(text)}"


def _row(file: FileReport, finding: Finding) -> str:
    start = file.index.lines.position(finding.span.start)
    entry = file.index.entry_at(finding.span)
    fix = finding.fix
    how = f"{_by(fix.safety)}: {markdown(fix.description)}" if fix else ""
    return row(
        finding.severity,
        markdown(f"{file.path}:{start.line}"),
        entry.name if entry else "",
        finding.message,
        how,
        finding.rule,
    )


def row(severity: str, place: str, entry: str, message: str, how: str, rule: str) -> str:
    """Return a row of a table of findings; `place` and `how` are Markdown already."""
    fix = f"<br>{how}" if how else ""
    finding = f"{markdown(message)} ({rule_name(rule)}){fix}"
    return f"| {severity} | {place} | {markdown(entry)} | {finding} |"


def _by(safety: Safety) -> str:
    return BY[safety] if safety is Safety.DISPLAY_ONLY else f"`{BY[safety]}`"


def rule_name(name: str) -> str:
    """Return the name of a rule as a reference to its page, if it has one."""
    return f"[{name}]" if rule_url(name) else markdown(name)


def rule_pages(names: Iterable[str]) -> Iterator[str]:
    """Yield the definitions of the references to pages of rules."""
    for name in sorted({*names}):
        if url := rule_url(name):
            yield f"[{name}]: {url}"
