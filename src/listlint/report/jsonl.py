"""One JSON object a line and finding, as in `json`, for tools that read streams."""

import json
from collections.abc import Iterator

from listlint.report import Report, Style
from listlint.report.json import diagnostic


def render(report: Report, _style: Style) -> Iterator[str]:
    """Yield a line a finding."""
    for file, finding in report.findings():
        yield json.dumps(diagnostic(file, finding), ensure_ascii=True)
