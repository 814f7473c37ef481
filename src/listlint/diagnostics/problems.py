"""Mistakes in data that people write: configs, rule pages, names of rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Problem(NamedTuple):
    """One mistake: the keys that lead to it (outermost first), and what is expected there."""

    keys: tuple[str, ...]
    message: str

    def under(self, *keys: str) -> "Problem":
        """Return the same mistake as seen from a table that has this one under `keys`."""
        return Problem((*keys, *self.keys), self.message)


class InvalidData(ValueError):  # noqa: N818 - reads as what happened
    """Data does not fit its type; `problems` has every mistake, in the order of the data."""

    def __init__(self, *problems: Problem) -> None:
        lines = (f"{'.'.join(p.keys)}: {p.message}" if p.keys else p.message for p in problems)
        super().__init__("; ".join(lines))
        self.problems = problems


class Mistakes:
    """Collects the mistakes of several checks, so that one run reports all of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @contextmanager
    def under(self, *keys: str) -> Iterator[None]:
        """Keep the mistakes that are raised within, as those of what is under `keys`."""
        try:
            yield
        except InvalidData as error:
            self.problems += (problem.under(*keys) for problem in error.problems)

    def raise_any(self) -> None:
        """Raise `InvalidData` if there was a mistake."""
        if self.problems:
            raise InvalidData(*self.problems)
