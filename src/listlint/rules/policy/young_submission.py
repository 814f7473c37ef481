"""Added entries whose repository is too new."""

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
    """Options of `young-submission`."""

    minimum: Period = "5 months"
    """How old the repository must be."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the added entries whose repository was created too recently."""
    return violations(assess(context, options), options.guide)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether its repository is old enough."""
    latest = earlier(context.today or datetime.now(UTC).date(), options.minimum)

    def test(repository: Repository) -> tuple[bool, str] | None:
        created = day(repository.created_at)
        if created is None:
            return None
        return created <= latest, f"repository `{repository.name}` was created on {created}"

    return assess_repositories(context, f"at least {options.minimum} ago", test)
