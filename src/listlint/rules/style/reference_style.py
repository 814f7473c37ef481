"""References whose label is their text, written differently from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.edits import Edit, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.style import Place, Rewrite, inconsistent
from listlint.markdown import LinkKind


class ReferenceStyle(StrEnum):
    """Forms of a reference whose label is its text."""

    FULL = "[text][text]"
    COLLAPSED = "[text][]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `reference-style`."""

    style: ReferenceStyle | None = None
    """Form of all references whose label is their text; by default the one that nearly all have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the references of another form."""
    yield from inconsistent(context, _references(context), options.style, "reference")


def _references(context: LintContext) -> Iterator[Place]:
    """Yield the links and images whose label repeats their text, in any letter case."""
    for link in context.document.links:
        text, label = link.text_span.of(context.text), link.label
        if link.kind is LinkKind.HTML or label is None or text.casefold() != label.casefold():
            continue
        span = Span(link.text_span.end + 1, link.span.end)
        if written := span.of(context.text):
            style = ReferenceStyle.COLLAPSED if written == "[]" else ReferenceStyle.FULL
            yield Place(link.span, style, _rewrite(span, text))


def _rewrite(span: Span, text: str) -> Rewrite:
    def rewrite(style: str) -> tuple[Edit, ...]:
        return (replace(span, "[]" if style == ReferenceStyle.COLLAPSED else f"[{text}]"),)

    return rewrite
