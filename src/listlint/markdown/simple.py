"""The inlines of a line whose only markup is plain links, images and code, as most lines are.

mistune takes several times as long for them, with the same result.
"""

import re

from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.markdown.nodes import CodeSpan, Inline, Link, LinkKind, Text

MARKUP = regex(r"[\n`\[\]\\<&*_~@$]|!\[|://|www\.")
"""Where markup may begin."""
_SIMPLE = regex(
    r"(?:(!)\[(?!\^)|\[)([^\[\]\\`<&*_~$\n]++)\]\(([^\s()\\&<\x00-\x20\x7f]++)\)|`([^\\`\n]++)`(?!`)"
)
"""A link or image without markup, escapes or title, or code between single backticks.

Code has no backslashes, which escape pipes in tables.
"""


def next_markup(text: str, at: int) -> int:
    """Return the index of the first possible markup from `at` on, or the end of the text."""
    mark = MARKUP.search(text, at)
    return mark.start() if mark else len(text)


def simple_inlines(text: str, offset: int) -> tuple[Inline, ...] | None:
    """Return the inlines of a text at an offset of the source, or None if it has other markup."""
    mark = MARKUP.search(text)
    if mark is None:
        return (Text(Span(offset, offset + len(text)), text),) if text else ()
    inlines: list[Inline] = []
    at = 0
    while mark:
        start = mark.start()
        found = _SIMPLE.match(text, start)
        if found is None:
            return None
        if start > at:
            inlines.append(Text(Span(offset + at, offset + start), text[at:start]))
        at = found.end()
        inlines.append(_inline(found, Span(offset + start, offset + at)))
        mark = MARKUP.search(text, at)
    if at < len(text):
        inlines.append(Text(Span(offset + at, offset + len(text)), text[at:]))
    return tuple(inlines)


def _inline(found: re.Match[str], span: Span) -> Inline:
    bang, shown, url, code = found.groups()
    if code is not None:
        return CodeSpan(span, _code_text(code))
    url_span = Span(span.end - 1 - len(url), span.end - 1)
    text_span = Span(url_span.start - 2 - len(shown), url_span.start - 2)
    if bang:
        return Link(span, LinkKind.IMAGE, url, url_span, shown, text_span, True)
    return Link(span, LinkKind.INLINE, url, url_span, shown, text_span, marked=None)


def _code_text(code: str) -> str:
    """Return what the reader sees of code: without one space at both ends, if it has more."""
    padded = code[0] == code[-1] == " " and code.strip(" ")
    return code[1:-1] if padded else code
