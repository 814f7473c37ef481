"""Print what the safe fixes of a list change, and what is left to do."""

import listlint

result = listlint.fix("awesome-teapots.md")
for finding in result.fixed:
    if finding.fix:
        print(f"line {finding.line}: {finding.fix.description}")
print(f"{len(result.findings)} findings left, {len(result.text.splitlines())} lines")
