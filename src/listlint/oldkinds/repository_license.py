"""Licenses of a license column that the entry's own repository contradicts."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Column, Field, Value, license_columns, values
from listlint.entries.context import LintContext
from listlint.language.licenses import canonical, read_license
from listlint.markdown import Link, walk
from listlint.oldkinds import Kind, Violation
from listlint.urls.verdict import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`columns`: headers of columns with licenses, in any spelling, beside those that say so."""

    columns: tuple[str, ...] = ()


CASES = {"other": ("found", "actual", "repository")}
_IDENTIFIER = re.compile(r"[A-Za-z0-9.+-]+")
_OPERATORS = frozenset({"AND", "OR", "WITH"})


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield values of license columns that are not what the repository of the row says."""
    if not context.verdicts:
        return
    repositories = dict(_repositories(context))
    for column in license_columns(context, parameters.columns):
        yield from _column(context, column, repositories)


def _repositories(context: LintContext) -> Iterator[tuple[Span, Repository]]:
    """Yield the rows whose entry leads to one repository, which knows its license."""
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


def _column(
    context: LintContext, column: Column, repositories: dict[Span, Repository]
) -> Iterator[Violation]:
    spellings = _spellings(context.text, column)
    for field in column.fields:
        repository = repositories.get(field.row.span)
        if repository is None or not repository.license:
            continue
        stated = _stated(context.text, field)
        if stated is None or _bare(repository.license) in stated[1]:
            continue
        value = stated[0]
        actual = spellings.get(_bare(repository.license), repository.license)
        told = {
            "found": value.text,
            "actual": repository.license,
            "repository": repository.name,
        }
        fix = Fix(Safety.UNSAFE, f"write `{actual}`", (replace(value.span, actual),))
        yield Violation("other", value.span, told, fix)


def _stated(text: str, field: Field) -> tuple[Value, frozenset[str]] | None:
    """Return the one value of a cell and the licenses that it may mean.

    None for no value, for several, and for what is no license: nothing is sure of those.
    """
    found = list(values(text, field.cell))
    if len(found) != 1:
        return None
    license_ = read_license(found[0].text)
    if license_ is None:
        return None
    names = (name for one in license_.ids for name in _IDENTIFIER.findall(one))
    return found[0], frozenset(_bare(name) for name in names if name not in _OPERATORS)


def _bare(identifier: str) -> str:
    """Return what forges do not tell apart: whether later versions hold."""
    return re.sub(r"(?:-only|-or-later|\+)$", "", identifier).lower()


def _spellings(text: str, column: Column) -> dict[str, str]:
    """Return how the list writes each license, mostly."""
    counts: dict[str, Counter[str]] = {}
    for field in column.fields:
        stated = _stated(text, field)
        if stated is not None and len(stated[1]) == 1:
            (name,) = stated[1]
            counts.setdefault(name, Counter())[stated[0].text] += 1
    return {name: counter.most_common(1)[0][0] for name, counter in counts.items()}


KIND = Kind(Parameters, CASES, check, wants_links=True)
