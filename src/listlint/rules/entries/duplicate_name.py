"""Entries with the name of an earlier entry and another URL."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.duplicates import (
    SHARED,
    Scope,
    are_different_rows,
    duplicates,
    folded_name,
    is_nested_in,
    line_of,
    violation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `duplicate-name`."""

    within: Scope = Scope.LIST
    """Where the earlier entry is looked for: `list`, or `section`."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield each entry that has the name of an earlier one, whatever the letter case."""
    for duplicate in duplicates(context, folded_name):
        entry, earlier = duplicate.entry, duplicate.earlier(options.within)
        if earlier is None or is_nested_in(earlier, entry) or earlier.identity == entry.identity:
            continue
        if duplicate.variants >= SHARED or are_different_rows(context, earlier, entry):
            continue
        line = line_of(context, earlier)
        message = f"`{entry.name}` has the same name as the entry on line {line}"
        yield violation(entry, earlier, message)
