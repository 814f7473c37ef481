"""Sections with few entries."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `small-section`."""

    minimum: int = 3
    """Fewest entries of a section that has any, those of its subsections included."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a minimum that every section has."""
        if self.minimum < 2:
            raise ValueError(f"minimum must be at least 2, not {self.minimum}")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the headings of sections with entries, but too few."""
    counts = Counter(
        heading.span
        for entry in context.entries
        for heading in context.sections.headings_at(entry.span.start)
    )
    for heading in context.document.headings:
        if 0 < (count := counts[heading.span]) < options.minimum:
            entries = "1 entry" if count == 1 else f"{count:,} entries"
            expected = f"expected at least {options.minimum:,}"
            yield Violation(heading.span, f"section `{heading.text}` has {entries}; {expected}")
