"""Several spaces in a row within a text."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.conventions import are_exceptions
from listlint.markdown import Text, walk
from listlint.markdown.prose import Prose, safety

# Between two words only: two spaces after a sentence are a convention, others are layout, also of
# a fingerprint.
_RUN = regex(r"(?<=[\w,;])(?<![\dA-F]{4})(?P<run> {2,})(?=[\w(])")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield one violation for all runs of spaces, and one for those in headings.

    Runs that a tenth of the cells of a column have, or of the other texts, are the list's style.
    """
    text = context.text
    with_runs = [
        (prose, runs)
        for prose in context.prose
        if "  " in prose.leaf.span.of(text) and (runs := list(_runs(text, prose)))
    ]
    if len(with_runs) > 1:  # a single one is no style
        with_runs = _exceptions(context, with_runs)
    found: dict[Safety, list[Span]] = {}
    for prose, runs in with_runs:
        found.setdefault(safety(prose.leaf), []).extend(runs)
    for trust, spans in found.items():
        yield _violation(sorted(spans), trust)


def _exceptions(
    context: LintContext, with_runs: list[tuple[Prose, list[Span]]]
) -> list[tuple[Prose, list[Span]]]:
    """Return the texts whose runs are no style of their column, or of other texts."""
    columns = {
        cell.span.start: (table.span.start, index)
        for table in context.document.tables
        for row in (table.header, *table.rows)
        for index, cell in enumerate(row.cells)
    }
    leaves = (prose.leaf.span for prose in context.prose)
    sizes = Counter(columns.get(leaf.start) for leaf in leaves if " " in leaf.of(context.text))
    counts = Counter(columns.get(prose.leaf.span.start) for prose, _ in with_runs)
    exceptional = {
        column
        for column, count in counts.items()
        if are_exceptions(count, sizes[column], context.conventions)
    }
    return [one for one in with_runs if columns.get(one[0].leaf.span.start) in exceptional]


def _runs(source: str, prose: Prose) -> Iterator[Span]:
    """Yield the runs of spaces between two words, also in link texts."""
    for match in _RUN.finditer(prose.text):
        span = prose.span(*match.span("run"))
        if span.of(source) == match["run"]:  # no entities, and no markup between
            yield span
    for inline in walk(prose.leaf.inlines):
        # The text of links is no part of the prose.
        if isinstance(inline, Text) and inline.span.of(source) == inline.text:
            for match in _RUN.finditer(inline.text):
                yield Span(*match.span("run")).shifted(inline.span.start)


def _violation(spans: list[Span], trust: Safety) -> Violation:
    first, *others = dict.fromkeys(spans)
    edits = tuple(replace(span, " ") for span in (first, *others))
    places = "place" if len(others) == 1 else "places"
    more = f" (and in {len(others):,} more {places})" if others else ""
    message = f"{first.end - first.start:,} spaces in a row; expected one{more}"
    related = tuple(Related(span, "also here") for span in others)
    return Violation(first, message, Fix(trust, "leave one space", edits), related=related)
