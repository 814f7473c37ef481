"""Entries out of order in lists and tables that are sorted but for a few."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, delete, insert
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.conventions import Learned
from listlint.entries.ordering import (
    Order,
    Sortable,
    SortKey,
    are_sorted,
    sort_order,
    sortable_lists,
    usual_order,
)
from listlint.entries.thresholds import Conventions


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `unsorted-entry`."""

    by: SortKey | None = None
    """What every list must be sorted by: `name`, `words`, `code`, `year` or `newest`; unset, only
    lists that are sorted but for a few entries are checked."""
    ignore: tuple[str, ...] = ("a", "an", "the")
    """Words that do not count at the beginning of a name."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the fewest entries that must move for nearly sorted lists to be sorted."""
    limits, by, ignore = context.conventions, options.by, options.ignore
    lists = list(sortable_lists(context))
    usual = by is None and are_sorted(lists, limits, ignore)
    for items in lists:
        if by is not None:
            order = sort_order(items, by, ignore)
        elif (found := usual_order(items, limits, ignore, usual=usual)) is not None:
            order = found
        else:
            continue
        for index in order.misplaced:
            yield _violation(context.text, items, order, index, pinned=by is not None)


def learn(context: LintContext, options: Options) -> Iterator[Learned]:
    """Yield what nearly all entries are sorted by, where no long list is unsorted."""
    limits = context.conventions
    lists = list(sortable_lists(context))
    total = sum(map(len, lists))
    best: tuple[int, SortKey] | None = None
    for by in (SortKey.NAME, SortKey.WORDS):
        orders = [sort_order(items, by, options.ignore) for items in lists]
        kept = sum(len(order.kept) for order in orders)
        unsorted = any(_is_unsorted(order, limits) for order in orders)
        if not unsorted and (best is None or kept > best[0]):
            best = (kept, by)
    if best and total >= limits.minimum and best[0] >= limits.share * total:
        yield Learned("by", best[1], best[0], total, "entries are sorted by name in their list")


def _is_unsorted(order: Order, limits: Conventions) -> bool:
    """Return whether a list is long enough to have an order, but is not sorted."""
    total = len(order.keys)
    return total >= limits.minimum and len(order.kept) < limits.share * total


def _violation(
    text: str, items: Sequence[Sortable], order: Order, index: int, *, pinned: bool
) -> Violation:
    item = items[index]
    at = bisect_right(order.kept_keys, order.keys[index])
    side = "after" if at else "before"
    neighbor = order.kept[max(at - 1, 0)]
    near = items[neighbor]
    counts = "" if pinned else f" ({len(order.kept):,} of {len(items):,} entries are in order)"
    message = f"`{item.name}` should come {side} `{near.name}`{counts}"
    fix = _fix(text, items, index, neighbor, side)
    related = (Related(near.place, f"it belongs {side} this"),)
    return Violation(item.place, message, fix, item.url or None, related)


def _fix(text: str, items: Sequence[Sortable], index: int, neighbor: int, side: str) -> Fix | None:
    """Return the fix that moves whole lines; None if there is text between the items."""
    moved, near = items[index].lines, items[neighbor].lines
    if index + 1 < len(items):
        gap = Span(moved.end, items[index + 1].lines.start)
        removed = Span(moved.start, gap.end)
    else:
        gap = Span(items[index - 1].lines.end, moved.start)
        removed = Span(gap.start, moved.end)
    between = gap.of(text)
    if not between or between.strip():
        return None
    if side == "before":
        edit = insert(near.start, moved.of(text) + between)
    else:
        edit = insert(near.end, between + moved.of(text))
    edits = tuple(sorted((delete(removed), edit), key=lambda e: e.span))
    description = f"move it {side} `{items[neighbor].name}`"
    return Fix(Safety.SAFE, description, edits, rearranges=True)
