"""Values of another column that were pasted onto a cell."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Related
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Content, Field, Nature, contents
from listlint.entries.context import LintContext
from listlint.markdown import Link, walk
from listlint.oldkinds import Kind, NoParameters, Violation
from listlint.urls.identity import split_url

CASES = {"pasted": ("found", "expected", "value", "column")}

_USUAL = 3
"""How often a value stands in its own column that is known to be one."""
_JOINTS = "/,;&"
_WIDE = 50
"""The most values of a row that are compared with one another: time grows by the square."""


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield cells that end or begin with all that another cell of the row says, glued to them.

    That alone may be chance (`MicroPython`, `Python`). What is left must be known from the
    column or the row's links, or the value be several (`en/zh`), which no name ends in.
    """
    rows: dict[int, list[tuple[Field, Content]]] = defaultdict(list)
    known: dict[str, Counter[str]] = {}
    for content in contents(context):
        if content.nature is not Nature.VALUES:
            continue
        key = content.column.key
        known[key] = Counter(field.cell.text for field in content.column.fields)
        known[key].update(p.value.text for p in content.values if p.value.text not in known[key])
        for field in content.column.fields:
            if not field.is_blank:
                rows[field.row.span.start].append((field, content))
    for row in rows.values():
        if len(row) > _WIDE:
            continue
        for field, content in row:
            for other, source in row:
                if other is not field and known[source.column.key][other.cell.text] >= _USUAL:
                    yield from _pasted(context.text, field, other, known[content.column.key])


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
    is_several = any(joint in value for joint in _JOINTS)
    if len(stem) < 2 or not (is_several or known.get(stem) or stem.casefold() in _paths(field)):
        return
    index = other.row.cells.index(other.cell)
    values = {
        "found": found,
        "expected": stem,
        "value": value,
        "column": other.table.header.cells[index].text,
    }
    fix = None
    if place.of(text) == found:
        fix = Fix(Safety.UNSAFE, f"write `{stem}`", (delete(stray),))
    yield Violation(
        "pasted", place, values, fix, related=(Related(other.cell.span, "its own place"),)
    )


def _paths(field: Field) -> set[str]:
    """Return the owners, repositories and pages that the row's links name."""
    links = (i for cell in field.row.cells for i in walk(cell.inlines) if isinstance(i, Link))
    return {part.casefold() for link in links for part in split_url(link.url).path.split("/")}


KIND = Kind(NoParameters, CASES, check)
