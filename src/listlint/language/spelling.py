"""English spelling: known words, known misspellings, and single typing errors.

The known misspellings are codespell's dictionary, read as data: codespell itself is never
imported. The right words are `data/vocabulary.txt`, made by `tools/vocabulary.py`. Both are opened
when the first word is looked up.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from listlint.diagnostics.records import dataclass

DATA = Path(__file__).parent / "data"
"""The folder of the word lists."""

_BLOCK = 1_000
"""Bytes of a word list that are read at once."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 6
"""Shorter words are similar to too many others."""
# Neighboring keys on common keyboards.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = f" {' '.join(_ROWS)} "
_ENDINGS = (
    "s", "es", "ed", "d", "ing", "er", "r", "ers", "rs", "or", "ors", "est", "ly", "y", "able",
    "ability", "ible", "al", "ally", "ness", "less", "ful", "ful", "ize", "ized", "izer", "izers",
    "izing", "izes", "ise", "ised", "ising", "ises", "iser", "ization", "isation", "izations",
    "ish", "ist", "ists", "ism", "like", "ified", "ify", "ion", "ions", "ation", "ations", "ment",
    "ments", "ship", "wise", "ward", "wards", "ity", "ive", "ic", "ical", "ian", "ians", "ics",
)  # fmt: skip
_NO_HEADS = frozenset(("and", "are", "has", "the", "was"))
"""No word is composed of one of these and another word."""
PREFIXES = (
    "anti", "auto", "bi", "bio", "co", "counter", "cross", "crypto", "cyber", "de", "dis", "down",
    "e", "em", "en", "ex", "extra", "fore", "geo", "hyper", "il", "im", "in", "inter", "intra",
    "ir", "iso", "macro", "mal", "mega", "meta", "micro", "mid", "mini", "mis", "mono", "multi",
    "nano", "neo", "neuro", "non", "omni", "out", "over", "para", "photo", "poly", "post", "pre",
    "pro", "proto", "pseudo", "psycho", "quasi", "re", "self", "semi", "socio", "step", "sub",
    "super", "techno", "tele", "trans", "tri", "ultra", "un", "under", "uni", "up", "vice",
)  # fmt: skip
"""Prefixes of derived words."""
_LONG_PREFIXES = tuple(prefix for prefix in PREFIXES if len(prefix) > 4)


class SortedWords:
    """Words of a file, of which a run looks up few: each is searched for in a block of lines.

    Reading all of its tens of thousands of lines into a set would take longer than most lists take
    to check. Lines are sorted in lower case; in each, `end` follows the word.
    """

    def __init__(self, lines: str, end: str = "\n") -> None:
        self.lines = lines
        self._end = end
        starts = [0]
        while start := lines.find("\n", starts[-1] + _BLOCK) + 1:
            starts.append(start)
        self._firsts = [lines[start : lines.find("\n", start)].lower() for start in starts]
        self._bounds = [*starts, len(lines)]

    def find(self, word: str) -> int:
        """Return the offset of what follows a word in its line; -1 for a word that is not there."""
        # The line of the word is not after this one, any later line is.
        block = bisect_right(self._firsts, f"{word.lower()}->\xff")
        if block == 0:
            return -1
        key, start = f"\n{word}{self._end}", self._bounds[block - 1]
        if self.lines.startswith(key[1:], start):
            return start + len(key) - 1
        at = self.lines.find(key, start, self._bounds[block])
        return at if at < 0 else at + len(key)


