"""GitLab's code quality report (a subset of the Code Climate format that GitLab documents)."""

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from listlint.diagnostics.findings import Severity
from listlint.linter.fingerprint import fingerprints
from listlint.report import OutputStyle, Report
from listlint.report.escape import visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, _style: OutputStyle) -> Iterator[str]:
    """Yield the report, indented."""
    yield from json.dumps(as_object(report), ensure_ascii=True, indent=1).splitlines()


def _project_fingerprint(path: str, fingerprint: str) -> str:
    """Return a fingerprint that is unique in the project; `path` need not be UTF-8."""
    whole = f"{path}\0{fingerprint}".encode("utf-8", "surrogateescape")
    return blake2b(whole, digest_size=16).hexdigest()


def as_object(report: Report) -> list[dict[str, Any]]:
    """Return the report as JSON types."""
    return [
        {
            "description": visible(finding.message),
            "check_name": finding.rule,
            "fingerprint": _project_fingerprint(file.path, fingerprint),
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": visible(file.path).removeprefix("./"),
                "lines": {
                    "begin": file.index.lines.position(finding.span.start).line,
                    "end": file.index.lines.position(finding.span.end).line,
                },
            },
        }
        for file in report.files
        for finding, fingerprint in zip(
            file.findings, fingerprints(file.index, file.findings), strict=True
        )
    ]
