"""Licenses of a license column that the entry's own repository contradicts."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Column, Field, license_columns
from listlint.entries.context import LintContext, Needs
from listlint.entries.values import Value, values
from listlint.language.licenses import canonical, identifiers, read_license, without_later
from listlint.markdown import Link, walk
from listlint.urls.verdict import Repository

NEEDS = Needs.LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `wrong-license`."""

    columns: tuple[str, ...] = ()
    """Headers, in any spelling, of further columns that hold licenses."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield licenses that are not the one of the row's repository."""
    if not context.verdicts:
        return
    repositories = dict(_repositories(context))
    for column in license_columns(context, options.columns):
        yield from _column(context.text, column, repositories)


def _repositories(context: LintContext) -> Iterator[tuple[Span, Repository]]:
    """Yield the rows whose entry links to one repository, which knows its license."""
    for entry in context.entries:
        if entry.row is None or entry.link is None:
            continue
        place = entry.link.span
        cell = next((cell for cell in entry.row.cells if cell.span.contains(place)), None)
        links = [one for one in walk(cell.inlines) if isinstance(one, Link)] if cell else []
        verdicts = (context.verdicts.get(link.url) for link in links)
        found = {v.repository.name: v.repository for v in verdicts if v and v.repository}
        if len(found) == 1:
            (repository,) = found.values()
            if repository.license and canonical(repository.license):
                yield entry.row.span, repository


def _column(text: str, column: Column, repositories: dict[Span, Repository]) -> Iterator[Violation]:
    spellings = _spellings(text, column)
    for field in column.fields:
        repository = repositories.get(field.row.span)
        if repository is None or not repository.license:
            continue
        actual = without_later(repository.license)
        stated = _stated(text, field)
        if stated is None or actual in stated[1]:
            continue
        value = stated[0]
        expected = spellings.get(actual, repository.license)
        message = (
            f"license is `{value.text}` but `{repository.name}` is licensed"
            f" under `{repository.license}`"
        )
        fix = Fix(Safety.UNSAFE, f"write `{expected}`", (replace(value.span, expected),))
        yield Violation(value.span, message, fix)


def _stated(text: str, field: Field) -> tuple[Value, frozenset[str]] | None:
    """Return the one value of a cell and the licenses that it may mean.

    None for no value, for several, and for what is not a license: none of these is certain.
    """
    found = values(text, field.cell)
    if len(found) != 1:
        return None
    license_ = read_license(found[0].text)
    if license_ is None:
        return None
    return found[0], frozenset().union(*map(identifiers, license_.ids))


def _spellings(text: str, column: Column) -> dict[str, str]:
    """Return how the list mostly spells each license."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for field in column.fields:
        stated = _stated(text, field)
        if stated is not None and len(stated[1]) == 1:
            (name,) = stated[1]
            counts[name][stated[0].text] += 1
    return {name: counter.most_common(1)[0][0] for name, counter in counts.items()}
