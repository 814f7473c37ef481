"""Entries whose repository is archived."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.entries.repositories import mentions, repositories

NEEDS = Needs.LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `archived-repository`."""

    exempt_words: tuple[str, ...] = (
        "archive", "archived", "deprecated", "unmaintained", "not maintained",
        "no longer maintained", "no longer developed", "no longer active", "discontinued",
        "abandoned", "inactive", "obsolete", "legacy", "retired", "historical", "graveyard",
        "🗄️", "🗄", "🗃️", "🗃", "⚰️", "💀", "🪦", "☠️",
    )  # fmt: skip
    """Words that exempt an entry if its text or a heading above it has one, in any letter case."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the links of entries with an archived repository that do not mention it."""
    for entry, link, repository in repositories(context):
        if repository.archived and not mentions(context, entry, options.exempt_words):
            message = f"repository `{repository.name}` is archived"
            yield Violation(link.span, message, url=link.url)
