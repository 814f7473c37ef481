"""Annotations of dataclass fields that validate values from outside.

`Annotated[int, number(least=1)]` is an `int` in Python; `listlint.schema.build` checks the rest.
Importing this costs nothing: pydantic is imported by `listlint.schema` alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import field
from math import isfinite
from typing import Any

from listlint.diagnostics.records import dataclass


@dataclass(frozen=True, slots=True)
class Checked:
    """A value of the field's type that a function checks, and perhaps normalizes."""

    check: Callable[[Any], Any]
    """Returns the value. Raises `ValueError`."""
    name: str = ""
    """What such a value is, for tables of options; empty for the name of the type."""
    schema: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Additions to the JSON Schema of the type."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from listlint.schema import checked

        return checked(self.check, self.schema, handler(source))


@dataclass(frozen=True, slots=True)
class FromText:
    """A value of the field's type, or a text that a function makes one of."""

    read: Callable[[str], Any]
    """Returns the value. Raises `ValueError`."""
    name: str = ""
    """See `Checked.name`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from listlint.schema import from_text

        return from_text(self.read, handler(source))


def number(
    *, least: float | None = None, above: float | None = None, most: float | None = None
) -> Checked:
    """Return the check of a number's bounds."""
    limits = {"at least": least, "greater than": above, "at most": most}
    words = " and ".join(f"{word} {n:,}" for word, n in limits.items() if n is not None)
    keywords = {"minimum": least, "exclusiveMinimum": above, "maximum": most}

    def check(value: float) -> float:
        if (
            not isfinite(value)
            or (least is not None and value < least)
            or (above is not None and value <= above)
            or (most is not None and value > most)
        ):
            raise ValueError(f"should be {words}, not {value:,}")
        return value

    return Checked(check, schema={k: n for k, n in keywords.items() if n is not None})
