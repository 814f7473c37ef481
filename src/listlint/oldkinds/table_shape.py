"""Lines that look like a table and are none for GitHub."""

import re
from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, newline_of, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Block, Document, Paragraph, Table, sibling_groups
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {
    "delimiter": ("found", "expected"),
    "no-delimiter": ("rows",),
    "cut-off": ("rows",),
    "second-delimiter": (),
}

_SHARE = 0.8
"""The share of lines with equally many cells that makes them a table's."""
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_LINE_END = re.compile(r"\r\n?|\n")
_RULER = re.compile(r":?-{3,}:?")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield paragraphs made of table lines, and delimiter rows within tables."""
    for siblings in sibling_groups(context.document.blocks):
        neighbours = zip((None, *siblings), siblings, (*siblings[1:], None), strict=False)
        for before, block, after in neighbours:
            if isinstance(block, Paragraph):
                yield from _paragraph(context, block, before, after)
            elif isinstance(block, Table):
                yield from _rulers(context.text, block)


def _cells(line: str) -> int:
    """Count the cells that GitHub would see in a table line."""
    return len(_PIPE.split(line.strip().removeprefix("|").removesuffix("|")))


def _is_row(line: str) -> bool:
    """Tell whether a line looks like a row: a pipe at one end, two cells at least."""
    line = line.strip()
    return (line.startswith("|") or line.endswith("|")) and _cells(line) >= 2


def _is_closed(line: str) -> bool:
    line = line.strip()
    return line.startswith("|") and line.endswith("|")


def _agree(contents: list[str], width: int) -> bool:
    """Tell whether nearly all lines have so many cells."""
    return sum(_cells(content) == width for content in contents) >= _SHARE * len(contents)


def _paragraph(
    context: LintContext, block: Paragraph, before: Block | None, after: Block | None
) -> Iterator[Violation]:
    text = context.text
    if "|" not in block.span.of(text):
        return
    lines = _lines(context.document, block.span)
    contents = [line.of(text) for line in lines]
    for index in range(1, len(lines)):
        content = contents[index]
        if not (_DELIMITER.fullmatch(content) and "|" in content):
            continue
        header, found = _cells(contents[index - 1]), _cells(content)
        if header != found and header >= 2:
            fix = _delimiter_fix(contents, index, lines[index])
            values = {"found": str(found), "expected": str(header)}
            yield Violation("delimiter", lines[index], values, fix)
            return
    if len(lines) < 1 or not all(_is_row(content) for content in contents):
        return
    count = {"rows": str(len(lines))}
    if isinstance(before, Table) and _agree(contents, len(before.header.cells)):
        gap = Span(before.span.end, block.span.start)
        if not gap.of(text).strip():
            edit = _close_gap(text, gap)
            fix = Fix(Safety.SAFE, "remove the blank line", (edit,), rearranges=True)
            yield Violation("cut-off", lines[0], count, None if _touch(text, block, after) else fix)
            return
    # Two lines of links with a pipe behind each are no table yet.
    least = 2 if all(map(_is_closed, contents)) else 3
    width = _cells(contents[0])
    if min(len(lines), width) >= least and _agree(contents, width):
        yield Violation("no-delimiter", block.span, count)


def _touch(text: str, block: Block, after: Block | None) -> bool:
    """Tell whether a table begins right below a block: it would become rows of one above."""
    if not isinstance(after, Table):
        return False
    between = Span(block.span.end, after.span.start).of(text)
    return len(_LINE_END.findall(between)) < 2


def _close_gap(text: str, gap: Span) -> Edit:
    """Return the edit that leaves one line end of a gap, and the indentation behind it."""
    content = gap.of(text)
    if content[:1] in "\r\n":
        indent = content[content.rfind("\n") + 1 :]
        return replace(gap, newline_of(content) + indent)
    return delete(Span(gap.start, gap.start + content.rfind("\n") + 1))


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


def _delimiter_fix(contents: list[str], index: int, line: Span) -> Fix | None:
    """Return the mended delimiter row where the rows below agree with the header."""
    header = _cells(contents[index - 1])
    below = Counter(_cells(content) for content in contents[index + 1 :])
    if not below or below.most_common(1)[0][0] != header:
        return None
    marks = [mark.strip() for mark in contents[index].strip().strip("|").split("|")]
    marks = [*marks[:header], *["---"] * (header - len(marks))]
    row = "| " + " | ".join(marks) + " |"
    return Fix(Safety.SAFE, "give it a mark for each column", (replace(line, row),), True)


def _rulers(text: str, table: Table) -> Iterator[Violation]:
    for row in table.rows:
        marks = [cell.span.of(text) for cell in row.cells]
        if len(marks) > 1 and all(_RULER.fullmatch(mark) for mark in marks):
            yield Violation("second-delimiter", row.span)


KIND = Kind(NoParameters, CASES, check)
