"""What a change adds to a list: entries by what they point to, other text by its lines.

Nothing here goes by line number: an entry that moves, or a line that is only pushed down, is no
change.
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
    """What `after` has that `before` has not."""

    before: LintContext
    after: LintContext

    @cached_property
    def entries(self) -> frozenset[Span]:
        """The places of the entries that were added, or that say something else than before."""
        fresh = _fresh(_sayings(self.before), _sayings(self.after))
        pairs = zip(self.after.entries, fresh, strict=True)
        return frozenset(entry.span for entry, is_new in pairs if is_new)

    @cached_property
    def lines(self) -> frozenset[int]:
        """The numbers of the lines (from 1) whose text was not there before; blank ones apart."""
        after = list(_lines(self.after.text))
        fresh = _fresh(_lines(self.before.text), after)
        return frozenset(n for n, is_new in enumerate(fresh, 1) if is_new and after[n - 1])

    @cached_property
    def urls(self) -> frozenset[str]:
        """The URLs that `after` links to and `before` did not."""
        known = {link.url for link in self.before.document.links}
        return frozenset(link.url for link in self.after.document.links if link.url not in known)

    @cached_property
    def _index(self) -> EntryIndex:
        return EntryIndex(self.after.entries)

    def concern(self, finding: Finding) -> bool:
        """Tell whether a finding is about something new: its place, or one that it speaks of."""
        return any(map(self._is_new, (finding.span, *(r.span for r in finding.related))))

    def _is_new(self, span: Span) -> bool:
        entry = self._index.at(span)
        if entry is not None:
            return entry.span in self.entries
        return not self.lines.isdisjoint(self.after.document.lines.numbers(span))


def _sayings(context: LintContext) -> Iterator[tuple[str, str]]:
    """Yield each entry's key and all that it says, whatever the blanks between.

    So a row is no other one when its table is padded anew.
    """
    for entry in context.entries:
        text = re.sub(r"\s+", " ", entry.span.of(context.text))
        yield entry_key(entry), text.replace(" |", "|").replace("| ", "|").strip()


def _lines(text: str) -> Iterator[str]:
    return (line.rstrip() for line in re.split(r"\r\n|\r|\n", text))


def _fresh(old: Iterable[T], new: Iterable[T]) -> Iterator[bool]:
    """Tell of each thing in `new` whether `old` lacks it, or has fewer of it."""
    counts = Counter(old)
    for thing in new:
        counts[thing] -= 1
        yield counts[thing] < 0


def concerning(changes: Changes | None, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings about something new; all of them without `changes`."""
    return [f for f in findings if changes is None or changes.concern(f)]
