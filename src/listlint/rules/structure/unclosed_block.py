"""Comments, fences and `<details>` without an end: they swallow what follows."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import CodeBlock, Document, HtmlInline
from listlint.markdown.prose import mask_markup

_COMMENT = "<!--"


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield where each of them begins; of several fences the first, which makes the others."""
    document = context.document
    yield from _comments(document)
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


def _comments(document: Document) -> Iterator[Violation]:
    for comment in document.comments:
        if not comment.span.of(document.text).endswith("-->"):
            start = comment.span.start
            message = "unclosed comment; GitHub hides what follows"
            yield Violation(Span(start, start + len(_COMMENT)), message)
    for leaf in document.leaves():
        if _COMMENT not in leaf.span.of(document.text):
            continue
        at = mask_markup(document.text, leaf).find(_COMMENT)
        if at >= 0:
            start = leaf.span.start + at
            message = "comment does not end in its paragraph; GitHub renders it as text"
            yield Violation(Span(start, start + len(_COMMENT)), message)


def _open_details(document: Document) -> list[HtmlInline]:
    """Return the `<details>` that are not closed."""
    opened: list[HtmlInline] = []
    for tag in document.tags:
        if tag.tag == "details":
            opened.append(tag)
        elif tag.tag == "/details" and opened:
            opened.pop()
    return opened
