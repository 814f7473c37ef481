"""Cells without a value in a column that has one in nearly every row."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Field, header_key
from listlint.entries.context import LintContext
from listlint.entries.conventions import Convention
from listlint.entries.conventions import learn as learn_convention
from listlint.entries.thresholds import Conventions
from listlint.entries.values import ColumnContent, ColumnType, column_contents
from listlint.language.words import counted, is_placeholder, yes_or_no
from listlint.markdown import Link, Row, walk

_SHORTCODE = regex(r":[a-z0-9_+-]+:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `missing-value`; headers may be in any spelling."""

    always: tuple[str, ...] = ("license",)
    """Headers of columns that must have a value in every row, whatever the convention."""
    never: tuple[str, ...] = ()
    """Headers of columns that need no value."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the empty cells; one violation for a column that is empty throughout a table."""
    entries = context.cached(_entry_rows)
    always = set(map(header_key, options.always))
    never = set(map(header_key, options.never))
    enough = context.conventions.optional_column_minimum
    for content in column_contents(context):
        column = content.column
        if column.key in never:
            continue
        fields = [field for field in column.fields if field.row.span.start in entries]
        convention = learn_convention((not field.is_empty for field in fields), context.conventions)
        if convention is not None and not convention.value:
            convention = None
        is_decided = column.key in always
        if not is_decided and (convention is None or _is_optional(content)):
            continue
        placeholder = _placeholder(content, context.conventions)
        for own in _by_table(fields):
            empty = [field for field in own if field.is_empty]
            if len(empty) == len(own) > 1:
                message = f"`{column.header}` is empty in all {counted(len(own), 'row')}"
                yield Violation(own[0].header.span, message)
            elif is_decided or len(empty) < enough or len(empty) * 3 <= len(own):
                for field in empty:
                    yield _violation(column.header, field, convention, placeholder)


def _is_optional(content: ColumnContent) -> bool:
    """Return whether an empty cell says no: in a column of links, badges or marks."""
    texts = {one.value.text for one in content.values}
    is_one_letter = len(texts) == 1 and all(len(text) == 1 and text.isalpha() for text in texts)
    return content.type is ColumnType.LINKS or is_one_letter or all(map(_is_mark, texts))


def _is_mark(text: str) -> bool:
    """Return whether a value says yes by a word, a symbol or a shortcode (`:star:`)."""
    if yes_or_no(text) is not None or is_placeholder(text):
        return bool(yes_or_no(text))
    return not any(map(str.isalnum, text)) or _SHORTCODE.fullmatch(text) is not None


def _entry_rows(context: LintContext) -> frozenset[int]:
    """Return where the rows begin that are more than a divider or the head of a group."""
    rows = (row for table in context.document.tables for row in table.rows)
    return frozenset(row.span.start for row in rows if _is_entry(row))


def _is_entry(row: Row) -> bool:
    filled = [cell for cell in row.cells if not cell.is_empty]
    return len(filled) > 1 or any(
        isinstance(inline, Link) for cell in filled for inline in walk(cell.inlines)
    )


def _by_table(fields: list[Field]) -> Iterator[list[Field]]:
    tables: dict[int, list[Field]] = defaultdict(list)
    for field in fields:
        tables[field.table.span.start].append(field)
    yield from tables.values()


def _placeholder(content: ColumnContent, conventions: Conventions) -> Convention[str] | None:
    """Return the placeholder that nearly all cells without a value have, if there are enough."""
    texts = [field.cell.text.strip() for field in content.column.fields]
    counts = Counter(text for text in texts if is_placeholder(text))
    if not counts:
        return None
    text, times = counts.most_common(1)[0]
    total = counts.total()
    if times < conventions.optional_column_minimum or times < conventions.column_share * total:
        return None
    return Convention(text, times, total)


def _violation(
    header: str,
    field: Field,
    convention: Convention[bool] | None,
    placeholder: Convention[str] | None,
) -> Violation:
    outer, message = field.cell.outer, f"`{header}` cell is empty"
    if convention is None:
        return Violation(outer, message)
    message = f"{message} ({convention.counts} rows have a value"
    if placeholder is None:
        return Violation(outer, f"{message})")
    text = placeholder.value
    size = len(text)
    edit = (
        replace(Span(outer.start + 1, outer.start + 1 + size), text)
        if outer.end - outer.start >= size + 2
        else replace(outer, f" {text} ")
    )
    fix = Fix(Safety.UNSAFE, f"write `{text}`", (edit,))
    return Violation(outer, f"{message}, {placeholder.agreeing:,} of them `{text}`)", fix)
