"""Fingerprints by which a finding is recognized later: its rule and subject, not its line."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.context import LintContext


class EntryIndex:
    """Finds the innermost entry at a span; built once per context."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = sorted(entries, key=lambda entry: (entry.span.start, -entry.span.end))
        self._starts = [entry.span.start for entry in self._entries]
        self._parents: list[int] = []
        open_: list[int] = []
        for index, entry in enumerate(self._entries):
            while open_ and self._entries[open_[-1]].span.end <= entry.span.start:
                open_.pop()
            self._parents.append(open_[-1] if open_ else -1)
            open_.append(index)

    def at(self, span: Span) -> Entry | None:
        """Return the innermost entry that holds `span`, if any."""
        index = bisect_right(self._starts, span.start) - 1
        while index >= 0:
            entry = self._entries[index]
            if entry.span.contains(span):
                return entry
            index = self._parents[index]
        return None


def subjects(context: LintContext, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the subject of each finding: the key of its entry, or its section and text."""
    index = EntryIndex(context.entries)
    for finding in findings:
        entry = index.at(finding.span)
        if entry is not None:
            yield entry.key
        else:
            found = re.sub(r"\s+", " ", finding.span.of(context.text)[:200]).strip()
            yield " > ".join((*context.sections.at(finding.span.start), found))


def fingerprints(context: LintContext, findings: Iterable[Finding]) -> list[str]:
    """Return the fingerprint (32 hexadecimal digits) of each finding of a file, in order.

    Several findings of one rule about one entry are numbered, so each has its own.
    """
    given = list(findings)
    seen: Counter[tuple[str, str]] = Counter()
    marks = []
    for finding, subject in zip(given, subjects(context, given), strict=True):
        key = (finding.rule, subject)
        text = "\0".join((*key, str(seen[key])))
        marks.append(blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest())
        seen[key] += 1
    return marks
