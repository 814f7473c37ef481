"""Blanks, indents and line ends that stand in the source as no reader ever sees them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert, newline_of, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import (
    Break,
    CodeBlock,
    Heading,
    Item,
    List,
    Paragraph,
    Quote,
    Table,
    every,
    walk,
)
from listlint.oldkinds import Kind, Violation


class Fault(StrEnum):
    """What is looked for."""

    MARKER_SPACE = "marker-space"  # more than one blank behind - > # [ ]
    INDENT = "indent"  # blanks before a heading, a table's row, a list at the margin
    INDENTED_CODE = "indented-code"  # code by indentation instead of a fence
    FINAL_NEWLINE = "final-newline"  # a last line that does not end
    HARD_BREAK = "hard-break"  # three blanks or more before a line break
    LAZY_QUOTE = "lazy-quote"  # lines of a quote without >
    OPEN_ROW = "open-row"  # rows of a table without a pipe at an end


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`of`: what is looked for."""

    of: Fault


CASES = {"found": ("found", "count")}
_BLANKS = re.compile(r"(?P<blanks>[ \t]{2,4})(?=\S)")
_BOX = re.compile(r"[ \t]*\[[ xX]\](?P<blanks>[ \t]{2,})(?=\S)")
_HEADING = re.compile(r"#{1,6}(?P<blanks>[ \t]{2,})(?=[^\s#])")
_QUOTE = re.compile(r"^[ ]{0,3}>([ ]*)", re.MULTILINE)


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the places of one fault; those of one list, quote or table as one."""
    for found, span, edits in _FAULTS[parameters.of](context):
        fix = Fix(Safety.SAFE, "mend the layout", tuple(edits)) if edits else None
        values = {"found": found, "count": str(max(len(edits), 1))}
        yield Violation("found", span, values, fix)


Found = Iterator[tuple[str, Span, Sequence[Edit]]]
"""What is found, where, and what mends it; no edits where nothing does for certain."""


def _marker_spaces(context: LintContext) -> Found:
    text = context.text
    for block in every(context.document.blocks):
        match block:
            case Heading() if not block.is_html:
                if match := _HEADING.match(text, block.span.start):
                    yield "heading", Span(*match.span()), _one_blank(match)
            case List():
                yield from _item_spaces(text, block)
            case Quote():
                yield from _quote_spaces(text, block)


def _item_spaces(text: str, block: List) -> Found:
    edits: list[Edit] = []
    first: Span | None = None
    for item in block.items:
        end = item.marker.start + len(item.marker.of(text).rstrip())
        match = _BLANKS.match(text, end)
        if match is not None:
            first = first or Span(item.marker.start, match.end())
            # What stands below an item hangs on its indent.
            if _is_plain(item):
                edits += _one_blank(match)
        elif item.checked is not None and (match := _BOX.match(text, end)):
            first = first or Span(item.marker.start, match.end())
            edits += _one_blank(match)
    if first is not None:
        yield "list", first, edits


def _quote_spaces(text: str, quote: Quote) -> Found:
    """Find a quote with more than one blank behind each `>` of it."""
    lines = list(_QUOTE.finditer(text, quote.span.start, quote.span.end))
    filled = [line for line in lines if text[line.end() : line.end() + 1].strip()]
    least = min((len(line[1]) for line in filled), default=0)
    # Five and more are code within the quote.
    if 1 < least < 5:
        edits = [delete(Span(line.start(1) + 1, line.start(1) + least)) for line in filled]
        yield "quote", Span(*filled[0].span()), edits


def _one_blank(match: re.Match[str]) -> tuple[Edit, ...]:
    return (replace(Span(*match.span("blanks")), " "),)


def _is_plain(item: Item) -> bool:
    """Tell whether an item is one line and nothing below it."""
    if len(item.children) != 1 or not isinstance(item.children[0], Paragraph):
        return False
    return not any(isinstance(inline, Break) for inline in walk(item.children[0].inlines))


def _indents(context: LintContext) -> Found:
    for block in context.document.blocks:
        if isinstance(block, List | Table) or (isinstance(block, Heading) and not block.is_html):
            lines = _lines(context, block.span)
            first = lines[0].of(context.text)
            by = len(first) - len(first.lstrip(" "))
            if 0 < by < 4:
                name = {List: "list", Table: "table", Heading: "heading"}[type(block)]
                yield name, Span(lines[0].start, lines[0].start + by), _outdent(context, lines, by)


def _lines(context: LintContext, span: Span) -> list[Span]:
    lines = context.document.lines
    return [lines.line(number) for number in lines.numbers(span)]


def _outdent(context: LintContext, lines: Sequence[Span], by: int) -> Sequence[Edit]:
    """Return the edits that move a block to the margin; none if a line of it begins there."""
    edits: list[Edit] = []
    for line in lines:
        source = line.of(context.text)
        if source.strip():
            if not source.startswith(" " * by):
                return ()
            edits.append(delete(Span(line.start, line.start + by)))
    return edits


def _indented_code(context: LintContext) -> Found:
    for block in every(context.document.blocks):
        if isinstance(block, CodeBlock) and not block.fenced:
            yield "code", block.span, ()


def _final_newline(context: LintContext) -> Found:
    text = context.text
    if text and not text.endswith(("\n", "\r")):
        end = insert(len(text), newline_of(text))
        yield "last line", Span(len(text) - 1, len(text)), (end,)


def _hard_breaks(context: LintContext) -> Found:
    for leaf in context.document.leaves():
        for inline in walk(leaf.inlines):
            if isinstance(inline, Break) and inline.hard:
                source = inline.span.of(context.text)
                blanks = len(source) - len(source.lstrip(" "))
                if blanks > 2 and source[blanks : blanks + 1] in ("\n", "\r"):
                    start = inline.span.start
                    yield (
                        f"{blanks} blanks",
                        inline.span,
                        (delete(Span(start, start + blanks - 2)),),
                    )


def _lazy_quotes(context: LintContext) -> Found:
    for block in context.document.blocks:
        if isinstance(block, Quote):
            lines = _lines(context, block.span)
            lazy = [line for line in lines if not line.of(context.text).lstrip().startswith(">")]
            lazy = [line for line in lazy if line.of(context.text).strip()]
            if lazy:
                yield "quote", lazy[0], [insert(line.start, "> ") for line in lazy]


def _open_rows(context: LintContext) -> Found:
    for table in context.document.tables:
        edits: list[Edit] = []
        for span in (table.header.span, table.delimiter, *(row.span for row in table.rows)):
            source = span.of(context.text).rstrip()
            start = span.start + len(source) - len(source.lstrip())
            if not source.lstrip().startswith("|"):
                edits.append(insert(start, "| "))
            if not source.endswith("|") or source.endswith("\\|"):
                edits.append(insert(span.start + len(source), " |"))
        if edits:
            yield "table", table.header.span, edits


_FAULTS: dict[Fault, Callable[[LintContext], Found]] = {
    Fault.MARKER_SPACE: _marker_spaces,
    Fault.INDENT: _indents,
    Fault.INDENTED_CODE: _indented_code,
    Fault.FINAL_NEWLINE: _final_newline,
    Fault.HARD_BREAK: _hard_breaks,
    Fault.LAZY_QUOTE: _lazy_quotes,
    Fault.OPEN_ROW: _open_rows,
}

KIND = Kind(Parameters, CASES, check)
