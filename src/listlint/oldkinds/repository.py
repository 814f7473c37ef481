"""Entries whose repository is no longer worked on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation
from listlint.urls.verdict import Repository


class State(StrEnum):
    """What is asked of a repository."""

    ARCHIVED = "archived"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`months` without a push make a repository stale.

    Entries that say so themselves, by one of the words `said` in their text or in a heading
    above them, are left alone.
    """

    state: State
    months: int = 24
    said: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError("months must be 1 or more")


CASES = {"found": ("repository", "pushed", "months")}
_MONTH = 365.2425 / 12  # days


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the links of entries whose repository is as asked."""
    if not context.verdicts:
        return
    words = _words(parameters.said)
    today = context.today or datetime.now(UTC).date()
    for entry in context.entries:
        verdict = context.verdicts.get(entry.link.url) if entry.link else None
        repository = verdict.repository if verdict else None
        if entry.link is None or repository is None:
            continue
        months = _months(repository, today)
        if not _is_so(repository, months, parameters) or _says_so(context, entry, words):
            continue
        values = {
            "repository": repository.name,
            "pushed": (repository.pushed_at or "")[:10],
            "months": str(months or ""),
        }
        yield Violation("found", entry.link.span, values, url=entry.link.url)


def _is_so(repository: Repository, months: int | None, parameters: Parameters) -> bool:
    if parameters.state is State.ARCHIVED:
        return repository.archived
    return not repository.archived and months is not None and months >= parameters.months


def _months(repository: Repository, today: date) -> int | None:
    try:
        pushed = date.fromisoformat((repository.pushed_at or "")[:10])
    except ValueError:
        return None
    return int((today - pushed).days / _MONTH)


def _words(said: tuple[str, ...]) -> re.Pattern[str] | None:
    if not said:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)", re.IGNORECASE)


def _says_so(context: LintContext, entry: Entry, words: re.Pattern[str] | None) -> bool:
    if words is None:
        return False
    texts = (entry.span.of(context.text), *entry.section)
    return any(words.search(text) for text in texts)


KIND = Kind(Parameters, CASES, check, wants_links=True)
