"""Added entries whose repository has too few stars."""

from collections.abc import Iterator
from typing import Annotated

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.entries.submissions import (
    Assessment,
    SubmissionOptions,
    assess_repositories,
    violations,
)
from listlint.fields import number
from listlint.language.words import counted
from listlint.urls.verdict import Repository

NEEDS = Needs.LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(SubmissionOptions):
    """Options of `unpopular-submission`."""

    minimum: Annotated[int, number(least=1)] = 50
    """How many stars the repository must have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the added entries whose repository has too few stars."""
    return violations(assess(context, options), options.guide)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether its repository has enough stars."""

    def test(repository: Repository) -> tuple[bool, str] | None:
        stars = repository.stars
        if stars is None:
            return None
        return (
            stars >= options.minimum,
            f"repository `{repository.name}` has {counted(stars, 'star')}",
        )

    return assess_repositories(context, f"at least {options.minimum:,}", test)
