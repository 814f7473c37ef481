"""Comments, fences and `<details>` without an end: they swallow what follows."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import CodeBlock, Document, HtmlInline

_OPENING = "<!--"
_COMMENT = regex(_OPENING)


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield where each of them begins; of several fences the first, which makes the others."""
    document = context.document
    yield from _comments(context)
    for block in document.every_block:
        if isinstance(block, CodeBlock) and not block.closed:
            start = block.span.start
            end = document.lines.whole(Span(start, start)).end
            fence = document.text[start:end].rstrip()
            message = "unclosed code block; GitHub renders what follows as code"
            yield Violation(Span(start, start + len(fence)), message)
            break
    for tag in _open_details(document):
        yield Violation(tag.span, "unclosed `<details>`; what follows is hidden in it")


def _comments(context: LintContext) -> Iterator[Violation]:
    document = context.document
    for comment in document.comments:
        if not comment.span.of(document.text).endswith("-->"):
            start = comment.span.start
            message = "unclosed comment; GitHub hides what follows"
            yield Violation(Span(start, start + len(_OPENING)), message)
    for leaf in context.leaves_with(_COMMENT):
        start = context.masked.index(_OPENING, leaf.span.start)
        message = "comment does not end in its paragraph; GitHub renders it as text"
        yield Violation(Span(start, start + len(_OPENING)), message)


def _open_details(document: Document) -> list[HtmlInline]:
    """Return the `<details>` that are not closed."""
    opened: list[HtmlInline] = []
    for tag in document.tags:
        if tag.tag == "details":
            opened.append(tag)
        elif tag.tag == "/details" and opened:
            opened.pop()
    return opened
