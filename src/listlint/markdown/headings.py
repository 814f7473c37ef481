"""Headings of HTML, which may begin in one block and end in another."""

from dataclasses import field

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.markdown.anchors import Anchors, slug
from listlint.markdown.nodes import Heading

_ENDS = (".", "!", "?", "。", "！", "？")
_SENTENCE = 5
"""Fewest words of a sentence."""
_ITEM_START = regex(r"[*+-]|\d[.)]")
_TAG = regex(r"/?h([1-6])")


def accidental_underline(source: str, heading: Heading) -> Span | None:
    """Return the hyphens that make a heading of a list item, a sentence or several lines.

    They were meant as a line between two texts, without the blank line before it.
    """
    written = heading.span.of(source).replace("\r\n", "\0\n").replace("\r", "\n")
    above, _, line = written.rpartition("\n")
    marks = line.strip(" \t>")
    if heading.is_html or not above or marks.strip("-"):
        return None
    start = heading.span.start
    line_start = max(source.rfind("\n", 0, start), source.rfind("\r", 0, start)) + 1
    text = above.strip("\0")
    is_sentence = text.endswith(_ENDS) and len(text.split(None, _SENTENCE)) >= _SENTENCE
    if "\n" in text or is_sentence or _ITEM_START.search(source, line_start, start):
        return Span(heading.span.end - len(marks), heading.span.end)
    return None


@dataclass(slots=True)
class _Open:
    level: int
    start: int
    shown: list[str] = field(default_factory=list)
    slug: list[str] = field(default_factory=list)


class HtmlHeadings:
    """Collects what is between `<h1>` and `</h1>`; takes tags and texts in source order.

    Finished headings are in `found`. As in a browser, a heading that begins ends an open one.
    `padded` has the anchors with the spaces around a text, which GitHub keeps as hyphens.
    """

    def __init__(self, anchors: Anchors, found: list[Heading]) -> None:
        self._anchors, self._found = anchors, found
        self._open: _Open | None = None
        self.padded: dict[str, Span] = {}

    def __bool__(self) -> bool:
        """Return whether a heading is open."""
        return self._open is not None

    def tag(self, name: str, span: Span) -> None:
        """Take a tag; `name` as in `HtmlInline.tag`."""
        if name == "br":
            self.text(" ")
        match = _TAG.fullmatch(name)
        if match is None:
            return
        heading = self._open
        self._open = None
        if not name.startswith("/"):
            self._open = _Open(int(match[1]), span.start)
        elif heading is not None:
            whole = Span(heading.start, span.end)
            shown, raw = "".join(heading.shown), "".join(heading.slug)
            anchor = self._anchors.add(" ".join(raw.split()))
            self.padded.setdefault(slug(raw), whole)
            self._found.append(
                Heading(whole, heading.level, " ".join(shown.split()), anchor, (), is_html=True)
            )

    def text(self, text: str) -> None:
        """Take what the reader sees."""
        if self._open is not None:
            self._open.shown.append(text)
            self._open.slug.append(text)

    def image(self, alt: str) -> None:
        """Take the text of an image, which is no part of an anchor."""
        if self._open is not None:
            self._open.shown.append(alt)

    def drop(self) -> None:
        """Forget an open heading: one of Markdown begins."""
        self._open = None
