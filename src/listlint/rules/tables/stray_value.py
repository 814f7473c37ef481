"""Values of another column that were pasted onto a cell, and commas without a value."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Column, Field
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.values import ColumnContent, ColumnType, column_contents
from listlint.markdown import Link, walk
from listlint.markdown.prose import Prose
from listlint.urls.parse import split_url

_SEPARATORS = "/,;&"
_MARK = regex(r"[,;，；、]")
_COMMA = regex(
    r"^\s*(?P<first>[,;，；、][ \t]*)|[,;，；、]\s+(?P<second>[,;，；、][ \t]*)"
    r"|(?P<last>[,;，；、]\s*)$"
)
"""A mark between values where one of the two is missing."""
_WIDEST = 50
"""The most values of a row that are compared with one another: time grows by the square."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield marks without a value, and cells that start or end with another cell of the row.

    The latter alone may be chance (`MicroPython`, `Python`). What is left must be known from the
    column or the row's links, or the value be several (`en/zh`), which no name ends in.
    """
    rows: dict[int, list[tuple[Field, Column]]] = defaultdict(list)
    known: dict[str, Counter[str]] = {}
    for content in column_contents(context):
        yield from _commas(context, content)
        if content.type is not ColumnType.VALUES:
            continue
        column = content.column
        counts = known[column.key] = Counter(field.cell.text for field in column.fields)
        counts.update(v.value.text for v in content.values if v.value.text not in counts)
        for field in column.fields:
            if not field.is_empty:
                rows[field.row.span.start].append((field, column))
    least = context.conventions.foreign_value_minimum
    for row in rows.values():
        if len(row) > _WIDEST:
            continue
        for field, column in row:
            for other, source in row:
                if (
                    other is not field
                    and other.cell.text in field.cell.text
                    and known[source.key][other.cell.text] >= least
                ):
                    yield from _pasted(context.text, field, other, known[column.key])


def _commas(context: LintContext, content: ColumnContent) -> Iterator[Violation]:
    """Yield the marks without a value, unless so many cells have one that it is a style."""
    found: dict[str, list[Violation]] = defaultdict(list)
    fields = [field for field in content.column.fields if not field.is_empty]
    for field in fields:
        if not _MARK.search(field.cell.text):
            continue
        shown = Prose(context.text, field.cell)
        for match in _COMMA.finditer(shown.text):
            kind = match.lastgroup or ""
            if content.type is ColumnType.TEXT and kind != "second":
                continue
            mark = match[kind].strip()
            place = shown.span(*match.span(kind))
            message = f"`{mark}` without a value {'after' if kind == 'last' else 'before'} it"
            fix = Fix(Safety.UNSAFE, f"remove `{mark}`", (delete(place),))
            found[kind].append(Violation(place, message, fix))
    limits = context.conventions
    for violations in found.values():
        count = len(violations)
        if count < limits.value_minimum or count < (1 - limits.share) * len(fields):
            yield from violations


def _pasted(text: str, field: Field, other: Field, known: Mapping[str, int]) -> Iterator[Violation]:
    found, value = field.cell.text, other.cell.text
    place = field.cell.span
    if len(value) < 2 or len(found) <= len(value):
        return
    if found.endswith(value) and found[-len(value) - 1].isalnum() and value[0].isalnum():
        stem, stray = found[: -len(value)], Span(place.end - len(value), place.end)
    elif found.startswith(value) and found[len(value)].isalnum() and value[-1].isalnum():
        stem, stray = found[len(value) :], Span(place.start, place.start + len(value))
    else:
        return
    is_several = any(separator in value for separator in _SEPARATORS)
    if len(stem) < 2 or not (is_several or known.get(stem) or stem.casefold() in _paths(field)):
        return
    fix = None
    if place.of(text) == found:
        fix = Fix(Safety.UNSAFE, f"write `{stem}`", (delete(stray),))
    column = other.header.text
    message = f"`{found}` contains `{value}`, the `{column}` of its row; expected `{stem}`"
    yield Violation(place, message, fix, related=(Related(other.cell.span, "its own cell"),))


def _paths(field: Field) -> set[str]:
    """Return the owners, repositories and pages in the URLs of the row's links."""
    links = (i for cell in field.row.cells for i in walk(cell.inlines) if isinstance(i, Link))
    return {part.casefold() for link in links for part in split_url(link.url).path.split("/")}
