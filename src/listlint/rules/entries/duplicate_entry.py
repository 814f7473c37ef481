"""Entries whose URL an earlier entry of the same section has already."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.duplicates import (
    Scope,
    duplicates,
    is_same_thing,
    same_url,
    same_url_violation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `duplicate-entry`."""

    within: Scope = Scope.SECTION
    """Where the earlier entry is looked for: `section`, or `list` for the whole list."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield each entry that repeats an earlier one."""
    for duplicate in duplicates(context, same_url):
        earlier = duplicate.earlier(options.within)
        if earlier and is_same_thing(context, earlier, duplicate.entry, duplicate.variants):
            yield same_url_violation(context, duplicate, earlier)
