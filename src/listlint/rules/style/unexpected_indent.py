"""Indentation of lists, tables and headings that are not within another block."""

from collections.abc import Iterator, Sequence

from listlint.diagnostics.edits import Edit, Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Heading, List, Table


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the indentation of the first line of each such block."""
    for block in context.document.blocks:
        match block:
            case List():
                name = "list"
            case Table():
                name = "table"
            case Heading(is_html=False):
                name = "heading"
            case _:
                continue
        numbers = context.document.lines.numbers(block.span)
        lines = [context.document.lines.line(number) for number in numbers]
        first = lines[0].of(context.text)
        width = len(first) - len(first.lstrip(" "))
        if 0 < width < 4:
            edits = _outdent(context.text, lines, width)
            fix = Fix(Safety.SAFE, "remove the indentation", edits) if edits else None
            span = Span(lines[0].start, lines[0].start + width)
            yield Violation(span, f"unexpected indentation of a {name}", fix)


def _outdent(text: str, lines: Sequence[Span], width: int) -> tuple[Edit, ...]:
    """Return the edits that move a block to the margin; none if a line is indented less."""
    filled = [line for line in lines if line.of(text).strip()]
    if not all(line.of(text).startswith(" " * width) for line in filled):
        return ()
    return tuple(delete(Span(line.start, line.start + width)) for line in filled)
