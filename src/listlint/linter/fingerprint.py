"""Fingerprints by which a finding is recognized later: its rule and subject, not its line."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from listlint.diagnostics.findings import Finding
from listlint.linter.index import ListIndex


def subjects(index: ListIndex, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the subject of each finding: the key of its entry, or its section and text."""
    for finding in findings:
        entry = index.entry_at(finding.span)
        if entry is not None:
            yield entry.key
        else:
            found = re.sub(r"\s+", " ", finding.span.of(index.text)[:200]).strip()
            yield " > ".join((*index.sections.at(finding.span.start), found))


def fingerprints(index: ListIndex, findings: Iterable[Finding]) -> list[str]:
    """Return the fingerprint (32 hexadecimal digits) of each finding of a file, in order.

    Several findings of one rule about one entry are numbered, so each has its own.
    """
    from hashlib import blake2b  # loads OpenSSL

    given = list(findings)
    seen: Counter[tuple[str, str]] = Counter()
    marks = []
    for finding, subject in zip(given, subjects(index, given), strict=True):
        key = (finding.rule, subject)
        text = "\0".join((*key, str(seen[key])))
        marks.append(blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest())
        seen[key] += 1
    return marks
