"""Elements and documents of the XML formats."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, indent, tostring

from listlint.report.escape import visible


def element(tag: str, **attributes: object) -> Element:
    """Return an element; its text is made visible, so that XML forbids none of its characters."""
    return Element(tag, {name: visible(str(value)) for name, value in attributes.items()})


def document(root: Element) -> Iterator[str]:
    """Yield the lines of an XML document."""
    indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield from tostring(root, encoding="unicode").splitlines()
