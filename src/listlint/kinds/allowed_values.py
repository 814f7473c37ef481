"""Values of a column that are none of those that it may have."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.columns import header_key
from listlint.entries.context import LintContext
from listlint.entries.values import column_contents, typo_of, value_key

PLACEHOLDERS = ("column", "allowed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `allowed-values`."""

    column: str
    """Header of the column, in any spelling."""
    values: tuple[str, ...]
    """Values that the column may have."""

    def __post_init__(self) -> None:
        """Raise `ValueError` without a header or without values."""
        if not header_key(self.column) or not self.values:
            raise ValueError("`column` and `values` must not be empty")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the other values; the fix writes an allowed one in another spelling or with a typo."""
    column = header_key(options.column)
    known = {value_key(value): value for value in options.values}
    allowed = ", ".join(f"`{value}`" for value in options.values)
    expectation = f"expected {'one of ' if len(options.values) > 1 else ''}{allowed}"
    for content in column_contents(context):
        if content.column.key != column:
            continue
        header = content.column.header
        for one in content.values:
            found, span = one.value.text, one.value.span
            if found in options.values:
                continue
            key = value_key(found)
            near = key if key in known else typo_of(found, known, is_closed=True)
            fix = None
            if near is not None and span.of(context.text) == found:
                expected = known[near]
                fix = Fix(Safety.UNSAFE, f"write `{expected}`", (replace(span, expected),))
            message = f"`{found}` is not a value of `{header}`; {expectation}"
            yield Violation(span, message, fix, values={"column": header, "allowed": allowed})
