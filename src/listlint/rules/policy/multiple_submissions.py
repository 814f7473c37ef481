"""Changes that add more than one entry."""

from collections.abc import Iterator
from itertools import islice

from listlint.diagnostics.findings import Violation
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.entries.submissions import (
    Assessment,
    Outcome,
    SubmissionOptions,
    submissions,
    violations,
)
from listlint.language.words import counted

Options = SubmissionOptions


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the second added entry."""
    return islice(violations(assess(context, options), options.guide), 1)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether it is the first; those nested in it belong to it."""
    added = {entry.key: entry for entry in _outermost(context)}
    number = counted(len(added), "entry", "entries")
    for index, entry in enumerate(added.values()):
        outcome = Outcome.FAILED if index else Outcome.PASSED
        value = f"{number} added" if index else "first entry that is added"
        yield Assessment(entry, outcome, value, "one at a time")


def _outermost(context: LintContext) -> Iterator[Entry]:
    end = 0
    for entry in submissions(context):
        if entry.span.start >= end:
            yield entry
            end = entry.item.span.end if entry.item else end