class Misspellings:
    """Known misspellings, each with its possible corrections.

    They are lines such as `teh->the` or `ans->and, an,`, the misspellings of names capitalized.
    """

    def __init__(self, words: SortedWords) -> None:
        self.words = words

    @classmethod
    def load(cls) -> "Misspellings":
        """Read codespell's dictionary, which codespell keeps sorted.

        Raises `ModuleNotFoundError` where codespell is not installed.
        """
        spec = find_spec("codespell_lib")
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError("codespell is not installed: pip install codespell")
        path = Path(spec.submodule_search_locations[0], "data", "dictionary.txt")
        # Decoded byte by byte, in no time; few corrections have other letters than English ones.
        return cls(SortedWords(path.read_bytes().decode("latin-1"), "->"))

    def get(self, word: str) -> tuple[str, ...]:
        """Return the possible corrections of a word in lower case, the likeliest first."""
        at = self.words.find(word)
        if at < 0 and (at := self.words.find(word.capitalize())) < 0:
            return ()
        line = self.words.lines[at : self.words.lines.find("\n", at)]
        # After the last comma of several there may be a comment.
        choices = line.encode("latin-1").decode().split(",")
        return tuple(w.strip() for w in (choices[:-1] if len(choices) > 1 else choices))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known words in lower case.

    `common` ones are suggested for wrong ones, compounds such as `open-source` among them; `used`
    ones are in use, `rare` ones only in dictionaries.
    """

    common: frozenset[str]
    used: frozenset[str]
    rare: SortedWords

    @classmethod
    def load(cls) -> "Vocabulary":
        """Read the shipped vocabulary."""
        words = (DATA / "vocabulary.txt").read_bytes().decode("ascii")
        used = words.index("\n\n")
        rare = words.index("\n\n", used + 2)
        common = frozenset(words[:used].split())
        return cls(common, frozenset(words[used:rare].split()), SortedWords(words[rare + 2 :]))

    def has(self, word: str) -> bool:
        """Return whether it contains a word."""
        return word in self.common or word in self.used or self.rare.find(word) >= 0

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Return the words that it does not contain."""
        others = set(words) - self.common - self.used
        return {word for word in others if self.rare.find(word) < 0}

    def is_used(self, word: str) -> bool:
        """Return whether a word is common in texts about software."""
        return word in self.common or word in self.used


_REMEMBERED = 2**16
"""Words whose check is remembered: a language server checks a list after each keystroke."""


class Speller:
    """Checks words in lower case, and suggests corrections."""

    def __init__(self, vocabulary: Vocabulary, misspellings: Misspellings) -> None:
        self.vocabulary = vocabulary
        self.misspellings = misspellings

    @lru_cache(_REMEMBERED)  # noqa: B019 - there is one speller, for the whole process
    def is_right(self, word: str) -> bool:
        """Return whether a word is known, derived from a known one or composed of two."""
        return self.vocabulary.has(word) or self._is_derived(word) or self._is_joined(word)

    def _is_derived(self, word: str, depth: int = 2) -> bool:
        for stem in _stems(word):
            # Rare short words would allow too many compounds: "inter" and "dace", a fish.
            is_word = self.vocabulary.is_used if len(stem) < _SHORTEST else self.vocabulary.has
            # A stem in "y" was derived already: "designied" is not of "designy".
            derived = depth > 1 and len(stem) > 4 and stem[-1] != "y"
            if is_word(stem) or (derived and self._is_derived(stem, depth - 1)):
                return True
        return False

    def _is_joined(self, word: str) -> bool:
        used = self.vocabulary.is_used
        return any(
            used(word[:at]) and used(word[at:]) and word[:at] not in _NO_HEADS
            for at in range(3, len(word) - 2)
        )

    def known(self, word: str) -> tuple[str, ...]:
        """Return the possible corrections of a known misspelling; () for other words."""
        return () if self.vocabulary.has(word) else self.misspellings.get(word)

    @lru_cache(_REMEMBERED)  # noqa: B019 - there is one speller, for the whole process
    def suggest(self, word: str) -> tuple[str, ...]:
        """Return the words that are one typing error away from an unknown word.

        These are common words; else the only word for which letters are transposed, one is missing
        or doubled, or a hand is one key off, or the only common word with a prefix.
        """
        if len(word) < _SHORTEST or self.is_right(word):
            return ()
        if self._has_prefix(word, lambda rest: len(rest) > 4 and self.vocabulary.has(rest)):
            return ()
        near = dict.fromkeys(edits1(word))
        common = self.vocabulary.common
        found = [o for o in filter(common.__contains__, near) if not _is_weak(word, o)]
        if found:
            return tuple(found)
        return next((tuple(others) for others in self._sure(word, near) if len(others) == 1), ())

    def _sure(self, word: str, near: Iterable[str]) -> Iterator[Collection[str]]:
        """Yield the words that are meant for sure if there is only one, the surest first."""
        common, used = self.vocabulary.common, self.vocabulary.used
        yield set(filter(self.vocabulary.has, transpositions(word)))
        lost = set(_losses(word))
        yield (common & lost) | (used & lost)
        yield common.intersection(_shifts(word))
        prefixes = tuple(prefix for prefix in _LONG_PREFIXES if prefix[0] == word[0])
        prefixed = (other for other in near if other.startswith(prefixes)) if prefixes else ()
        yield {other for other in prefixed if self._has_prefix(other, common.__contains__)}

    def _has_prefix(self, word: str, is_word: Callable[[str], bool]) -> bool:
        """Return whether a word is another one with a long prefix: `multicore`."""
        return word.startswith(_LONG_PREFIXES) and any(
            len(rest) > 3 and is_word(rest)
            for prefix in _LONG_PREFIXES
            if (rest := word.removeprefix(prefix)) != word
        )


