"""The results of a run, which the formats of `report` show."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.records import dataclass
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.language.words import counted
from listlint.linter.checklist import Submission
from listlint.linter.fingerprint import EntryIndex
from listlint.rules.registry import Rule
from listlint.sources.files import Source, SourceError
from listlint.urls.verdict import Verdict


@dataclass(frozen=True)
class FileReport:
    """The findings of one list.

    `before` and `context` are the contexts without and with the fixes, `fixed` the findings that
    were fixed; `known` counts findings that are in the baseline, and therefore not in `findings`,
    `resolved` those of the baseline that the list no longer has; `policy` is the checklist of added
    entries.
    """

    source: Source
    context: LintContext
    findings: tuple[Finding, ...]
    before: LintContext
    fixed: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    known: int = 0
    resolved: int = 0
    policy: tuple[Submission, ...] = ()

    @property
    def path(self) -> str:
        """The path as it was given, with `/`."""
        return self.source.name

    @property
    def changed(self) -> bool:
        """Whether fixes changed the text."""
        return self.context.text != self.before.text

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
    """The result of a run.

    `written` is whether fixed texts are written to their files; `failures` are the lists that could
    not be read or written; `notices` are other lines for people; `problems` are why links were not
    checked; `interrupted` is how many were when Ctrl-C ended their check.
    """

    version: str
    files: tuple[FileReport, ...]
    rules: Mapping[str, Rule]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    history: tuple[RunRecord, ...] = ()
    written: bool = True
    failures: tuple[SourceError, ...] = ()
    notices: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    interrupted: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all lists, in source order."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def failed(self) -> bool:
        """Whether there is an error or a warning."""
        return any(finding.severity is not Severity.INFO for finding in self.findings)

    def located(self) -> Iterator[tuple[FileReport, Finding]]:
        """Yield every finding with its file."""
        for file in self.files:
            for finding in file.findings:
                yield file, finding

    def by_severity(self) -> list[tuple[FileReport, Finding]]:
        """Return every finding with its file, errors first."""
        order = list(Severity)
        return sorted(self.located(), key=lambda pair: order.index(pair[1].severity))

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def fixable(self, safety: Safety) -> int:
        """Count the findings with a fix of a safety."""
        return sum(f.fix is not None and f.fix.safety is safety for f in self.findings)

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
