"""Lists, headings and tables that GitHub shows as text or code, for want of a blank line."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Block, CodeBlock, HtmlBlock, Paragraph, sibling_groups, tables
from listlint.markdown.prose import OBJECT, blank_line_before, mask_tags

_LINK = r"!?\[[^\[\]\n]{1,300}\]\((?:https?://|#)[^()\s]"
_MARKER = r"(?:[-*+]|(?P<number>\d{1,3})[.)])[ \t]+"
_ITEM = regex(rf"{_MARKER}(?:[*_~`]{{0,3}}{_LINK}|{OBJECT})")
_LINKS = regex(_LINK)
_HEADING = regex(r"#{1,6}[ \t]+\S")
_CODE = 4
"""Columns of indentation that make code."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the first line of what GitHub does not render."""
    for siblings in sibling_groups(context.document.blocks):
        for before, block in zip((None, *siblings), siblings, strict=False):
            match block:
                case HtmlBlock():
                    yield from _in_html(context, block)
                case Paragraph():
                    yield from _in_text(context, block)
                case CodeBlock(fenced=False):
                    yield from _in_code(context, block, before)


def _lines(context: LintContext, block: Block, masked: str) -> Iterator[tuple[Span, str]]:
    """Yield the lines of a block, without indentation, and their masked text."""
    for number in context.document.lines.numbers(block.span):
        line = context.document.lines.line(number)
        start, end = max(line.start, block.span.start), min(line.end, block.span.end)
        text = masked[start - block.span.start : end - block.span.start]
        indent = len(text) - len(text.lstrip(" \t>"))
        text = text.strip(" \t\r\n>")
        yield Span(start + indent, start + indent + len(text)), text


def _in_html(context: LintContext, block: HtmlBlock) -> Iterator[Violation]:
    """Yield what follows a line of HTML without a blank line."""
    after_html = False
    lines = list(_lines(context, block, mask_tags(context.text, block)))
    for index, (span, text) in enumerate(lines):
        what = _kind(text, lines[index + 1][1] if index + 1 < len(lines) else "")
        if what and after_html:
            message = f"no blank line between HTML and this {what}; GitHub renders it as text"
            yield Violation(span, message, _separated(context, span, block))
        after_html = not what and (after_html or OBJECT in text)


def _kind(line: str, below: str) -> str | None:
    if _ITEM.match(line):
        return "list"
    if _HEADING.match(line):
        return "heading"
    if "|" in line and "|" in below and tables.is_delimiter(below):
        return "table"
    if _LINKS.search(line):
        return "link"
    return None


def _in_text(context: LintContext, block: Paragraph) -> Iterator[Violation]:
    """Yield items in a paragraph: indented too far, or with a number that begins no list."""
    source = block.span.of(context.text)
    if "\n" not in source and "\r" not in source:
        return  # one line
    lines = list(_lines(context, block, block.span.of(context.masked)))
    previous = lines[0][1]
    for span, text in lines[1:]:
        item = _ITEM.match(text)
        if item and not _ITEM.match(previous):
            if item["number"]:
                message = (
                    f"list starts with `{item['number']}.` directly after text;"
                    " GitHub renders it as text"
                )
                yield Violation(span, message, _separated(context, span, block))
            else:
                message = "item is indented too far; GitHub renders it as text of the line above"
                yield Violation(span, message)
        previous = text


def _in_code(context: LintContext, block: CodeBlock, before: Block | None) -> Iterator[Violation]:
    """Yield lists that are indented by four columns or more."""
    first, text = next(_lines(context, block, block.span.of(context.text)))
    introduced = isinstance(before, Paragraph) and before.span.of(context.text).endswith(
        (":", "：")
    )
    if _ITEM.match(text) and not introduced:
        yield Violation(
            first, "list is indented by four columns or more; GitHub renders it as code"
        )


def _separated(context: LintContext, line: Span, block: Block) -> Fix | None:
    """Return the fix that inserts a blank line before a line."""
    lines = context.document.lines
    start = lines.whole(Span(line.start, line.start)).start
    prefix = Span(start, line.start).of(context.text)
    if len(prefix.expandtabs(4)) - (lines.position(block.span.start).column - 1) >= _CODE:
        return None
    edits = (blank_line_before(context.document, line.start),)
    return Fix(Safety.SAFE, "insert a blank line", edits, rearranges=True)