def _stems(word: str) -> Iterator[str]:
    """Yield the words that a word may be derived from."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield stem
            if ending[0] in "aeiouy":
                yield stem + "e"
                if stem[-1] == stem[-2]:
                    yield stem[:-1]
            if stem[-1] == "i":
                yield stem[:-1] + "y"
    for beginning in PREFIXES if word.startswith(PREFIXES) else ():
        stem = word.removeprefix(beginning)
        # Two equal vowels are a doubled letter, not a prefix: `eenterprise`.
        if stem != word and len(stem) > 3 and not (beginning == "e" and stem[0] == "e"):
            yield stem


def edits1(word: str) -> list[str]:
    """Return the words that one typing error may have turned into `word`, some of them twice.

    A letter is added, missing or mistyped, or two are transposed, but never the first. A letter
    added at the end is rather part of a name, unless it is doubled.
    """
    size = len(word)
    parts = [(word[:at], word[at:]) for at in range(1, size + 1)]
    shorter = parts[: size - 2 if word[-1] != word[-2] else size - 1]
    return [
        *[before + after[1:] for before, after in shorter],
        *[before + letter + after for before, after in parts for letter in _LETTERS],
        *[
            word[:left] + word[right] + word[left + 1 : right] + word[left] + word[right + 1 :]
            for left in range(1, size - 1)
            for right in range(left + 1, size)
            if right == left + 1 or right < size - 1
        ],
        *[
            before + letter + after[1:]
            for before, after in parts[:-1]
            for letter in _neighbors(after[0])
        ],
    ]


def transpositions(word: str) -> Iterator[str]:
    """Yield the words with two neighboring letters of `word` transposed."""
    for at in range(1, len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _is_weak(word: str, other: str) -> bool:
    """Return whether a slip is so small that `word` is rather a name or a word of a field.

    One other letter at the end, or a doubled first one: `reversi`, `ccache`. In a short word, all
    but a lost vowel, a letter doubled or two transposed: `passwd`, `mcount`.
    """
    if sorted(word) == sorted(other):
        return False
    is_short = len(word) <= _SHORTEST
    if len(word) == len(other):
        return is_short or word[-1] != other[-1]
    if len(word) > len(other):
        if word[0] == word[1]:
            return word[0] not in "aeiou"
        return is_short and not any(x == y for x, y in pairwise(word))
    return is_short and not any(other.count(vowel) > word.count(vowel) for vowel in "aeiou")


def _losses(word: str) -> list[str]:
    """Return the words of which `word` lost a letter within, or doubled one."""
    parts = [(word[:at], word[at:]) for at in range(2, len(word))]
    return [
        *[before + after[1:] for before, after in parts if before[-1] == after[0]],
        *[before + letter + after for before, after in parts for letter in _LETTERS],
    ]


def _shifts(word: str) -> Iterator[str]:
    """Yield the words of which three letters or more were typed one key to the left or right."""
    for step in (-1, 1):
        moved = "".join(_KEYS[_KEYS.find(letter) + step] for letter in word)
        for start in range(1, len(word) - 2):
            for end in range(start + 3, min(len(word), start + 6) + 1):
                if " " not in moved[start:end]:
                    yield word[:start] + moved[start:end] + word[end:]


@cache
def _neighbors(letter: str) -> str:
    """Return the letters often typed instead of another: its neighbors; for a vowel, any vowel."""
    near = "aeiou" if letter in "aeiou" else ""
    for index, row in enumerate(_ROWS):
        if letter in row:
            at = row.index(letter)
            near += row[max(0, at - 1) : at + 2]
            for other in _ROWS[max(0, index - 1) : index + 2 : 1]:
                near += other[max(0, at - 1) : at + 2] if other is not row else ""
    return "".join(sorted(set(near) - {letter}))


@cache
def speller() -> Speller:
    """Return the English speller; the first call reads the word lists."""
    return Speller(Vocabulary.load(), Misspellings.load())
