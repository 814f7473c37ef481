"""Several spaces in a row within a text."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Text, walk
from listlint.markdown.prose import safety

# Two spaces after the end of a sentence are a typist's convention; beside a bar, they draw a table.
_RUN = re.compile(r"(?<=[^\s.!?:…)\]\"'”’|])[)\]\"'”’]*(?P<run> {2,})(?=[^\s|])")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the runs of spaces between two words, links or pieces of code."""
    for prose in context.prose:
        if "  " not in prose.text:
            continue
        for match in _RUN.finditer(prose.text):
            span = prose.span(*match.span("run"))
            if span.of(context.text) == match["run"]:  # no entities, and no markup between
                yield _violation(span, safety(prose.leaf))
    headings = Spans(heading.span for heading in context.document.headings)
    for link in context.document.links:
        for inline in walk(link.children):
            if not isinstance(inline, Text) or inline.span.of(context.text) != inline.text:
                continue
            for match in _RUN.finditer(inline.text):
                span = Span(*match.span("run")).shifted(inline.span.start)
                yield _violation(span, Safety.UNSAFE if span.start in headings else Safety.SAFE)


def _violation(span: Span, trust: Safety) -> Violation:
    fix = Fix(trust, "leave one space", (replace(span, " "),))
    return Violation(span, f"{span.end - span.start:,} spaces in a row; expected one", fix)
