"""Links without a URL, or without a text to click on."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import LinkKind

_WITH_TEXT = (LinkKind.INLINE, LinkKind.REFERENCE)
"""Empty HTML links are anchors, or styled by their parents; images have no text."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield links without a URL, and links that are not visible."""
    for link in context.document.links:
        url = link.url.strip()
        if url == "#" and link.span in context.cached(_names):
            message = f"link `{link.text}` has `#` as its URL, the top of the page"
            yield Violation(link.span, message, url=link.url)
        elif not url:
            name = f" `{link.text}`" if link.text else ""
            message = f"{'image' if link.is_image else 'link'}{name} has no URL"
            yield Violation(link.span, message, url=link.url)
        elif (
            not link.text.strip()
            and link.kind in _WITH_TEXT
            and not link.text_span.of(context.text).strip()
        ):
            message = f"link to `{link.url}` has no text; it is not visible"
            yield Violation(link.span, message, url=link.url)


def _names(context: LintContext) -> frozenset[Span]:
    """Return the places of links that are names of entries with a description.

    Without one, a link to the top of the page may be meant.
    """
    entries = context.entries
    return frozenset(entry.link.span for entry in entries if entry.link and entry.description)
