"""The anchors of a page that a list links to."""

from listlint.markdown.html import attribute, tags
from listlint.markdown.parser import parse
from listlint.markdown.source import NotTextError, decode

_HTML = (".html", ".htm")
PAGES = (".md", ".markdown", ".mdown", ".mkdn", *_HTML)
"""Extensions of the files whose anchors are known."""


def page_anchors(source: bytes, name: str) -> frozenset[str] | None:
    """Return the anchors of a Markdown or HTML file in lower case, None if it is no text."""
    try:
        if not name.lower().endswith(_HTML):
            return frozenset(anchor.casefold() for anchor in parse(source, name).anchors)
        text, _ = decode(source)
    except NotTextError:
        return None
    found = (attribute(text, tag, key) for tag in tags(text) for key in ("id", "name"))
    return frozenset(one.value.casefold() for one in found if one)
