"""How many findings each rule has."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.records import dataclass
from listlint.formats import Format
from listlint.report import BY, OutputStyle, Report
from listlint.report.ansi import BOLD, SEVERITY_COLORS, paint
from listlint.report.text import summary


@dataclass(frozen=True, slots=True)
class RuleCount:
    """The findings of a rule, and how many of them are fixable by each option."""

    rule: str
    severity: Severity
    count: int
    safe_fixes: int
    unsafe_fixes: int


def rule_counts(report: Report) -> list[RuleCount]:
    """Return the counts of all rules with findings, the highest first."""
    by_rule: dict[str, list[Finding]] = {}
    for _, finding in report.located():
        by_rule.setdefault(finding.rule, []).append(finding)
    counts = [
        RuleCount(
            rule,
            min((f.severity for f in findings), key=list(Severity).index),
            len(findings),
            *(
                sum(f.fix is not None and f.fix.safety is safety for f in findings)
                for safety in (Safety.SAFE, Safety.UNSAFE)
            ),
        )
        for rule, findings in by_rule.items()
    ]
    return sorted(counts, key=lambda one: (-one.count, one.rule))


def render(report: Report, form: Format, style: OutputStyle) -> Iterator[str]:
    """Yield a line for each rule and a summary, or a JSON array."""
    counts = rule_counts(report)
    if form is Format.JSON:
        yield from json.dumps([asdict(one) for one in counts], indent=2).splitlines()
        return
    digits = max((len(f"{one.count:,}") for one in counts), default=0)
    longest = max((len(one.rule) for one in counts), default=0)
    for one in counts:
        severity = paint(f"{one.severity:<7}", SEVERITY_COLORS[one.severity], style.color)
        rule = paint(one.rule.ljust(longest), BOLD, style.color)
        numbers = ((one.safe_fixes, Safety.SAFE), (one.unsafe_fixes, Safety.UNSAFE))
        fixable = ", ".join(f"{number:,} with `{BY[by]}`" for number, by in numbers if number)
        line = f"{one.count:>{digits},}  {severity}  {rule}"
        yield f"{line}  fixable: {fixable}" if fixable else line.rstrip()
    if not style.quiet:
        yield from summary(report, style)
