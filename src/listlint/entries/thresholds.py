"""`[conventions]`: the thresholds from which the style of most entries is a convention."""

from collections.abc import Container
from dataclasses import field, fields, replace
from typing import Annotated, Any

from listlint.diagnostics.attributes import kebab
from listlint.diagnostics.records import dataclass
from listlint.fields import number

Count = Annotated[int, number(least=1)]
Share = Annotated[float, number(above=0.5, most=1)]
_MINIMUM: dict[str, Any] = {"follows": "minimum"}
_SHARE: dict[str, Any] = {"follows": "share"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Thresholds of conventions."""

    minimum: Annotated[int, number(least=2)] = 10
    """Places needed before a style counts as the list's convention."""
    share: Share = 0.9
    """Share of those places that must agree."""
    group_minimum: Count = field(default=4, metadata=_MINIMUM)
    """Entries a section needs before the only one without a description is reported."""
    name_minimum: Count = field(default=5, metadata=_MINIMUM)
    """Places a name needs before its most frequent spelling is expected."""
    name_share: Share = field(default=0.85, metadata=_SHARE)
    """Share of a name's places that must have the expected spelling."""
    majority: Count = 3
    """Values or headers that must agree on a spelling: two against one are no majority."""
    value_minimum: Count = field(default=5, metadata=_MINIMUM)
    """Occurrences a value needs before it counts as one of the expected values of its column."""
    value_lead: Count = 2
    """How many times as often as another spelling the expected spelling of a value must occur."""
    foreign_value_minimum: Count = 3
    """Occurrences a value needs in its own column before it is reported in another one."""
    closed_set_size: Count = 12
    """Most expected values a column may have to be checked for unexpected ones."""
    closed_set_share: Share = field(default=0.95, metadata=_SHARE)
    """Share of a column's values that must be expected ones before the others are checked."""
    column_share: Share = field(default=0.9, metadata=_SHARE)
    """Share of a column's cells that must be of one type, or have the same placeholder."""
    optional_column_minimum: Count = 3
    """Empty cells a table needs, in over a third of its rows, before their column is optional.

    As many cells with the same placeholder (`-`, `n/a`) are needed before it is suggested.
    """
    shared_columns_minimum: Count = 3
    """Columns two tables need in common before their one different header is compared."""
    table_share: Share = 0.8
    """Share of lines that must have the same number of cells to count as rows of a table."""
    order_minimum: Count = 4
    """Entries a list needs before its order counts for the other lists."""
    order_chance: Annotated[float, number(above=0, most=1)] = 0.001
    """Highest probability that a random order keeps so many entries of a sorted list in order.

    Above it, a list may look sorted by chance: one of few entries, or of few different years.
    """
    order_move: Count = 10
    """Entries that a safe fix may move another one across."""
    order_lists_minimum: Count = 2
    """Sorted lists needed before a short list is expected to be sorted, too."""
    order_years_minimum: Count = 3
    """Different years a list needs before it counts as sorted by year."""
    toc_share: Share = 0.8
    """Share of a list's links that must point into the page to make it a table of contents."""
    toc_item_share: Share = 0.9
    """Share of the items of a table of contents that must agree before their style is used."""
    toc_level_share: Share = 0.75
    """Share of a level's headings that must be listed before the others are reported."""
    toc_level_minimum: Count = 3
    """Listed headings a level needs before one that is not listed is reported."""

    def following(self, own: Container[str]) -> "Conventions":
        """Return these as a config with the keys `own` sets them.

        A field whose metadata says `follows` takes the value of that field where the config sets
        that one and not its own.
        """
        followed = {
            item.name: getattr(self, item.metadata["follows"])
            for item in fields(self)
            if item.metadata.get("follows") in own and kebab(item.name) not in own
        }
        return replace(self, **followed)


DEFAULT = Conventions()
"""The thresholds of a list without a config."""
