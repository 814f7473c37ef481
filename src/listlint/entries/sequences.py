"""The longest part of a sequence that is in order."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice
from operator import le
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)


def longest_rising(keys: Sequence[T]) -> list[int]:
    """Return the indices of a longest non-decreasing subsequence (patience sorting)."""
    if all(map(le, keys, islice(keys, 1, None))):
        return list(range(len(keys)))
    tops: list[T] = []
    ends: list[int] = []
    before: list[int] = []
    for index, key in enumerate(keys):
        pile = bisect_right(tops, key)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(key)
            ends.append(index)
        else:
            tops[pile], ends[pile] = key, index
    kept: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        kept.append(index)
        index = before[index]
    return kept[::-1]
