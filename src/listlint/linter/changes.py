"""What a change adds to a list: entries, compared by their URLs, and lines, by their text.

Line numbers are not compared: an entry or a line that only moves has not changed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.linter.fingerprint import EntryIndex, entry_key

T = TypeVar("T")


@dataclass(frozen=True)
class Changes:
    """The entries, lines and URLs that `after` has and `before` does not have."""

    before: LintContext
    after: LintContext

    @cached_property
    def entries(self) -> frozenset[Span]:
        """The spans of the entries that were added or changed."""
        fresh = _fresh(_entry_texts(self.before), _entry_texts(self.after))
        pairs = zip(self.after.entries, fresh, strict=True)
        return frozenset(entry.span for entry, is_new in pairs if is_new)

    @cached_property
    def lines(self) -> frozenset[int]:
        """The numbers (from 1) of the new lines, except blank lines."""
        after = list(_lines(self.after.text))
        fresh = _fresh(_lines(self.before.text), after)
        return frozenset(n for n, is_new in enumerate(fresh, 1) if is_new and after[n - 1])

    @cached_property
    def urls(self) -> frozenset[str]:
        """The URLs that only `after` links to."""
        known = {link.url for link in self.before.document.links}
        return frozenset(link.url for link in self.after.document.links if link.url not in known)

    @cached_property
    def _index(self) -> EntryIndex:
        return EntryIndex(self.after.entries)

    def concern(self, finding: Finding) -> bool:
        """Return whether the span of a finding, or one related to it, is new."""
        return any(map(self._is_new, (finding.span, *(r.span for r in finding.related))))

    def _is_new(self, span: Span) -> bool:
        entry = self._index.at(span)
        if entry is not None:
            return entry.span in self.entries
        return not self.lines.isdisjoint(self.after.document.lines.numbers(span))


def _entry_texts(context: LintContext) -> Iterator[tuple[str, str]]:
    """Yield the key and the text of each entry, with whitespace normalized.

    So rows do not change when their table is realigned.
    """
    for entry in context.entries:
        text = re.sub(r"\s+", " ", entry.span.of(context.text))
        yield entry_key(entry), text.replace(" |", "|").replace("| ", "|").strip()


def _lines(text: str) -> Iterator[str]:
    return (line.rstrip() for line in re.split(r"\r\n|\r|\n", text))


def _fresh(old: Iterable[T], new: Iterable[T]) -> Iterator[bool]:
    """Yield for each item of `new` whether `old` has fewer of it."""
    counts = Counter(old)
    for item in new:
        counts[item] -= 1
        yield counts[item] < 0


def concerning(changes: Changes | None, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings about something new; all findings without `changes`."""
    return [f for f in findings if changes is None or changes.concern(f)]
