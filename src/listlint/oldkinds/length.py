"""How long descriptions are."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`minimum` and `maximum` length of a description, in characters as the reader sees them."""

    minimum: int = 0
    maximum: int = 250

    def __post_init__(self) -> None:
        """Check that a length can be right. Raises `ValueError`."""
        if not 0 <= self.minimum <= self.maximum:
            raise ValueError(f"minimum ({self.minimum}) must be from 0 to maximum ({self.maximum})")


CASES = {
    "long": ("name", "length", "maximum"),
    "short": ("name", "length", "minimum"),
}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield descriptions that are too long or too short."""
    for entry in context.entries:
        if entry.description_span is None:
            continue
        length = len(entry.description)
        values = {"name": entry.name, "length": str(length)}
        if length > parameters.maximum:
            values["maximum"] = str(parameters.maximum)
            yield Violation("long", entry.description_span, values, url=entry.url)
        elif length < parameters.minimum:
            values["minimum"] = str(parameters.minimum)
            yield Violation("short", entry.description_span, values, url=entry.url)


KIND = Kind(Parameters, CASES, check)
