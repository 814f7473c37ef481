"""Alerts that GitHub shows as plain block quotes."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Paragraph, Quote, Text

_TYPES = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
_MARK = regex(r"\[(?P<sign>!?)(?P<space> ?)(?P<type>[A-Za-z]{3,20})\](?P<rest>[^\r\n]*)")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield quotes that begin nearly as an alert does."""
    for block in context.document.blocks:
        first = block.children[0] if isinstance(block, Quote) and block.children else None
        if isinstance(first, Paragraph) and isinstance(next(iter(first.inlines), None), Text):
            mark = _MARK.match(context.text, first.span.start, first.span.end)
            if mark and (fault := _fault(mark)):
                span = Span(mark.start(), mark.start("rest"))
                fix = None
                if not mark["sign"]:
                    edits = (insert(mark.start("type"), "!"),)
                    fix = Fix(Safety.SAFE, "insert `!`", edits)
                yield Violation(span, f"{fault}; GitHub does not render an alert", fix)


def _fault(mark: re.Match[str]) -> str | None:
    is_known, is_alone = mark["type"].upper() in _TYPES, not mark["rest"].strip()
    if not mark["sign"]:
        is_mark = mark["type"] in _TYPES and is_alone and not mark["space"]
        return f"missing `!` before `{mark['type']}`" if is_mark else None
    if not is_known:
        return f"unknown type `{mark['type']}`; expected one of {', '.join(_TYPES)}"
    if mark["space"]:
        return "space after `!`"
    return None if is_alone else f"text after `[!{mark['type']}]`; expected a line of its own"
