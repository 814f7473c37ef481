"""`[conventions]`: the thresholds from which the style of most entries is a convention."""

from collections.abc import Container
from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any

from listlint.diagnostics.attributes import kebab
from listlint.fields import number

Count = Annotated[int, number(least=1)]
Share = Annotated[float, number(above=0.5, most=1)]
_MINIMUM: dict[str, Any] = {"follows": "minimum"}
_SHARE: dict[str, Any] = {"follows": "share"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Thresholds of conventions."""

    minimum: Annotated[int, number(least=2)] = 10
    """Answers there must be before the list has a convention."""
    share: Share = 0.9
    """Share of the answers that must agree."""
    group_minimum: Count = field(default=4, metadata=_MINIMUM)
    """Entries a section must have before the one without a description is reported."""
    name_minimum: Count = field(default=5, metadata=_MINIMUM)
    """Places of a name before it has a usual spelling."""
    name_share: Share = field(default=0.85, metadata=_SHARE)
    """Share of a name's places that makes a spelling the usual one."""
    value_minimum: Count = field(default=5, metadata=_MINIMUM)
    """Occurrences of a value before it belongs to its column's closed set."""
    value_lead: Count = 2
    """How many times as often as another spelling the usual spelling of a value must occur."""
    foreign_value_minimum: Count = 3
    """Occurrences of a value in its own column before it is reported in another one."""
    closed_set_size: Count = 12
    """Most values of a closed set."""
    closed_set_share: Share = field(default=0.95, metadata=_SHARE)
    """Share of a column's values that a closed set must cover."""
    column_share: Share = field(default=0.9, metadata=_SHARE)
    """Share of a column's cells that decides what the column holds."""
    optional_column: Count = 3
    """Empty cells, in at least a third of a table's rows, that make a column optional there.

    So many placeholders (`-`, `n/a`) show what to write in a cell without a value.
    """
    shared_columns: Count = 3
    """Columns that two tables must share before their headers are compared."""
    table_share: Share = 0.8
    """Share of lines with equally many cells that makes them the rows of a table."""
    order_minimum: Count = 4
    """Entries a list must have before its order counts for the other lists."""
    order_lists: Count = 2
    """Sorted lists there must be before a short list is expected to be sorted, too."""
    order_years: Count = 3
    """Different years a list must have before it counts as sorted by year."""
    toc_share: Share = 0.8
    """Share of the links of a list that must link into the page to make it a table of contents."""
    toc_item_share: Share = 0.9
    """Share of the items of a table of contents that decides how its items are written."""
    toc_level_share: Share = 0.75
    """Share of the headings of a level that makes the level one the table of contents lists."""
    toc_level_minimum: Count = 3
    """Listed headings of a level before one that is not listed is reported."""

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
