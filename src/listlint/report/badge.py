"""A badge: the JSON that the endpoint badge of shields.io reads."""

import json
from collections.abc import Iterator

from listlint.diagnostics.findings import Severity
from listlint.language.words import counted
from listlint.report import OutputStyle, Report


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the object, indented. It is an error badge where a list or links were not checked."""
    is_unknown = bool(report.failures or report.problems)
    message, color = ("not checked", "lightgrey") if is_unknown else _result(report)
    badge = {
        "schemaVersion": 1,
        "label": "listlint",
        "message": message,
        "color": color,
        "isError": is_unknown,
    }
    yield from json.dumps(badge, indent=2).splitlines()


def _result(report: Report) -> tuple[str, str]:
    """Return the message and the color for what fails a run."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    if errors:
        return counted(errors, "error"), "red"
    if warnings:
        return counted(warnings, "warning"), "yellow"
    return "passing", "brightgreen"
