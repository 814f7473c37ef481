"""Reference links and footnotes without a definition."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown.prose import OBJECT

_REFERENCE = regex(r"(?<![\w\\\])])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
_IMAGE = regex(r"(?<![\w\\])!\[([^\[\]\n]+)\](?![\[(:]|[ \t]*\()")
_FOOTNOTE = regex(r"(?<!\\)\[\^([^\[\]\s]+)\](?!\()")
_MARK = regex(r"\[(?:(?<=\]\[)|(?<=!\[)|(?=\^))")
"""What each of these contains; few leaves have one of them."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield references to labels that are not defined, which GitHub shows with their brackets."""
    for leaf in context.leaves_with(_MARK):
        text, base = leaf.span.of(context.masked), leaf.span.start
        for match in _REFERENCE.finditer(text):
            label = match[2] or match[1]
            # Digits are indices or quotations; brackets around a link are decoration.
            if not (label.isdigit() or OBJECT in match[0] or label.startswith("^")):
                message = f"reference `{label}` is not defined"
                yield Violation(Span(*match.span()).shifted(base), message)
        for match in _IMAGE.finditer(text):
            if OBJECT not in match[1]:
                message = f"reference `{match[1]}` is not defined"
                yield Violation(Span(*match.span()).shifted(base), message)
        for match in _FOOTNOTE.finditer(text):
            message = f"footnote `{match[1]}` is not defined"
            yield Violation(Span(*match.span()).shifted(base), message)
