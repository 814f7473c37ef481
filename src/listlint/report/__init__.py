"""The results of a run and the formats in which they are reported: one module a format.

Each format module has `render(report, style) -> Iterator[str]`, which yields lines without their
line ends. All text of the list passes through `escape.visible` or a stricter escape on its way out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Protocol

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.language.words import counted
from listlint.linter.checklist import Submission
from listlint.linter.fingerprint import EntryIndex
from listlint.linter.fixer import AppliedFix
from listlint.rules.registry import Rule
from listlint.urls.verdict import Verdict

BY = {
    Safety.SAFE: "--fix",
    Safety.UNSAFE: "--fix --unsafe-fixes",
    Safety.DISPLAY_ONLY: "by hand",
}
"""How a fix of each safety is applied."""
LONGEST = 20
"""Lines of the longest fix that is shown whole; longer ones are easier to read as a diff."""


@dataclass(frozen=True)
class FileReport:
    """The findings of one file. `path` is as it was given, with `/`.

    `known` counts findings that are in the baseline,
    and therefore not in `findings`, `resolved` those of the baseline that the file has no longer;
    `policy` is the checklist of added entries.
    """

    path: str
    context: LintContext
    findings: tuple[Finding, ...]
    fixed: tuple[AppliedFix, ...] = ()
    notes: tuple[str, ...] = ()
    known: int = 0
    resolved: int = 0
    policy: tuple[Submission, ...] = ()

    @cached_property
    def _index(self) -> EntryIndex:
        return EntryIndex(self.context.entries)

    def entry(self, finding: Finding) -> Entry | None:
        """Return the entry that a finding is in, if any."""
        return self._index.at(finding.span)


@dataclass(frozen=True)
class RunRecord:
    """How many links had each verdict on one day: a point of the chart over time."""

    day: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    """The findings of all files of a run.

    `written` is false if fixes are only shown as a diff.
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

    def by_severity(self) -> list[tuple[FileReport, Finding]]:
        """Return every finding with its file, errors first."""
        order = list(Severity)
        return sorted(self.findings(), key=lambda pair: order.index(pair[1].severity))

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

    @property
    def scope(self) -> str:
        """What was checked: `1,204 entries of 2 files`."""
        entries = counted(self.entries, "entry", "entries")
        return f"{entries} of {counted(len(self.files), 'file')}"

    @property
    def counts(self) -> list[str]:
        """How many findings each severity has, if any: `1 error`, `2 warnings`, `3 infos`."""
        numbers = ((self.count(severity), severity.value) for severity in Severity)
        return [counted(number, name) for number, name in numbers if number]


@dataclass(frozen=True, slots=True)
class OutputStyle:
    """How text is shown: colors, the width of the terminal in cells, how much is printed.

    `show_fixes` lists the fixes that were applied.
    """

    color: bool = False
    width: int = 80
    verbose: bool = False
    quiet: bool = False
    show_fixes: bool = False


class Renderer(Protocol):
    """The interface of a format module."""

    def render(self, report: Report, style: OutputStyle) -> Iterator[str]:
        """Yield the lines of a report."""
        ...


def render(report: Report, form: Format, style: OutputStyle) -> Iterator[str]:
    """Yield the lines of a report in a format, its module imported only now."""
    module: Renderer = import_module(f"{__name__}.{form.value}")
    return module.render(report, style)
