"""Entries whose repository had no push for a long time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.entries.repositories import day, mentions, repositories
from listlint.urls.verdict import Repository

NEEDS = Needs.LINKS
_MONTH = 365.2425 / 12  # days


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `stale-repository`."""

    months: int = 24
    """Months since the last push after which a repository is stale."""
    exempt_words: tuple[str, ...] = (
        "archive", "archived", "deprecated", "unmaintained", "not maintained",
        "no longer maintained", "discontinued", "abandoned", "inactive", "stale", "obsolete",
        "legacy", "retired", "historical",
    )  # fmt: skip
    """Words that exempt an entry if its text or a heading above it has one, in any letter case."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for less than a month."""
        if self.months < 1:
            raise ValueError("months must be 1 or more")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the links of entries with a stale repository that do not mention it."""
    today = context.today or datetime.now(UTC).date()
    for entry, link, repository in repositories(context):
        months = 0 if repository.archived else _months_since_push(repository, today)
        if months >= options.months and not mentions(context, entry, options.exempt_words):
            ago = f"{months:,} {'month' if months == 1 else 'months'} ago"
            message = f"last push to `{repository.name}` was {ago}"
            yield Violation(link.span, message, url=link.url)


def _months_since_push(repository: Repository, today: date) -> int:
    pushed = day(repository.pushed_at)
    return int((today - pushed).days / _MONTH) if pushed else 0
