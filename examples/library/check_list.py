"""Print the findings of a list, as a linter does."""

import listlint

report = listlint.check("awesome-teapots.md")
for finding in report.findings:
    place = f"{finding.path}:{finding.line}:{finding.column}"
    print(f"{place}: {finding.severity} {finding.rule}: {finding.message}")
raise SystemExit(report.failed)
