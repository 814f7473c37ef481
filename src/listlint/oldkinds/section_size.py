"""Sections with few entries."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`minimum`: how many entries a section that has any must have, those below it included."""

    minimum: int = 3

    def __post_init__(self) -> None:
        """Check that the minimum asks for something. Raises `ValueError`."""
        if self.minimum < 2:
            raise ValueError(f"minimum must be at least 2, not {self.minimum}")


CASES = {"small": ("section", "count", "minimum")}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the headings of sections with entries, but too few."""
    counts = Counter(
        heading.span
        for entry in context.entries
        for heading in context.sections.headings_at(entry.span.start)
    )
    for heading in context.document.headings:
        if 0 < (count := counts[heading.span]) < parameters.minimum:
            yield Violation(
                "small",
                heading.span,
                {
                    "section": heading.text,
                    "count": f"{count} entry" if count == 1 else f"{count} entries",
                    "minimum": str(parameters.minimum),
                },
            )


KIND = Kind(Parameters, CASES, check)
