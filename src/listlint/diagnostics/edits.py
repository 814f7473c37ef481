"""Changes to a text: edits, fixes, and how they are applied."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from listlint.diagnostics.spans import Span


class Safety(StrEnum):
    """What a fix may change: see CONTRIBUTING.md, "Fixes"."""

    SAFE = "safe"
    """The reader sees the same list, only mended."""
    UNSAFE = "unsafe"
    """The list says something else afterwards; `--unsafe-fixes` asks for it."""
    DISPLAY_ONLY = "display-only"
    """A suggestion: shown to people, never applied."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in the place of `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that are applied together or not at all; `description` is for people.

    `rearranges` says that the fix is meant to change which entries the list has or
    their order; the fixer's guard stops any other fix that does.
    """

    safety: Safety
    description: str
    edits: tuple[Edit, ...]
    rearranges: bool = False

    @property
    def span(self) -> Span:
        """The smallest span that holds every edit."""
        return Span(min(e.span.start for e in self.edits), max(e.span.end for e in self.edits))


def newline_of(text: str) -> str:
    """Return the line ending that a text has: that of Windows where there is one, else "\\n"."""
    return "\r\n" if "\r\n" in text else "\n"


def replace(span: Span, text: str) -> Edit:
    """Return the edit that puts `text` in the place of `span`."""
    return Edit(span, text)


def insert(offset: int, text: str) -> Edit:
    """Return the edit that puts `text` at `offset`."""
    return Edit(Span(offset, offset), text)


def delete(span: Span) -> Edit:
    """Return the edit that takes `span` away."""
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
    """Return what stands at `span`, and what `edits`, all within it, make of that."""
    before, start = span.of(text), span.start
    own = (Edit(Span(e.span.start - start, e.span.end - start), e.text) for e in edits)
    return before, apply_edits(before, own)
