"""Errors in data from users: configs, rule pages, names of rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple


class Problem(NamedTuple):
    """One error: its keys (outermost first) and its message."""

    keys: tuple[str, ...]
    message: str

    def under(self, *keys: str) -> "Problem":
        """Return the same error with `keys` before its own."""
        return Problem((*keys, *self.keys), self.message)


class InvalidData(ValueError):  # noqa: N818 - reads as what happened
    """Data does not fit its type; `problems` are all errors, in the order of the data."""

    def __init__(self, *problems: Problem) -> None:
        lines = (f"{'.'.join(p.keys)}: {p.message}" if p.keys else p.message for p in problems)
        super().__init__("; ".join(lines))
        self.problems = problems


class Mistakes:
    """Collects the errors of several checks, to report all at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    @contextmanager
    def under(self, *keys: str) -> Iterator[None]:
        """Catch `InvalidData` in the block, and keep its errors with `keys` before their own."""
        try:
            yield
        except InvalidData as error:
            self.problems += (problem.under(*keys) for problem in error.problems)

    def raise_any(self) -> None:
        """Raise `InvalidData` if there was an error."""
        if self.problems:
            raise InvalidData(*self.problems)
