"""The entries that a change adds, and whether they meet what a policy requires."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, links_of
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.urls.hosts import host_is
from listlint.urls.parse import split_url
from listlint.urls.verdict import Repository, VerdictKind


class Outcome(StrEnum):
    """Whether an entry meets a requirement."""

    PASSED = "passed"
    FAILED = "failed"
    ACCEPTED = "accepted"
    """It does not, but a comment, an exemption or the baseline accepts that."""
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether an entry meets a requirement.

    `value` is what the entry has, or why that is not known; `expected` is what is required.
    """

    entry: Entry
    outcome: Outcome
    value: str
    expected: str

    @property
    def problem(self) -> str:
        """What is wrong, then what is expected."""
        return _problem(self.value, self.expected)


def in_words(outcome: Outcome, value: str, expected: str) -> str:
    """Return the text of an assessment."""
    is_known = outcome in (Outcome.FAILED, Outcome.ACCEPTED)
    reason = _problem(value, expected) if is_known else value
    return f"{outcome.replace('-', ' ')}: {reason}"


def _problem(value: str, expected: str) -> str:
    return f"{value}; expected {expected}" if expected else value


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionOptions:
    """The options that all rules about added entries have."""

    guide: str = ""
    """Path or URL of the guide for contributors, which messages mention."""


class EntryScope(StrEnum):
    """The entries that a rule applies to."""

    ALL = "all"
    ADDED = "added"


def submissions(context: LintContext) -> tuple[Entry, ...]:
    """Return the linked entries that the previous version does not have; none without one.

    Not added is what only moves, also from another file of the run, or has another name, URL or
    description; nor a line that was there but not read as an entry.
    """
    return context.cached(_submissions)


def _submissions(context: LintContext) -> tuple[Entry, ...]:
    base = context.base
    if base is None:
        return ()
    before, after = ({entry.key for entry in one.entries} for one in (base, context))
    removed = Counter(e.name.casefold() for e in base.entries if e.key not in after)
    lines = {line.strip() for line in base.text.splitlines()}
    found = []
    for entry in context.entries:
        is_known = entry.key in before or entry.key in context.known
        if not entry.url or is_known or _first_line(context, entry.span) in lines:
            continue
        removed[entry.name.casefold()] -= 1
        if removed[entry.name.casefold()] < 0:
            found.append(entry)
    return tuple(found)


def _first_line(context: LintContext, span: Span) -> str:
    lines = context.document.lines
    return lines.line(lines.position(span.start).line).of(context.text).strip()


def assess_repositories(
    context: LintContext, expected: str, test: Callable[[Repository], tuple[bool, str] | None]
) -> Iterator[Assessment]:
    """Yield for each added entry whether its repository passes a test.

    `test` returns that and what the repository has; None if its host does not say.
    """
    for entry in submissions(context):
        repository = _repository(context, entry)
        found = test(repository) if repository else None
        if found is not None:
            outcome = Outcome.PASSED if found[0] else Outcome.FAILED
            yield Assessment(entry, outcome, found[1], expected)
        else:
            why = "its host does not say" if repository else _why_unknown(context, entry)
            yield Assessment(entry, Outcome.NOT_CHECKED, why, expected)


def _repository(context: LintContext, entry: Entry) -> Repository | None:
    """Return the repository that an entry links to, or else that of its name among its links."""
    own = context.verdicts.get(entry.link.url) if entry.link else None
    if own and own.repository:
        return own.repository
    for leaf in entry.leaves if context.verdicts else ():
        for link in links_of(leaf.inlines):
            verdict = context.verdicts.get(link.url)
            if verdict and verdict.repository:
                names = map(normalized_letters, verdict.repository.name.split("/"))
                if normalized_letters(entry.name) in names:
                    return verdict.repository
    return None


def _why_unknown(context: LintContext, entry: Entry) -> str:
    """Return why nothing is known of the repository of an entry."""
    verdict = context.verdicts.get(entry.link.url) if entry.link else None
    if verdict is None:
        return "link was not requested"
    if verdict.kind not in (VerdictKind.ALIVE, VerdictKind.MOVED):
        return f"{verdict.kind} link: {verdict.reason}"
    parts = split_url(entry.url or "")
    if host_is(parts.host, "github.com") and parts.path.strip("/").count("/") == 1:
        return "needs GitHub's API: no token, or its limit is reached"
    return "not a repository of a known host"


def violations(assessments: Iterable[Assessment], guide: str) -> Iterator[Violation]:
    """Yield the entries that fail; each message ends with the guide."""
    for one in assessments:
        if one.outcome is Outcome.FAILED:
            yield Violation(one.entry.place, with_guide(one.problem, guide), url=one.entry.url)


def with_guide(message: str, guide: str) -> str:
    """Return a message that mentions the guide, if there is one."""
    return f"{message}; see {guide}" if guide else message
