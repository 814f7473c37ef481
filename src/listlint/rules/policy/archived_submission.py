"""Added entries whose repository is archived."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, Needs
from listlint.entries.submissions import (
    Assessment,
    SubmissionOptions,
    assess_repositories,
    violations,
)
from listlint.urls.verdict import Repository

NEEDS = Needs.LINKS
Options = SubmissionOptions


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the added entries with an archived repository."""
    return violations(assess(context, options), options.guide)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether its repository is not archived."""

    def test(repository: Repository) -> tuple[bool, str] | None:
        if repository.archived is None:
            return None
        state = "archived" if repository.archived else "not archived"
        return not repository.archived, f"repository `{repository.name}` is {state}"

    return assess_repositories(context, "one that is maintained", test)
