"""Several blanks in a row within a text."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span, Spans
from listlint.entries.context import LintContext
from listlint.markdown import Text, walk
from listlint.markdown.prose import safety
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"blanks": ("found",)}

# Behind the end of a sentence, two blanks are a typist's convention; beside a bar, they draw a table.
_RUN = re.compile(r"(?<=[^\s.!?:…)\]\"'”’|])[)\]\"'”’]*(?P<run> {2,})(?=[^\s|])")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield the runs of blanks between two words, links or pieces of code."""
    for prose in context.prose:
        if "  " not in prose.text:
            continue
        for match in _RUN.finditer(prose.text):
            span = prose.span(*match.span("run"))
            if span.of(context.text) != match["run"]:
                continue  # written as entities, or with markup between: meant so
            yield _hit(span, safety(prose.leaf))
    headings = Spans(heading.span for heading in context.document.headings)
    for link in context.document.links:
        for inline in walk(link.children):
            if not isinstance(inline, Text) or inline.span.of(context.text) != inline.text:
                continue
            for match in _RUN.finditer(inline.text):
                span = Span(*match.span("run")).shifted(inline.span.start)
                yield _hit(span, Safety.UNSAFE if span.start in headings else Safety.SAFE)


def _hit(span: Span, trust: Safety) -> Violation:
    fix = Fix(trust, "leave one blank", (replace(span, " "),))
    return Violation("blanks", span, {"found": str(span.end - span.start)}, fix)


KIND = Kind(NoParameters, CASES, check)
