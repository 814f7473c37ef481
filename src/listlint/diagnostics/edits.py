"""Changes to a text: edits and fixes."""

from collections.abc import Iterable
from enum import StrEnum

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span


class Safety(StrEnum):
    """What a fix may change: see CONTRIBUTING.md, "Fixes"."""

    SAFE = "safe"
    """The meaning of the list does not change."""
    UNSAFE = "unsafe"
    """The meaning may change; applied with `--fix --unsafe-fixes`."""
    DISPLAY_ONLY = "display-only"
    """A suggestion, never applied."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that are applied together or not at all; `description` is one line.

    `rearranges` is whether the fix adds, removes or moves entries; the fixer applies no other
    fix that does.
    """

    safety: Safety
    description: str
    edits: tuple[Edit, ...]
    rearranges: bool = False

    @property
    def span(self) -> Span:
        """The smallest span that contains all edits."""
        return Span(min(e.span.start for e in self.edits), max(e.span.end for e in self.edits))


def newline_of(text: str) -> str:
    """Return the line ending of a text: the first of "\\r\\n", "\\n" and "\\r" that it has."""
    return next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")


def replace(span: Span, text: str) -> Edit:
    """Return the edit that replaces `span` by `text`."""
    return Edit(span, text)


def insert(offset: int, text: str) -> Edit:
    """Return the edit that inserts `text` at `offset`."""
    return Edit(Span(offset, offset), text)


def delete(span: Span) -> Edit:
    """Return the edit that deletes `span`."""
    return Edit(span, "")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with `edits` applied; they must not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: e.span):
        pieces += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join([*pieces, text[at:]])


def excerpt(text: str, span: Span, edits: Iterable[Edit]) -> tuple[str, str]:
    """Return the text of `span`, before and after `edits`, which are within it."""
    before, start = span.of(text), span.start
    own = (Edit(Span(e.span.start - start, e.span.end - start), e.text) for e in edits)
    return before, apply_edits(before, own)
