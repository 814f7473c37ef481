"""Conflict markers that Git wrote and that were committed."""

import re
from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import CodeBlock

_MARKER = regex(r"^(?:(?P<ours><{7})|(?P<theirs>>{7})) .*$", re.MULTILINE)


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield each conflict as a whole, and markers without the others."""
    if "<<<<<<< " not in context.text and ">>>>>>> " not in context.text:
        return
    code = Spans(b.span for b in context.document.every_block if isinstance(b, CodeBlock))
    opened: Span | None = None
    for match in _MARKER.finditer(context.text.replace("\r", "\n")):
        span = Span(*match.span())
        if span.start in code:
            continue
        if match["ours"]:
            if opened:
                yield _conflict(context, opened)
            opened = span
        elif match["theirs"]:
            yield _conflict(context, Span(opened.start, span.end) if opened else span)
            opened = None
    if opened:
        yield _conflict(context, opened)


def _conflict(context: LintContext, span: Span) -> Violation:
    is_whole = len(context.document.lines.numbers(span)) > 1
    message = "merge conflict" if is_whole else f"conflict marker `{span.of(context.text)[:7]}`"
    return Violation(span, f"{message}; GitHub renders the markers as text")
