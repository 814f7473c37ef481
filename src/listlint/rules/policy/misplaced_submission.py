"""Added entries that are not where they belong in a sorted list."""

from collections.abc import Iterator, Sequence

from listlint.diagnostics.findings import Related, Violation
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.entries.ordering import (
    Misplaced,
    Sortable,
    are_sorted,
    misplaced_among,
    move,
    sortable_lists,
)
from listlint.entries.submissions import (
    Assessment,
    Outcome,
    SubmissionOptions,
    submissions,
    with_guide,
)

Options = SubmissionOptions


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the added entries that are out of order."""
    for items, added, misplaced in _lists(context):
        for one in misplaced or ():
            entry, near = added[one.index], items[one.neighbor]
            side = "after" if one.after else "before"
            message = with_guide(f"`{entry.name}` should come {side} `{near.name}`", options.guide)
            fix = move(context.text, items, one, context.conventions.order_move)
            related = (Related(near.place, f"it belongs {side} this"),)
            yield Violation(items[one.index].place, message, fix, entry.url, related)


def assess(context: LintContext, options: Options) -> Iterator[Assessment]:
    """Yield for each added entry whether it is in order."""
    for items, added, misplaced in _lists(context):
        out = {one.index: one for one in misplaced or ()}
        for index, entry in added.items():
            if misplaced is None:
                yield Assessment(entry, Outcome.NOT_CHECKED, "list is not sorted by name", "")
            elif index in out:
                one = out[index]
                expected = f"{'after' if one.after else 'before'} `{items[one.neighbor].name}`"
                yield Assessment(entry, Outcome.FAILED, "out of order", expected)
            else:
                yield Assessment(entry, Outcome.PASSED, "in order", "")


def _lists(
    context: LintContext,
) -> Iterator[tuple[Sequence[Sortable], dict[int, Entry], list[Misplaced] | None]]:
    """Yield the lists with added entries: these by index, and those of them out of order."""
    added = submissions(context)
    by_place = {span: entry for entry in added for span in (entry.place, entry.name_span)}
    limits = context.conventions
    lists = list(sortable_lists(context)) if added else []
    usual = bool(lists) and are_sorted(lists, limits)
    for items in lists:
        found = {i: by_place[item.place] for i, item in enumerate(items) if item.place in by_place}
        if found:
            yield items, found, misplaced_among(items, found.keys(), limits, usual=usual)
