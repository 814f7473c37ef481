"""Added entries whose repository had no activity for too long."""

from collections.abc import Iterator
from datetime import UTC, datetime

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.entries.repositories import day
from listlint.entries.submissions import (
    Assessment,
    SubmissionOptions,
    assess_repositories,
    violations,
)
from listlint.links.durations import Period, earlier
from listlint.urls.verdict import Repository

NEEDS = Needs.LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(SubmissionOptions):
    """Options of `inactive-submission`."""

    maximum: Period = "12 months"
    """How long ago the last push may be."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the added entries whose repository had its last push too long ago."""
    return violations(assess(context, options), options.guide)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether its repository is active."""
    earliest = earlier(context.today or datetime.now(UTC).date(), options.maximum)

    def test(repository: Repository) -> tuple[bool, str] | None:
        what = "push to" if repository.pushed_at else "activity in"
        last = day(repository.pushed_at or repository.active_at)
        if last is None:
            return None
        return last >= earliest, f"last {what} `{repository.name}` was on {last}"

    return assess_repositories(context, f"at most {options.maximum} ago", test)
