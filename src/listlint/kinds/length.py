"""Descriptions that are too long or too short."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext

PLACEHOLDERS = ("length", "maximum", "minimum", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `length`; characters are counted as the reader sees them."""

    minimum: int = 0
    """Fewest characters of a description."""
    maximum: int = 250
    """Most characters of a description."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for limits that no length is between."""
        if not 0 <= self.minimum <= self.maximum:
            raise ValueError(f"minimum ({self.minimum}) must be from 0 to maximum ({self.maximum})")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield descriptions that are too long or too short."""
    for entry in context.entries:
        length = len(entry.description)
        if entry.description_span is None or options.minimum <= length <= options.maximum:
            continue
        limit = (
            f"at most {options.maximum:,}"
            if length > options.maximum
            else f"at least {options.minimum:,}"
        )
        characters = "character" if length == 1 else "characters"
        message = f"description has {length:,} {characters}; expected {limit}"
        values = {
            "length": f"{length:,}",
            "maximum": f"{options.maximum:,}",
            "minimum": f"{options.minimum:,}",
            "name": entry.name,
        }
        yield Violation(entry.description_span, message, url=entry.url, values=values)
