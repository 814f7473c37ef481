"""HTML as a tree, so that text can never become markup."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, tostring

from listlint.markdown import (
    Break,
    CodeSpan,
    Emphasis,
    EmphasisStyle,
    FootnoteReference,
    HtmlInline,
    Inline,
    Link,
    Text,
)
from listlint.report.escape import visible
from listlint.urls.parse import split_url

_TAGS = {EmphasisStyle.EMPHASIS: "em", EmphasisStyle.STRONG: "strong", EmphasisStyle.STRIKE: "s"}
_FOLLOWED = ("http", "https", "mailto")


def tag(name: str, /, *children: "Element | str", **attributes: str) -> Element:
    """Return an element; `class_` is written `class`, other underscores become hyphens."""
    named = {key.rstrip("_").replace("_", "-"): visible(value) for key, value in attributes.items()}
    element = Element(name, named)
    add(element, *children)
    return element


def add(element: Element, *children: "Element | str") -> Element:
    """Append elements and text to an element; return it."""
    for child in children:
        if isinstance(child, Element):
            element.append(child)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + visible(child)
        else:
            element.text = (element.text or "") + visible(child)
    return element


def raw(name: str, text: str) -> Element:
    """Return a `<style>` or `<script>` element; its text is not escaped."""
    element = Element(name)
    element.text = text
    return element


def source_hash(text: str) -> str:
    """Return the source of an inline style or script for a Content-Security-Policy."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def document(head: Iterable[Element], body: Iterable[Element]) -> Iterator[str]:
    """Yield the lines of a page."""
    root = Element("html", {"lang": "en"})
    SubElement(root, "head").extend(head)
    SubElement(root, "body").extend(body)
    yield "<!doctype html>"
    yield from tostring(root, encoding="unicode", method="html").split("\n")


def inlines(parts: tuple[Inline, ...]) -> Iterator["Element | str"]:
    """Yield inlines as a reader of the list sees them; images are not loaded."""
    for part in parts:
        match part:
            case Text():
                yield part.text
            case CodeSpan():
                yield tag("code", part.text)
            case Emphasis():
                yield tag(_TAGS[part.style], *inlines(part.children))
            case Link() if part.is_image:
                yield tag("span", part.text or "image", class_="image")
            case Link():
                yield anchor(part.url, *(inlines(part.children) if part.children else (part.text,)))
            case Break() | HtmlInline(tag="br"):
                yield " "
            case FootnoteReference():
                yield tag("sup", part.label)


def anchor(url: str, *children: "Element | str") -> Element:
    """Return a link to the web, or the same text without one for any other URL."""
    if split_url(url).scheme not in _FOLLOWED:
        return tag("span", *children, title=url)
    return tag("a", *children, href=url, rel="noopener noreferrer nofollow")
