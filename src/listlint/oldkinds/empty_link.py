"""Links without a target, or without anything to click on."""

from collections.abc import Iterator

from listlint.entries.context import LintContext
from listlint.markdown import LinkKind
from listlint.oldkinds import Kind, NoParameters, Violation

# HTML links around nothing are anchors, or dressed by their parents; images have no text.
_WITH_TEXT = (LinkKind.INLINE, LinkKind.REFERENCE)


CASES = {"target": ("text",), "image": ("text",), "text": ("url",)}


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield links that lead nowhere and links that nobody can see."""
    for link in context.document.links:
        if not link.url.strip():
            case = "image" if link.is_image else "target"
            yield Violation(case, link.span, {"text": link.text or "nothing"}, url=link.url)
        elif link.kind in _WITH_TEXT and not link.text_span.of(context.text).strip():
            yield Violation("text", link.span, {"url": link.url}, url=link.url)


KIND = Kind(NoParameters, CASES, check)
