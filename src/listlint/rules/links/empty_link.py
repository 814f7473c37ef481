"""Links without a URL, or without a text to click on."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import LinkKind

_WITH_TEXT = (LinkKind.INLINE, LinkKind.REFERENCE)
"""Empty HTML links are anchors, or styled by their parents; images have no text."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield links without a URL, and links that are not visible."""
    # Without a description, it may be a way back to the top of the page.
    names = {entry.link.span for entry in context.entries if entry.link and entry.description}
    for link in context.document.links:
        if link.url.strip() == "#" and link.span in names:
            message = f"link `{link.text}` has `#` as its URL, the top of the page"
            yield Violation(link.span, message, url=link.url)
        elif not link.url.strip():
            name = f" `{link.text}`" if link.text else ""
            message = f"{'image' if link.is_image else 'link'}{name} has no URL"
            yield Violation(link.span, message, url=link.url)
        elif link.kind in _WITH_TEXT and not link.text_span.of(context.text).strip():
            message = f"link to `{link.url}` has no text; it is not visible"
            yield Violation(link.span, message, url=link.url)
