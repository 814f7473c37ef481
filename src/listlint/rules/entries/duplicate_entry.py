"""Entries whose URL an earlier entry of the same section has already."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext
from listlint.entries.duplicates import (
    Scope,
    duplicates,
    is_same_thing,
    line_of,
    same_url,
    violation,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `duplicate-entry`."""

    within: Scope = Scope.SECTION
    """Where the earlier entry is looked for: `section`, or `list` for the whole list."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield each entry that repeats an earlier one."""
    for duplicate in duplicates(context, same_url):
        entry, earlier = duplicate.entry, duplicate.earlier(options.within)
        if earlier is None or not is_same_thing(earlier, entry):
            continue
        line = line_of(context, earlier)
        if entry.name.casefold() == earlier.name.casefold():
            message = f"duplicate entry `{entry.name}` (first on line {line})"
        else:
            message = f"`{entry.name}` has the same URL as `{earlier.name}` (line {line})"
        yield violation(entry, earlier, message)
