"""Values that are none of the few that a column has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.entries.columns import (
    Content,
    Nature,
    Placed,
    contents,
    header_key,
    is_answer,
    value_key,
)
from listlint.entries.context import LintContext
from listlint.language.spelling import edits1, transpositions
from listlint.oldkinds import Kind, Violation


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
_LONG = 5
"""The letters of a word that a lost or added one does not make another word."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A column with its usual values: how each is spelled and how often it stands, by key.

    `is_closed` tells that they are few and hardly any other stands in the column.
    """

    content: Content
    counts: Mapping[str, int]
    usual: Mapping[str, tuple[str, int]]
    is_closed: bool


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield values that are not of the set decided, or slips of a value of a learned one."""
    if parameters.column:
        yield from _decided(context, parameters)
        return
    known = [_known(context, c) for c in contents(context) if c.nature is Nature.VALUES]
    homes: dict[str, str] = {}
    for one in known:
        if one.is_closed:
            for key in one.usual:
                homes.setdefault(key, one.content.column.header)
    for one in known:
        yield from _learned(context.text, one, homes)


def _decided(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    wanted = header_key(parameters.column)
    spelled = {value_key(text): (text, 1) for text in parameters.values}
    for content in contents(context):
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
            same = spelled.get(value_key(found)) or _slip_of(found, spelled, is_closed=True)
            nearest = same[0] if same else None
            yield Violation(
                "decided", placed.value.span, values, _fix(context.text, placed, nearest)
            )


def _known(context: LintContext, content: Content) -> _Known:
    counts = Counter(value_key(placed.value.text) for placed in content.values)
    shown = {value_key(placed.value.text): placed.value.text for placed in content.values}
    usual = {key: (shown[key], n) for key, n in counts.items() if n >= _USUAL}
    covered = sum(n for _, n in usual.values())
    is_closed = (
        counts.total() >= 2 * context.conventions.minimum
        and len(usual) <= _FEW
        and covered >= _SHARE * counts.total()
    )
    return _Known(content, counts, usual, is_closed)


def _learned(text: str, known: _Known, homes: Mapping[str, str]) -> Iterator[Violation]:
    header = known.content.column.header
    for placed in known.content.values:
        found = placed.value.text
        key = value_key(found)
        if known.counts[key] > 1:
            continue
        if near := _slip_of(found, known.usual, is_closed=known.is_closed):
            expected, times = near
            values = {
                "found": found,
                "expected": expected,
                "times": str(times),
                "column": header,
            }
            yield Violation("slip", placed.value.span, values, _fix(text, placed, expected))
        elif known.is_closed and key in homes and not _answers(found, known):
            values = {"found": found, "column": header, "other": homes[key]}
            yield Violation("misplaced", placed.value.span, values)


def _answers(found: str, known: _Known) -> bool:
    """Tell whether a value is the other answer to the question that a column asks."""
    return is_answer(found) and any(is_answer(text) for text, _ in known.usual.values())


def _slip_of(
    found: str, usual: Mapping[str, tuple[str, int]], *, is_closed: bool
) -> tuple[str, int] | None:
    """Return the usual value that `found` is one slip of a finger away from.

    Short values, those with digits and those in capitals are names of their own: `GPL` and
    `LGPL`, `v1` and `v2`. Where there may be any value, another letter makes another one:
    `NextJS` and `NestJS`.
    """
    if not _may_slip(found):
        return None
    key = value_key(found)
    swapped = frozenset(transpositions(key))
    for near in edits1(key):
        if near not in usual or near == key or not _may_slip(usual[near][0]):
            continue
        if len(near) == len(key):
            if near in swapped or (is_closed and len(key) >= _LONG):
                return usual[near]
        elif min(len(near), len(key)) >= (_LONG - 1 if is_closed else _LONG):
            return usual[near]
    return None


def _may_slip(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return (
        len(letters) >= 3
        and not any(char.isdigit() for char in text)
        and any(char.islower() for char in letters)
    )


def _fix(text: str, placed: Placed, wanted: str | None) -> Fix | None:
    if wanted is None or placed.value.span.of(text) != placed.value.text:
        return None
    return Fix(Safety.UNSAFE, f"write `{wanted}`", (replace(placed.value.span, wanted),))


KIND = Kind(Parameters, CASES, check)
