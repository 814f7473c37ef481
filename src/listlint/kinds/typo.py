"""Misspelt words, never names: known misspellings, and slips that hit no word."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from listlint.document import CodeSpan, walk
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import Prose, safety
from listlint.spelling import Speller, speller
from listlint.text import Fix, Safety, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`allowed`: words that are right, in any letter case; `often`: how many times a list must
    use a word that no dictionary knows for it to be the list's own."""

    allowed: tuple[str, ...] = ()
    often: int = 3


CASES = {"one": ("found", "wanted"), "several": ("found", "wanted")}

_WORD = re.compile(
    r"(?<![\w@#/\\.:+&~$%=<{\[\ufffc'’*-])[A-Za-z]+(?:-[A-Za-z]+)*"
    r"(?![\w@/\\+#=\ufffc*{\[(<]|[.:'’-]\w|-)"
)
_PART = re.compile(r"[A-Za-z]+")
_NAMED = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SENTENCE = re.compile(r"(?:^|\n|[.!?:;]|[-–—])[ \t\"'“”‘(*_]*$")
_WINDOW = 6
"""How many words on either side tell the language."""
_FOREIGN = frozenset(
    {
        "al",
        "au",
        "aux",
        "con",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "dos",
        "du",
        "ein",
        "eine",
        "el",
        "em",
        "en",
        "es",
        "est",
        "et",
        "il",
        "la",
        "las",
        "le",
        "les",
        "los",
        "mit",
        "na",
        "os",
        "ou",
        "para",
        "par",
        "per",
        "por",
        "pour",
        "que",
        "sur",
        "um",
        "uma",
        "un",
        "una",
        "und",
        "une",
        "van",
        "von",
        "y",
    }
)
"""Small words of other languages: next to one, a word is none of English."""
_NEAR = 3
"""How many words on either side such a word holds for."""
_SHORT = frozenset({"and", "for", "from", "has", "his", "the", "this", "with", "you"})
"""What a word of three letters may be meant for: too many such words are names."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class _Own:
    """The list's own words, in lower case: what it names, and how often it says what."""

    listing: Listing

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of links, URLs and code."""
        texts = [link.text for link in self.listing.document.links]
        texts += [link.url for link in self.listing.document.links]
        texts += [entry.name for entry in self.listing.entries]
        for leaf in self.listing.document.leaves():
            texts += [i.text for i in walk(leaf.inlines) if isinstance(i, CodeSpan)]
        return frozenset(
            word.lower()
            for text in texts
            for found in _PART.findall(text)
            for word in (found, *_NAMED.findall(found))
        )

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the prose."""
        return Counter(
            word.lower() for prose in self.listing.prose for word in _PART.findall(prose.text)
        )


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield misspelt words of English prose; what a list names or often says is right."""
    spelling = speller()
    own = _Own(listing)
    allowed = frozenset(word.lower() for word in parameters.allowed)
    for prose in listing.prose:
        matches = list(_WORD.finditer(prose.text))
        words = [match[0] for match in matches]
        for index, match in enumerate(matches):
            if spelling.vocabulary.has(match[0].lower()) or match[0].lower() in allowed:
                continue
            if _is_english(words, index, spelling):
                yield from _word(prose, match, own, spelling, allowed, parameters.often)


def _is_english(words: list[str], index: int, spelling: Speller) -> bool:
    """Tell whether the words around one are English.

    Half of those in small letters, and two at least, must be common words; or the only one is.
    """
    before, after = words[max(0, index - _WINDOW) : index], words[index + 1 : index + 1 + _WINDOW]
    if not _FOREIGN.isdisjoint(word.lower() for word in before[-_NEAR:] + after[:_NEAR]):
        return False
    small = [word for word in before + after if word.islower()]
    common = [word for word in small if word in spelling.vocabulary.common]
    return len(common) * 2 >= len(small) and (
        len(common) >= 2 or any(len(word) > 3 for word in common)
    )


def _word(
    prose: Prose,
    match: re.Match[str],
    own: _Own,
    spelling: Speller,
    allowed: frozenset[str],
    often: int,
) -> Iterator[Hit]:
    word = match[0]
    begins = _SENTENCE.search(prose.text, max(0, match.start() - 8), match.start()) is not None
    if "-" in word:
        whole = _compound(word.lower(), spelling, begins=begins)
        if whole and word.lower() not in own.names:
            yield _hit(prose, match.start(), word, (whole,))
            return
    for part in _PART.finditer(word):
        small = part[0].lower()
        if small in own.names or small in allowed:
            continue
        first = begins and part.start() == 0
        wanted = _wanted(part[0], own, spelling, first=first, often=often)
        if wanted:
            yield _hit(prose, match.start() + part.start(), part[0], wanted)


def _compound(word: str, spelling: Speller, *, begins: bool) -> str | None:
    """Return the common compound that is meant: `large-scale` for `larges-scale`."""
    vocabulary = spelling.vocabulary
    head, _, rest = word.partition("-")
    if (
        head.endswith("s")
        and not vocabulary.is_used(head)
        and f"{head[:-1]}-{rest}" in (vocabulary.common)
    ):
        return f"{head[:-1]}-{rest}"
    if begins and not vocabulary.is_used(head):
        found = [letter + word for letter in _LETTERS if letter + word in vocabulary.common]
        return found[0] if len(found) == 1 else None
    return None


def _wanted(word: str, own: _Own, spelling: Speller, *, first: bool, often: int) -> tuple[str, ...]:
    small = word.lower()
    vocabulary = spelling.vocabulary
    if vocabulary.has(small):
        return ()
    if small.endswith("eses") and vocabulary.has(small[:-1]):
        return (small[:-1],)
    if word.istitle() and not first:
        shorter = small[:-1]
        doubled = small[-1:] == small[-2:-1] and own.counts[small] == 1
        return (shorter,) if doubled and own.counts[shorter] >= often else ()
    if not (word.islower() or (word.istitle() and first)) or len(word) < 3:
        return ()
    known = spelling.known(small)
    if known and (len(small) > 3 or not _SHORT.isdisjoint(known)):
        return known
    if own.counts[small] >= often:
        return ()
    if first and word.islower():
        lost = [x + small for x in _LETTERS if x + small in vocabulary.common]
        if len(lost) == 1 and len(small) > 3 and not spelling.is_right(small):
            return tuple(lost)
    return spelling.slip(small)


def _hit(prose: Prose, start: int, word: str, wanted: tuple[str, ...]) -> Hit:
    if word.istitle():
        wanted = tuple(choice[:1].upper() + choice[1:] for choice in wanted)
    span = prose.span(start, start + len(word))
    values = {"found": word, "wanted": ", ".join(f"`{choice}`" for choice in wanted)}
    certainty = safety(prose.leaf) if len(wanted) == 1 else Safety.SHOWN
    fix = Fix(certainty, f"write `{wanted[0]}`", (replace(span, wanted[0]),))
    return Hit("one" if len(wanted) == 1 else "several", span, values, fix)


KIND = Kind(Parameters, CASES, check)
