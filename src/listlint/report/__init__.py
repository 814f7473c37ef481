"""What came of a run, and the formats that tell it: one module a format.

Each format module has `render(report, style) -> Iterator[str]`, which yields lines without their
line ends. All text of the list passes through `escape.visible` or a stricter escape on its way out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from typing import Protocol

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.entries.context import LintContext
from listlint.rules.registry import Rule
from listlint.urls.verdict import Verdict

PAGES = "https://github.com/listlint/listlint"
"""Where the project and its pages are."""


class Format(StrEnum):
    """How findings are written down. A member's name is its module's."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"
    JSONL = "jsonl"
    SARIF = "sarif"
    GITLAB = "gitlab"
    JUNIT = "junit"
    CHECKSTYLE = "checkstyle"
    RDJSON = "rdjson"
    MARKDOWN = "markdown"
    HTML = "html"


BY = {Safety.SAFE: "--fix", Safety.UNSAFE: "--unsafe-fixes", Safety.DISPLAY_ONLY: "by hand"}
"""How people have a fix of each safety applied."""
LONGEST = 20
"""Lines of the longest fix that is shown whole: longer ones are read better as a diff."""


@dataclass(frozen=True)
class FileReport:
    """What was found in one file. `path` is as people named it, with `/`.

    `fixed` were mended; `known` old findings are kept silent by a baseline, and `mended` ones of
    it are no more.
    """

    path: str
    context: LintContext
    findings: tuple[Finding, ...]
    fixed: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    known: int = 0
    mended: int = 0


@dataclass(frozen=True)
class RunRecord:
    """How many links had which outcome on one day: a point of the chart over time."""

    day: str
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    """What was found in all files of a run.

    `written` tells that files were mended where fixes were asked for, not only shown as a diff.
    """

    version: str
    files: tuple[FileReport, ...]
    rules: Mapping[str, Rule]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    history: tuple[RunRecord, ...] = ()
    written: bool = True

    def findings(self) -> Iterator[tuple[FileReport, Finding]]:
        """Yield every finding with its file."""
        for file in self.files:
            for finding in file.findings:
                yield file, finding

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for _, finding in self.findings())

    def fixable(self, safety: Safety) -> int:
        """Count the findings with a fix of a safety."""
        return sum(f.fix is not None and f.fix.safety is safety for _, f in self.findings())

    @property
    def entries(self) -> int:
        """The number of entries in all files."""
        return sum(len(file.context.entries) for file in self.files)


@dataclass(frozen=True, slots=True)
class OutputStyle:
    """How text is shown to people: colours, the terminal's width in cells, how much is said."""

    color: bool = False
    width: int = 80
    verbose: bool = False
    quiet: bool = False


class Renderer(Protocol):
    """What a format module offers."""

    def render(self, report: Report, style: OutputStyle) -> Iterator[str]:
        """Yield the lines of a report."""
        ...


def render(report: Report, form: Format, style: OutputStyle) -> Iterator[str]:
    """Yield the lines of a report in a format, its module imported only now."""
    module: Renderer = import_module(f"{__name__}.{form.value}")
    return module.render(report, style)
