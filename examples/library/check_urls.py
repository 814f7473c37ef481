"""Print a verdict for each URL of the command line."""

import sys

import listlint

report = listlint.check_links(sys.argv[1:])
for url, verdict in report.verdicts.items():
    print(f"{url}: {verdict.kind} ({verdict.reason})")
