"""The results of a run, which the formats of `report` show."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.records import dataclass
from listlint.language.words import counted
from listlint.linter.checklist import Submission
from listlint.linter.engine import RuleCrashedError
from listlint.linter.index import ListIndex
from listlint.rules.registry import Rule
from listlint.sources.files import Source, SourceError
from listlint.urls.verdict import Verdict


@dataclass(frozen=True)
class FileReport:
    """The findings of one list.

    `index` is that of the text with the fixes, `fixed` are the findings that were fixed; `known`
    counts findings that are in the baseline, and therefore not in `findings`, `resolved` those of
    the baseline that the list no longer has; `policy` is the checklist of added entries.
    """

    source: Source
    index: ListIndex
    findings: tuple[Finding, ...]
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
        return self.index.text != self.source.text


@dataclass(frozen=True, slots=True)
class FixResult:
    """The result of fixing one list.

    `text` is that with the fixes, and `changed` whether they changed it; `fixed` are the findings
    that were fixed, each at its place in the text that its fix was applied to, `findings` those
    that remain, `notes` which fixes were not applied, and why.
    """

    text: str
    changed: bool
    fixed: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RunRecord:
    """How many links had each verdict on one day: a point of the chart over time."""

    day: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    """The result of a run.

    `written` is whether fixed texts are written to their files; `failures` are the lists that could
    not be read, checked or written; `notices` are other lines for people; `problems` are why links
    were not checked; `interrupted` is how many were when Ctrl-C ended their check.
    """

    version: str
    files: tuple[FileReport, ...]
    rules: Mapping[str, Rule]
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    history: tuple[RunRecord, ...] = ()
    written: bool = True
    today: date | None = None
    failures: tuple[SourceError | RuleCrashedError, ...] = ()
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
        return sum(len(file.index.entries) for file in self.files)

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
