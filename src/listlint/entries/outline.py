"""The tree of headings of a document."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from listlint.diagnostics.spans import Span
from listlint.markdown import Document, Heading


class Outline:
    """Headings by index: `parents` (None at the top), and `ends` (exclusive) of their subtrees."""

    def __init__(self, document: Document, entries: Iterable[int] = ()) -> None:
        self.headings: tuple[Heading, ...] = document.headings
        self.starts = [heading.span.start for heading in self.headings]
        self.parents: list[int | None] = [None] * len(self.headings)
        self.ends = [len(self.headings)] * len(self.headings)
        self._size = len(document.text)
        self._entries = list(entries)
        stack: list[int] = []
        for index, heading in enumerate(self.headings):
            while stack and self.headings[stack[-1]].level >= heading.level:
                self.ends[stack.pop()] = index
            self.parents[index] = stack[-1] if stack else None
            stack.append(index)

    def own(self, index: int) -> Span:
        """Return the span between a heading and the next one."""
        following = index + 1
        end = self.starts[following] if following < len(self.starts) else self._size
        return Span(self.headings[index].span.end, end)

    def whole(self, index: int) -> Span:
        """Return the span of a section with its heading and subsections."""
        last = self.ends[index]
        return Span(
            self.starts[index], self.starts[last] if last < len(self.starts) else self._size
        )

    def innermost(self, offset: int) -> int | None:
        """Return the index of the last heading at or before an offset."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 else None

    def has_entries(self, index: int) -> bool:
        """Return whether a section or a subsection has entries."""
        whole = self.whole(index)
        return bisect_left(self._entries, whole.start) < bisect_left(self._entries, whole.end)

    def sibling_groups(self) -> Iterator[list[int]]:
        """Yield the headings of each parent."""
        groups: dict[int | None, list[int]] = {}
        for index, parent in enumerate(self.parents):
            groups.setdefault(parent, []).append(index)
        yield from groups.values()
