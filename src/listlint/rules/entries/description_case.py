"""Descriptions that start with a capital letter where nearly all do not, or the reverse."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, EntryKind
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    Case,
    Learned,
    Outlier,
    agreed,
    case,
    first_word,
    outliers_within,
    with_values,
)
from listlint.language.names import NAMES
from listlint.language.spelling import speller
from listlint.language.words import CJK


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `description-case`."""

    case: Case | None = None
    """Letter case that descriptions must start with: `upper` or `lower`; unset, the list's own."""


# Short words and those without a vowel are names and abbreviations: `go`, `npm`.
_ORDINARY = regex(r"(?=.*[aeiouy]).{4}")
# A title or a name of several words: `The Washington Post`.
_TITLE = regex(r"^\W*\w[\w'’-]*\s+[A-Z]")
_OFFICIAL = {name.lower(): name for name in NAMES}
_WORD = regex(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Common words that are no names: a description may start with them in either letter case.
_COMMON = frozenset(
    {
        "a", "an", "the", "this", "that", "these", "all", "another", "any", "your", "one", "two",
        "it", "its", "with", "for", "from", "to", "in", "on", "by", "of",
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


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield descriptions that start differently from nearly all, or from what is configured."""
    for kind in EntryKind:
        pairs = list(with_values(context.entries, kind, case))
        outliers = list(
            outliers_within(pairs, lambda e: e.section, context.conventions, options.case)
        )
        if not outliers:
            continue
        words = _Words(context, [entry for entry, _ in pairs], [o.one for o in outliers])
        for outlier in outliers:
            if found := _violation(context.text, outlier, words, pinned=options.case is not None):
                yield found


def learn(context: LintContext, _options: Options) -> Iterator[Learned]:
    """Yield the letter case that nearly all descriptions start with."""
    groups = (
        (value for _, value in with_values(context.entries, kind, case)) for kind in EntryKind
    )
    convention = agreed(groups, context.conventions)
    if convention is not None:
        what = f"descriptions start with a {_letter(convention.value)} letter"
        yield Learned("case", convention.value, convention.agreeing, convention.total, what)


class _Words:
    """Finds words that are not names, because the list writes them in both letter cases."""

    def __init__(self, context: LintContext, described: list[Entry], outliers: list[Entry]) -> None:
        self._entries = {entry.name.casefold() for entry in context.entries}
        self._names = set(_WORD.findall("\n".join(self._entries)))
        self._first = Counter(word for entry in described if (word := first_word(entry)))
        starts = {word for entry in outliers if (word := first_word(entry))}
        either = starts | {word[0].swapcase() + word[1:] for word in starts}
        either |= {word.lower() for word in starts} | {word.capitalize() for word in starts}
        text = "\n".join([prose.text for prose in context.prose])
        self._within = Counter(
            match[0]
            for match in _WORD.finditer(text)
            if match[0] in either
            if text[max(0, match.start() - 2) : match.start()].strip(" \t(")[-1:].isalnum()
        )

    def can_change(self, word: str) -> bool:
        """Return whether `word` can start a sentence in either letter case."""
        lower, upper = word.lower(), word[0].upper() + word[1:]
        if lower in _COMMON or (word == lower and self._is_ordinary(word)):
            return True
        if lower in self._names and self._first[upper] < 2:
            return False
        if lower in _OFFICIAL:
            return False
        if word == lower:
            return self._first[upper] > 0 and self._within[lower] >= self._within[upper]
        return self._within[lower] > self._within[upper] or (
            self._first[lower] > self._first[upper] and self._within[upper] == 0
        )

    def _is_ordinary(self, word: str) -> bool:
        """Return whether a word is a common one that the list does not know as a name."""
        parts = word.split("-")
        upper = word.capitalize()
        return (
            all(_ORDINARY.search(part) and part in speller().vocabulary.common for part in parts)
            and word not in self._entries
            and _OFFICIAL.get(word, upper) == upper
            and self._within[word] >= self._within[upper]
        )


def _violation(
    text: str, outlier: Outlier[Entry, Case], words: _Words, *, pinned: bool
) -> Violation | None:
    entry, convention = outlier.one, outlier.convention
    word, description = first_word(entry), entry.description_span
    if word is None or description is None or not words.can_change(word):
        return None
    if word.islower() and CJK.search(entry.description):
        return None
    if word[0].isupper() and _TITLE.search(entry.description):
        return None
    end = min(description.end, description.start + len(word) + 8)
    start = text.find(word, description.start, end)
    if start < 0 or text[start - 2 : start + len(word) + 2] == f"__{word}__":
        return None  # not found, or a name in Python: `__init__`
    if text[max(0, description.start - 2) : description.start].rstrip().endswith(","):
        return None  # the sentence of the link goes on: `[Tool](…), a tool`
    first = word[0].upper() if convention.value is Case.UPPER else word[0].lower()
    edit = replace(Span(start, start + 1), first)
    fix = Fix(Safety.SAFE, f"write `{first}{word[1:]}`", (edit,))
    counts = "" if pinned else f" ({convention.counts} do)"
    message = f"description should start with a {_letter(convention.value)} letter{counts}"
    return Violation(Span(start, start + len(word)), message, fix, entry.url)


def _letter(case: Case) -> str:
    return "capital" if case is Case.UPPER else "lowercase"
