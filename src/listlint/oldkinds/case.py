"""The letter that descriptions begin with: a capital, or not."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, EntryKind
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    Case,
    Outlier,
    agreed,
    answers,
    case,
    first_word,
    outliers_within,
)
from listlint.oldkinds import Kind, Learned, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`case`: `upper` or `lower` for the first letter of all; the list's own convention without it."""

    case: Case | None = None


_NAMES = ("word", "wanted")
_HABIT = (*_NAMES, "agreeing", "total")
CASES = {
    "lower": _HABIT,
    "upper": _HABIT,
    "decided-upper": _NAMES,
    "decided-lower": _NAMES,
}

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Common words that are no names: what a description may begin with in any letter case.
_PLAIN = frozenset(
    {
        "a", "an", "the", "this", "that", "these", "all", "another", "any", "your", "one", "two",
        "it", "its",    "with", "for", "from", "to", "in", "on", "by", "of",
        "simple", "small", "tiny", "lightweight", "minimal", "minimalist", "modern", "easy",
        "fast", "powerful", "flexible", "full", "complete", "free", "open", "open-source",
        "high-performance", "cross-platform", "command-line", "self-hosted", "web-based",
        "tool", "tools", "library", "libraries", "framework", "collection", "list", "set",
        "utility", "utilities", "plugin", "wrapper", "implementation", "alternative", "client",
        "server", "package", "extension", "project", "guide", "tutorial", "course", "book",
        "create", "creates", "generate", "generates", "get", "use", "uses", "make", "makes",
        "build", "builds", "feature", "features", "feature-rich", "manage", "manages",
        "provides", "allows", "helps", "supports",
        "convert", "converts", "run", "runs", "find", "learn", "based", "written", "similar",
    }
)  # fmt: skip


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield descriptions that begin otherwise than nearly all, or than was decided."""
    for kind in EntryKind:
        asked = list(answers(context.entries, kind, case))
        odds = list(
            outliers_within(asked, lambda e: e.section, context.conventions, parameters.case)
        )
        if not odds:
            continue
        words = _Words(context, [entry for entry, _ in asked])
        for odd in odds:
            if violation := _hit(context.text, odd, words, decided=parameters.case is not None):
                yield violation


def habits(context: LintContext, _: Parameters) -> Iterator[Learned]:
    """Yield the letter case that nearly all descriptions begin with."""
    groups = ((answer for _, answer in answers(context.entries, kind, case)) for kind in EntryKind)
    convention = agreed(groups, context.conventions)
    if convention is not None:
        letter = "a capital" if convention.answer is Case.UPPER else "a small letter"
        what = f"descriptions begin with {letter}"
        yield Learned("case", convention.answer, convention.agreeing, convention.total, what)


class _Words:
    """Tells which words are no names: the list itself writes them in either letter case."""

    def __init__(self, context: LintContext, asked: list[Entry]) -> None:
        self._names = {
            token.casefold() for entry in context.entries for token in _TOKEN.findall(entry.name)
        }
        self._first = Counter(word for entry in asked if (word := first_word(entry)))
        self._within = Counter(
            match[0]
            for prose in context.prose
            for match in _TOKEN.finditer(prose.text)
            if prose.text[max(0, match.start() - 2) : match.start()].strip(" \t(")[-1:].isalnum()
        )

    def is_plain(self, word: str) -> bool:
        """Tell whether `word` may begin a sentence in either letter case."""
        low, high = word.lower(), word[0].upper() + word[1:]
        if low in _PLAIN:
            return True
        if low in self._names and self._first[high] < 2:
            return False
        if word == low:
            return self._first[high] > 0 and self._within[low] >= self._within[high]
        return self._within[low] > self._within[high] or (
            self._first[low] > self._first[high] and self._within[high] == 0
        )


def _hit(text: str, odd: Outlier[Entry, Case], words: _Words, *, decided: bool) -> Violation | None:
    entry, wanted = odd.one, odd.convention.answer
    word, about = first_word(entry), entry.description_span
    if word is None or about is None or not words.is_plain(word):
        return None
    start = text.find(word, about.start, min(about.end, about.start + len(word) + 8))
    if start < 0:
        return None
    better = word[0].upper() if wanted is Case.UPPER else word[0].lower()
    values = {"word": word, "wanted": better + word[1:], **odd.convention.values}
    place = Span(start, start + 1)
    fix = Fix(Safety.SAFE, f"write `{values['wanted']}`", (replace(place, better),))
    case_name = f"decided-{wanted}" if decided else str(odd.answer)
    return Violation(case_name, Span(start, start + len(word)), values, fix, entry.url)


KIND = Kind(Parameters, CASES, check, habits=habits)
