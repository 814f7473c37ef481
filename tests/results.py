"""Reports of texts that no file has."""

from collections.abc import Iterable

from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext
from listlint.linter.index import list_index
from listlint.linter.results import FileReport
from listlint.sources.files import Source


def file_report(path: str, context: LintContext, findings: Iterable[Finding]) -> FileReport:
    source = Source(path, None, b"", context.text, bom=False)
    return FileReport(source, list_index(context), tuple(findings))
