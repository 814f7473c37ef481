"""Our dataclasses work as those of the standard library."""

import dataclasses
import pickle
from typing import Any

import pytest

from listlint.diagnostics.records import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    a: int
    b: tuple[int, ...] = ()
    c: dict[str, int] = dataclasses.field(default_factory=dict, hash=False)
    d: str = dataclasses.field(default="", repr=False, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    a: int
    b: tuple[int, ...] = ()
    c: dict[str, int] = dataclasses.field(default_factory=dict, hash=False)
    d: str = dataclasses.field(default="", repr=False, compare=False)


@dataclass(frozen=True)
class Empty:
    pass


@pytest.mark.parametrize("values", [(1,), (1, (2,)), (1, (2,), {"x": 1}), (1, (2,), {}, "d")])
def test_values_are_equal_hashed_and_shown_as_usual(values: tuple[Any, ...]) -> None:
    ours, theirs = Ours(*values), Theirs(*values)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert hash(ours) == hash(theirs)
    assert (ours == Ours(1, (2,))) == (theirs == Theirs(1, (2,)))
    assert ours != theirs
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert pickle.loads(pickle.dumps(ours)) == ours


def test_a_class_without_fields_has_equal_values() -> None:
    assert Empty() == Empty()
    assert len({Empty(), Empty()}) == 1
    assert repr(Empty()) == "Empty()"
