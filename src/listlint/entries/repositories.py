"""Entries that link to a repository with a verdict from an API."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.markdown import Link
from listlint.urls.verdict import Repository


def repositories(context: LintContext) -> Iterator[tuple[Entry, Link, Repository]]:
    """Yield the entries with a known repository, in source order."""
    for entry in context.entries if context.verdicts else ():
        verdict = context.verdicts.get(entry.link.url) if entry.link else None
        if entry.link and verdict and verdict.repository:
            yield entry, entry.link, verdict.repository


def day(time: str | None) -> date | None:
    """Return the day of a time in ISO 8601; None if there is none."""
    try:
        return date.fromisoformat((time or "")[:10])
    except ValueError:
        return None


def mentions(context: LintContext, entry: Entry, words: tuple[str, ...]) -> bool:
    """Return whether an entry, or a heading above it, has one of `words`, in any letter case."""
    pattern = _pattern(words)
    return any(pattern.search(text) for text in (entry.span.of(context.text), *entry.section))


@lru_cache(8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, words)) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
