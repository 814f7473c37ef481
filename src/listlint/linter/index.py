"""What reports need of a list: small, since results outlive parsed lists and cross processes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Generic, NamedTuple, Protocol, TypeVar

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import LineIndex, Span
from listlint.entries import key_of
from listlint.entries.context import LintContext
from listlint.entries.sections import SectionNames


class _Placed(Protocol):
    @property
    def span(self) -> Span: ...


E = TypeVar("E", bound=_Placed)


class EntryIndex(Generic[E]):
    """Finds the innermost entry at a span."""

    def __init__(self, entries: Iterable[E]) -> None:
        self._entries = sorted(entries, key=lambda entry: (entry.span.start, -entry.span.end))
        self._starts = [entry.span.start for entry in self._entries]
        self._parents: list[int] = []
        open_: list[int] = []
        for index, entry in enumerate(self._entries):
            while open_ and self._entries[open_[-1]].span.end <= entry.span.start:
                open_.pop()
            self._parents.append(open_[-1] if open_ else -1)
            open_.append(index)

    def at(self, span: Span) -> E | None:
        """Return the innermost entry that holds `span`, if any."""
        index = bisect_right(self._starts, span.start) - 1
        while index >= 0:
            entry = self._entries[index]
            if entry.span.contains(span):
                return entry
            index = self._parents[index]
        return None


class EntryPlace(NamedTuple):
    """An entry, for reports."""

    span: Span
    name: str
    url: str | None

    @property
    def key(self) -> str:
        """By what it is recognized in another version: that of `Entry`."""
        return key_of(self.name, self.url)


class LinkPlace(NamedTuple):
    """A link, for reports."""

    span: Span
    url: str
    url_span: Span


@dataclass(frozen=True)
class ListIndex:
    """A list, for reports: its text, what is where in it, and how many tables and headings."""

    text: str
    entries: tuple[EntryPlace, ...]
    links: tuple[LinkPlace, ...]
    sections: SectionNames
    tables: int
    headings: int

    @cached_property
    def lines(self) -> LineIndex:
        """Offsets to lines and columns."""
        return LineIndex(self.text)

    @cached_property
    def _index(self) -> EntryIndex[EntryPlace]:
        return EntryIndex(self.entries)

    def entry_at(self, span: Span) -> EntryPlace | None:
        """Return the innermost entry that holds `span`, if any."""
        return self._index.at(span)

    @cached_property
    def url_spans(self) -> Mapping[tuple[Span, str | None], Span]:
        """Where the URL of a link is written, by the span of the link and its URL."""
        return {(link.span, link.url): link.url_span for link in reversed(self.links)}


def list_index(context: LintContext) -> ListIndex:
    """Return the index of a list."""
    return context.cached(_list_index)


def _list_index(context: LintContext) -> ListIndex:
    document = context.document
    return ListIndex(
        context.text,
        tuple(EntryPlace(entry.span, entry.name, entry.url) for entry in context.entries),
        tuple(LinkPlace(link.span, link.url, link.url_span) for link in document.links),
        context.sections.names,
        len(document.tables),
        len(document.headings),
    )
