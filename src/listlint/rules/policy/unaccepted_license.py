"""Added entries whose repository has no license that the list accepts."""

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
from listlint.fields import Checked
from listlint.language.licenses import identifier, identifiers
from listlint.urls.verdict import Repository

NEEDS = Needs.LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(SubmissionOptions):
    """Options of `unaccepted-license`."""

    accepted: tuple[Annotated[str, Checked(identifier, "SPDX identifier")], ...] = ()
    """SPDX identifiers of the licenses that are accepted; without any, every license is."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the added entries with another license, or with none."""
    return violations(assess(context, options), options.guide)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether its repository has an accepted license."""
    accepted = frozenset().union(*map(identifiers, options.accepted))

    def test(repository: Repository) -> tuple[bool, str] | None:
        name, license_ = repository.name, repository.license
        if license_ is None:
            nothing = f"repository `{name}` has no license that its host recognizes"
            return (False, nothing) if repository.unlicensed else None
        passed = not accepted or bool(accepted & identifiers(license_))
        return passed, f"repository `{name}` is licensed under `{license_}`"

    expected = " or ".join(f"`{name}`" for name in options.accepted) or "a license"
    return assess_repositories(context, expected, test)
