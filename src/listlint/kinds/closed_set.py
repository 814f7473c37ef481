"""Values that are none of the few that a column has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from listlint.columns import Content, Nature, Placed, contents, header_key, value_key
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The `values` that the column headed `column` may have; learned for all without them."""

    column: str = ""
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.column) != bool(self.values):
            raise ValueError("`column` and `values` belong together: give both or none")


CASES = {
    "slip": ("found", "expected", "times", "column"),
    "misplaced": ("found", "column", "other"),
    "decided": ("found", "column", "values"),
}

_USUAL = 5
"""How often a value stands in a column that is one of its few."""
_FEW = 12
"""The most values of a closed set."""
_SHARE = 0.95
"""The share of a column's values that a closed set covers."""


@dataclass(frozen=True, slots=True)
class _Closed:
    """A column with its few values: how often each stands, by key and spelling."""

    content: Content
    usual: Mapping[str, tuple[str, int]]


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield values that are not of the set decided, or slips of a value of a learned one."""
    if parameters.column:
        yield from _decided(listing, parameters)
        return
    closed = [one for content in contents(listing) if (one := _closed(listing, content))]
    homes: dict[str, list[str]] = {}
    for one in closed:
        for key in one.usual:
            homes.setdefault(key, []).append(one.content.column.header)
    for one in closed:
        yield from _learned(listing.text, one, homes)


def _decided(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    wanted = header_key(parameters.column)
    spelled = {value_key(text): text for text in parameters.values}
    for content in contents(listing):
        if content.column.key != wanted:
            continue
        for placed in content.values:
            found = placed.value.text
            if found in parameters.values:
                continue
            values = {
                "found": found,
                "column": content.column.header,
                "values": ", ".join(f"`{text}`" for text in parameters.values),
            }
            nearest = spelled.get(value_key(found)) or _slip_of(found, parameters.values)
            yield Hit("decided", placed.value.span, values, _fix(listing.text, placed, nearest))


def _closed(listing: Listing, content: Content) -> _Closed | None:
    """Tell the few values of a column: they stand often, and hardly any other does."""
    if content.nature is not Nature.VALUES:
        return None
    counts = Counter(value_key(placed.value.text) for placed in content.values)
    shown = {value_key(placed.value.text): placed.value.text for placed in content.values}
    usual = {key: (shown[key], n) for key, n in counts.items() if n >= _USUAL}
    covered = sum(n for _, n in usual.values())
    enough = counts.total() >= 2 * listing.thresholds.minimum
    if not enough or len(usual) > _FEW or covered < _SHARE * counts.total():
        return None
    return _Closed(content, usual)


def _learned(text: str, closed: _Closed, homes: Mapping[str, list[str]]) -> Iterator[Hit]:
    header = closed.content.column.header
    counts = Counter(value_key(placed.value.text) for placed in closed.content.values)
    names = dict(closed.usual.values())
    for placed in closed.content.values:
        found = placed.value.text
        key = value_key(found)
        if counts[key] > 1:
            continue
        if nearest := _slip_of(found, tuple(names)):
            values = {
                "found": found,
                "expected": nearest,
                "times": str(names[nearest]),
                "column": header,
            }
            yield Hit("slip", placed.value.span, values, _fix(text, placed, nearest))
        elif others := homes.get(key):
            values = {"found": found, "column": header, "other": others[0]}
            yield Hit("misplaced", placed.value.span, values)


def _slip_of(found: str, values: tuple[str, ...]) -> str | None:
    """Return the value that `found` is one slip away from: a letter lost, doubled, swapped.

    Short values, those with digits and those in capitals are names of their own: `GPL` and
    `LGPL`, `v1` and `v2`.
    """
    if not _may_slip(found):
        return None
    return next((text for text in values if _may_slip(text) and _is_slip(found, text)), None)


def _may_slip(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return (
        len(letters) >= 3
        and not any(char.isdigit() for char in text)
        and any(char.islower() for char in letters)
        and all(char.islower() or char.isupper() for char in letters)
    )


def _is_slip(found: str, wanted: str) -> bool:
    """Tell whether one letter lost, added, changed (in a word of five) or swapped parts the two."""
    one, other = found.casefold(), wanted.casefold()
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return min(len(one), len(other)) >= 4
    if start == 0 and len(one) != len(other):
        return False
    if len(one) < len(other):
        return len(one) >= 4 and one[start:] == other[start + 1 :]
    if len(one) > len(other):
        return len(other) >= 4 and one[start + 1 :] == other[start:]
    if one[start + 2 :] == other[start + 2 :] and one[start : start + 2] == (
        other[start + 1 : start + 2] + other[start]
    ):
        return True
    return start > 0 and len(one) >= 5 and one[start + 1 :] == other[start + 1 :]


def _fix(text: str, placed: Placed, wanted: str | None) -> Fix | None:
    if wanted is None or placed.value.span.of(text) != placed.value.text:
        return None
    return Fix(Safety.UNSAFE, f"write `{wanted}`", (replace(placed.value.span, wanted),))


KIND = Kind(Parameters, CASES, check)
