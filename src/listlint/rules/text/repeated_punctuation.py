"""Punctuation marks that are repeated."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext, NoOptions

_REPEATED = regex(r"([!！~～·?？，])\1++(?![\w])")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield runs of one mark, outside of links and code."""
    for prose in context.prose_with(_REPEATED):
        for match in _REPEATED.finditer(prose.text):
            span = prose.span(*match.span())
            fix = Fix(Safety.UNSAFE, f"use `{match[1]}`", (replace(span, match[1]),))
            message = f"repeated punctuation `{match[0]}`; use `{match[1]}`"
            yield Violation(span, message, fix)
