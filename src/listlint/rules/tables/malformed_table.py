"""Lines that look like a table and that GitHub does not render as one."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, newline_of, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.language.words import counted
from listlint.markdown import Block, Document, Paragraph, Table, sibling_groups, tables

_LINE_END = regex(r"\r\n?|\n")
_DASHES = regex(r":?-{3,}:?")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield paragraphs made of table rows, and delimiter rows within tables."""
    for block in context.document.every_block:
        if isinstance(block, Paragraph) and "|" in block.span.of(context.text):
            yield from _paragraph(context, block)
        elif isinstance(block, Table):
            yield from _second_delimiters(context.text, block)


def _neighbors(context: LintContext) -> dict[Span, tuple[Block | None, Block | None]]:
    """Return the blocks before and after each paragraph by its span."""
    return {
        block.span: (before, after)
        for siblings in sibling_groups(context.document.blocks)
        for before, block, after in zip(
            (None, *siblings), siblings, (*siblings[1:], None), strict=False
        )
        if isinstance(block, Paragraph)
    }


def _paragraph(context: LintContext, block: Paragraph) -> Iterator[Violation]:
    text, share = context.text, context.conventions.table_share
    spans = _lines(context.document, block.span)
    lines = [span.of(text) for span in spans]
    widths = [tables.count(line) for line in lines]
    for index in range(1, len(lines)):
        line, header, found = lines[index], widths[index - 1], widths[index]
        if "|" in line and tables.is_delimiter(line) and 2 <= header != found:
            message = (
                f"delimiter row has {counted(found, 'cell')} but the header has {header:,};"
                " GitHub does not render a table"
            )
            yield Violation(spans[index], message, _delimiter_fix(lines, widths, index, spans))
            return
    if not lines or not all(map(_is_row, lines)):
        return
    before, after = context.cached(_neighbors)[block.span]
    if isinstance(before, Table) and _agree(widths, len(before.header.cells), share):
        gap = Span(before.span.end, block.span.start)
        if not gap.of(text).strip():
            edit = _close_gap(text, gap)
            fix = Fix(Safety.SAFE, "remove the blank line", (edit,), rearranges=True)
            them = "it" if len(lines) == 1 else "them"
            message = (
                f"blank line separates {counted(len(lines), 'row')} from the table;"
                f" GitHub renders {them} as text"
            )
            yield Violation(spans[0], message, None if _touch(text, block, after) else fix)
            return
    # Two lines of links with a pipe after each are not a table yet.
    least = 2 if all(map(_is_closed, lines)) else 3
    if min(len(lines), widths[0]) >= least and _agree(widths, widths[0], share):
        message = "no delimiter row (`| --- | --- |`); GitHub does not render a table"
        yield Violation(block.span, message)


def _is_row(line: str) -> bool:
    """Return whether a line looks like a row: a pipe at one end, two cells at least."""
    return (line.startswith("|") or line.endswith("|")) and tables.count(line) >= 2


def _is_closed(line: str) -> bool:
    return line.startswith("|") and line.endswith("|")


def _agree(widths: list[int], width: int, share: float) -> bool:
    """Return whether nearly all lines have so many cells."""
    return widths.count(width) >= share * len(widths)


def _touch(text: str, block: Block, after: Block | None) -> bool:
    """Return whether a table begins on the line after a block: its lines would join the block's."""
    if not isinstance(after, Table):
        return False
    between = Span(block.span.end, after.span.start).of(text)
    return len(_LINE_END.findall(between)) < 2


def _close_gap(text: str, gap: Span) -> Edit:
    """Return the edit that leaves one line end of a gap, and the indentation after it."""
    content = gap.of(text)
    last = max(content.rfind("\n"), content.rfind("\r")) + 1
    if content[:1] in "\r\n":
        return replace(gap, newline_of(content) + content[last:])
    return delete(Span(gap.start, gap.start + last))


def _lines(document: Document, span: Span) -> list[Span]:
    """Return the lines of a block without indentation and line ends."""
    found = []
    for number in document.lines.numbers(span):
        line = document.lines.line(number)
        start, end = max(line.start, span.start), min(line.end, span.end)
        content = document.text[start:end]
        start += len(content) - len(content.lstrip())
        found.append(Span(start, start + len(content.strip())))
    return found


def _delimiter_fix(
    lines: list[str], widths: list[int], index: int, spans: list[Span]
) -> Fix | None:
    """Return the fixed delimiter row where the rows below agree with the header."""
    header = widths[index - 1]
    below = Counter(widths[index + 1 :])
    if not below or below.most_common(1)[0][0] != header:
        return None
    line = lines[index]
    marks = [line[cell.start : cell.end] for cell in tables.cells(line)]
    marks = [*marks[:header], *["---"] * (header - len(marks))]
    row = f"| {' | '.join(marks)} |"
    return Fix(Safety.SAFE, "add or remove its cells", (replace(spans[index], row),), True)


def _second_delimiters(text: str, table: Table) -> Iterator[Violation]:
    for row in table.rows:
        if "---" not in row.span.of(text):
            continue
        marks = [cell.span.of(text) for cell in row.cells]
        if len(marks) > 1 and all(_DASHES.fullmatch(mark) for mark in marks):
            yield Violation(row.span, "second delimiter row; GitHub renders it as a row of dashes")
