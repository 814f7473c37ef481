"""Detect English text by its words."""

from collections.abc import Mapping, Sequence

from listlint.language.spelling import speller

_FOREIGN = frozenset((
    "al", "au", "aux", "avec", "bir", "ce", "con", "da", "dan", "dans", "das", "de", "del",
    "della", "den", "dengan", "der", "des", "di", "dos", "du", "ein", "eine", "el", "em", "en",
    "es", "est", "et", "für", "il", "la", "las", "le", "les", "los", "mit", "na", "nos", "och",
    "os", "ou", "para", "par", "per", "por", "pour", "que", "se", "sur", "um", "uma", "un",
    "una", "und", "une", "untuk", "van", "ve", "von", "vos", "y", "yang",
))  # fmt: skip
"""Function words of other languages."""
_ENGLISH = frozenset((
    "an", "and", "are", "by", "for", "from", "it", "of", "that", "the", "this", "to", "with",
    "your",
))  # fmt: skip
"""Function words of English that other languages do not have."""
_WINDOW = 6
"""Number of words on either side that are considered."""
_ENOUGH = 3
"""Number of words that suffice if all are known."""


def is_foreign(words: Sequence[str]) -> bool:
    """Return whether words have more function words of other languages than of English."""
    small = list(map(str.lower, words))
    foreign = sum(map(_FOREIGN.__contains__, small))
    return foreign > 0 and foreign > sum(map(_ENGLISH.__contains__, small))


def are_foreign(counts: Mapping[str, int]) -> bool:
    """Return the same for words in lower case that are counted."""
    foreign = sum(counts.get(word, 0) for word in _FOREIGN)
    return foreign > sum(counts.get(word, 0) for word in _ENGLISH)


def is_english(words: Sequence[str], index: int) -> bool:
    """Return whether the words around `words[index]` are English.

    None may be a small word of another language. Of those in lower case, half must be common
    words, and these two at least or one that is not short; or all words around are known.
    """
    around = [*words[max(0, index - _WINDOW) : index], *words[index + 1 : index + 1 + _WINDOW]]
    lower = list(map(str.lower, around))
    if not _FOREIGN.isdisjoint(lower):
        return False
    vocabulary = speller().vocabulary
    candidates = [word for word in around if word.islower()]
    common = [word for word in candidates if word in vocabulary.common]
    if len(common) * 2 >= len(candidates) and (
        len(common) >= 2 or any(len(word) > 3 for word in common)
    ):
        return True
    return len(around) >= _ENOUGH and all(map(vocabulary.has, lower))
