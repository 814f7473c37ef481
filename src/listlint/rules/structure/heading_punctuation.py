"""Headings that end with a punctuation mark."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions

# A heading may be a question.
_LAST_MARK = regex(r"(?<![.,;:!?])[.,;:!]$")
_ABBREVIATION = regex(r"\b(?:etc|inc|vs|co)\.$", re.IGNORECASE)


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield headings that end with a mark, other than abbreviations and ellipses."""
    for heading in context.document.headings:
        match = _LAST_MARK.search(heading.text)
        if not match or heading.is_html or _ABBREVIATION.search(heading.text):
            continue
        mark = match[0]
        end = heading.span.start + len(heading.span.of(context.text).rstrip())
        fix = None
        if mark != "!" and context.text[end - 1] == mark:
            fix = Fix(Safety.UNSAFE, f"remove `{mark}`", (delete(Span(end - 1, end)),))
        yield Violation(heading.span, f"heading should not end with `{mark}`", fix)
