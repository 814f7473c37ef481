"""Cells without a value in a column that has one in nearly every row."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Content, Field, Nature, contents, header_key, is_placeholder
from listlint.entries.context import LintContext
from listlint.entries.conventions import Convention, learn
from listlint.markdown import Link, Row, Table, walk
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Which columns must have a value in every row, by their headers in any spelling.

    `always` do, whatever the convention; `never` need none.
    """

    always: tuple[str, ...] = ("license",)
    never: tuple[str, ...] = ()


CASES = {
    "convention": ("column", "agreeing", "total"),
    "placeholder": ("column", "agreeing", "total", "placeholder", "times"),
    "always": ("column",),
    "column": ("column", "rows"),
}

_FEW = 3
"""So many empty cells in a third of a table's rows, and the table does without the column."""


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the empty cells; one violation for a column that is empty throughout a table."""
    entries = context.cached(_entry_rows)
    always = set(map(header_key, parameters.always))
    never = set(map(header_key, parameters.never))
    for content in contents(context):
        key = content.column.key
        if key in never:
            continue
        fields = [f for f in content.column.fields if f.row.span.start in entries]
        convention = learn((not field.is_blank for field in fields), context.conventions)
        decided = key in always
        if not decided and (
            convention is None or not convention.answer or content.nature is Nature.LINKS
        ):
            continue
        placeholder = _placeholder(content)
        for table, own in _by_table(fields):
            empty = [field for field in own if field.is_blank]
            if len(empty) == len(own) > 1:
                yield _whole_column(content, table, own)
            elif decided or len(empty) < _FEW or len(empty) * 3 <= len(own):
                for field in empty:
                    yield _hit(context.text, content, field, convention, placeholder)


def _entry_rows(context: LintContext) -> frozenset[int]:
    """Return where the rows begin that are more than a divider or the head of a group."""
    rows = (row for table in context.document.tables for row in table.rows)
    return frozenset(row.span.start for row in rows if _is_entry(row))


def _is_entry(row: Row) -> bool:
    filled = [cell for cell in row.cells if cell.inlines]
    return len(filled) > 1 or any(
        isinstance(i, Link) for cell in filled for i in walk(cell.inlines)
    )


def _by_table(fields: list[Field]) -> Iterator[tuple[Table, list[Field]]]:
    tables: dict[int, list[Field]] = defaultdict(list)
    for field in fields:
        tables[field.table.span.start].append(field)
    for own in tables.values():
        yield own[0].table, own


def _placeholder(content: Content) -> Convention[str] | None:
    """Return what the column says where there is nothing, if it says so more than twice."""
    texts = [field.cell.text.strip() for field in content.column.fields]
    counts = Counter(text for text in texts if is_placeholder(text))
    if not counts:
        return None
    text, times = counts.most_common(1)[0]
    if times < _FEW or times * 10 < counts.total() * 9:
        return None
    return Convention(text, times, counts.total())


def _whole_column(content: Content, table: Table, own: list[Field]) -> Violation:
    index = own[0].row.cells.index(own[0].cell)
    values = {"column": content.column.header, "rows": str(len(own))}
    return Violation("column", table.header.cells[index].span, values)


def _hit(
    text: str,
    content: Content,
    field: Field,
    convention: Convention[bool] | None,
    placeholder: Convention[str] | None,
) -> Violation:
    values = {"column": content.column.header}
    if convention is None or not convention.answer:
        return Violation("always", field.cell.outer, values)
    values |= convention.values
    if placeholder is None:
        return Violation("convention", field.cell.outer, values)
    values |= {"placeholder": placeholder.answer, "times": str(placeholder.agreeing)}
    outer = field.cell.outer
    size = len(placeholder.answer)
    edit = (
        replace(Span(outer.start + 1, outer.start + 1 + size), placeholder.answer)
        if outer.end - outer.start >= size + 2
        else replace(outer, f" {placeholder.answer} ")
    )
    fix = Fix(Safety.UNSAFE, f"write `{placeholder.answer}`", (edit,))
    return Violation("placeholder", outer, values, fix)


KIND = Kind(Parameters, CASES, check)
