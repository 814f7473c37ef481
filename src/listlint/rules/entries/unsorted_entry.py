"""Entries out of order in lists and tables that are sorted but for a few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from listlint.diagnostics.edits import Fix, Safety, delete, insert
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.conventions import Learned
from listlint.entries.ordering import (
    Misplaced,
    Sortable,
    SortKey,
    is_sorted,
    misplaced,
    order_by,
    place,
    sortable_lists,
)


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
    if by is None:
        for items, one in misplaced(lists, limits, ignore):
            counts = f" ({one.in_order:,} of {len(items):,} entries are in order)"
            yield _violation(context.text, items, one, counts, limits.order_move)
        return
    farthest = 10 * limits.order_move
    for items in lists:
        order = order_by(items, by, ignore)
        for index in sorted(order.misplaced):
            yield _violation(context.text, items, place([order], index), "", farthest)


def learn(context: LintContext, options: Options) -> Iterator[Learned]:
    """Yield what nearly all entries are sorted by, where no long list is unsorted."""
    limits = context.conventions
    lists = list(sortable_lists(context))
    total = sum(map(len, lists))
    best: tuple[int, SortKey] | None = None
    for by in (SortKey.NAME, SortKey.WORDS):
        orders = [order_by(items, by, options.ignore) for items in lists]
        kept = sum(len(order.kept) for order in orders)
        unsorted = any(o.total >= limits.minimum and not is_sorted(o, limits) for o in orders)
        if not unsorted and (best is None or kept > best[0]):
            best = (kept, by)
    if best and total >= limits.minimum and best[0] >= limits.share * total:
        yield Learned("by", best[1], best[0], total, "entries are sorted by name in their list")


def _violation(
    text: str, items: Sequence[Sortable], one: Misplaced, counts: str, farthest: int
) -> Violation:
    item, near = items[one.index], items[one.neighbor]
    side = "after" if one.after else "before"
    message = f"`{item.name}` should come {side} `{near.name}`{counts}"
    fix = _fix(text, items, one, farthest)
    related = (Related(near.place, f"it belongs {side} this"),)
    return Violation(item.place, message, fix, item.url or None, related)


def _fix(text: str, items: Sequence[Sortable], one: Misplaced, farthest: int) -> Fix | None:
    """Return the fix that moves whole lines; None if there is text between the items.

    It is safe where the usual orders agree on the place, and where it is near, with no group or
    comment on the way.
    """
    index, neighbor = one.index, one.neighbor
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
    if one.after:
        edit = insert(near.end, between + moved.of(text))
    else:
        edit = insert(near.start, moved.of(text) + between)
    edits = tuple(sorted((delete(removed), edit), key=lambda e: e.span))
    first, last = sorted((index, neighbor))
    is_near = last - first <= farthest
    is_safe = one.is_certain and is_near and _is_free(text, items[max(first - 1, 0) : last + 2])
    safety = Safety.SAFE if is_safe else Safety.UNSAFE
    description = f"move it {'after' if one.after else 'before'} `{items[neighbor].name}`"
    return Fix(safety, description, edits, rearranges=True)


def _is_free(text: str, way: Sequence[Sortable]) -> bool:
    """Return whether there is no comment and no group among neighboring entries."""
    return "<!--" not in text[way[0].lines.start : way[-1].lines.end] and all(
        not text[left.lines.end : right.lines.start].strip() for left, right in pairwise(way)
    )
