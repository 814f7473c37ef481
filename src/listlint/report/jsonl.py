"""One line for each finding, a JSON object as in `json`, for tools that read streams."""

import json
from collections.abc import Iterator

from listlint.report import OutputStyle, Report
from listlint.report.json import diagnostic


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield one line for each finding."""
    for file, finding in report.located():
        yield json.dumps(diagnostic(file, finding), ensure_ascii=True)
