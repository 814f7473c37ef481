"""Entries out of order in lists and tables that are sorted but for a few."""

from collections.abc import Iterator, Sequence

from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.conventions import Learned
from listlint.entries.ordering import (
    ARTICLES,
    Misplaced,
    Sortable,
    SortKey,
    is_sorted,
    misplaced,
    move,
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
    ignore: tuple[str, ...] = ARTICLES
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
    fix = move(text, items, one, farthest)
    related = (Related(near.place, f"it belongs {side} this"),)
    return Violation(item.place, message, fix, item.entry.url or None, related)
