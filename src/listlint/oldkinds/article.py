"""`a` and `an` that do not fit the word behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, replace
from listlint.entries.context import LintContext
from listlint.language.spelling import Vocabulary, is_foreign, speller
from listlint.markdown.prose import Prose, safety
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`plurals`: nouns, in lower case and plural, that no verb is spelled like."""

    plurals: tuple[str, ...] = ()


CASES = {"sound": ("found", "wanted"), "plural": ("article", "plural")}

# A letter alone may be a name: "Serie A"; so a capital must begin a sentence.
_ARTICLE = re.compile(
    r"(?<![\w'’./&@#+-])(?P<article>an?|(?:(?<=^)|(?<=[.!?:–—-] )|(?<=\n))An?) "
    r"(?P<word>[A-Za-z0-9]+)(?![.:@_/\\]\w|[+#/(])"
)
# Behind these, "a" is a letter, or a word of another language.
_NO_NOUN = frozenset((
    "a", "also", "an", "and", "are", "as", "at", "e", "etc", "ex", "i", "if", "in", "is", "it",
    "o", "of", "on", "or", "once", "one",
))  # fmt: skip
# How words begin that sound otherwise than they look.
_LIKE_YOU = re.compile(
    r"eu|ew|one(?:s|self)?$|once|oui|ua|ub[ei]|ufo|uk|uni(?![mn]|d[ei])|ur[aeiou]|us[aeiu]|ut[eio]|uv"
)
_SOUNDING_U = re.compile(r"un(?!i|an)|up|ultra|ug|um|ut[mt]|unim|unin")
_MUTE_H = re.compile(r"ha[bl]|heir|her[be]|hist|hono|hones|hor|hote|hour|hy|hu[gm]")
# Read letter by letter, these letters begin with a vowel: no telling "an SQL" from "a SQL".
_SPELLED = "FHLMNRSX"
_SYLLABLE = re.compile(r"[flmnrsx][aeiou]|f[lr]|s[chklmnptw]|squ")
_EIGHT = re.compile(r"8\d*|11|18")
_PLURAL = re.compile(
    r"(?<![\w'’./&@#+-])(?P<article>[Aa]n?) "
    r"(?P<phrase>(?:[A-Za-z][\w-]* ){0,3}?(?P<noun>[A-Za-z]+s))"
    r"(?=[.;!]?$|[.;!] |[.;!]?\n|,? (?:that|which) |, (?:an?|the) | (?:for|from|to|with) )"
)
# With one of these, the article is not the plural's: "a few tools", "a set of tools".
_OTHERS = frozenset((
    "and", "as", "at", "billion", "by", "couple", "dozen", "few", "for", "from", "good", "great",
    "hundred", "in", "into", "is", "lot", "many", "million", "number", "of", "on", "or", "our",
    "that", "the", "thousand", "to", "using", "which", "with", "your",
))  # fmt: skip
_WORDS = re.compile(r"[A-Za-z]+")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield articles that the sound of the next word or a plural forbids, in English text."""
    vocabulary = speller().vocabulary
    plurals = frozenset(parameters.plurals)
    for prose in context.prose:
        sounds = [m for m in _ARTICLE.finditer(prose.text) if _jars(m, vocabulary)]
        many = [m for m in _PLURAL.finditer(prose.text) if _is_plural(m, plurals)]
        if not (sounds or many) or not _is_english(prose.text, vocabulary):
            continue
        yield from (violation for match in sounds if (violation := _sound(context, prose, match)))
        for match in many:
            values = {"article": match["article"], "plural": match["phrase"]}
            yield Violation("plural", prose.span(*match.span()), values)


def _sound(context: LintContext, prose: Prose, match: re.Match[str]) -> Violation | None:
    article = match["article"]
    other = article[0] if len(article) == 2 else article + "n"
    place = prose.span(*match.span("article"))
    if place.of(context.text) != article:
        return None
    values = {"found": match[0], "wanted": f"{other} {match['word']}"}
    fix = Fix(safety(prose.leaf), f"write `{other}`", (replace(place, other),))
    return Violation("sound", prose.span(*match.span()), values, fix)


def _jars(match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Tell whether a word certainly begins with the sound that its article is not for."""
    word = match["word"]
    vowel = _begins_with_vowel(word, vocabulary)
    return vowel is not None and vowel is (len(match["article"]) == 1)


def _begins_with_vowel(word: str, vocabulary: Vocabulary) -> bool | None:
    """Return how a word begins when it is said; None where that cannot be known."""
    if word[0].isdigit():
        return True if _EIGHT.fullmatch(word) else None
    small, stem = word.lower(), word.removesuffix("s")
    if stem.isupper() and len(stem) > 1:
        if word[0] in "AEIO" and not small.startswith(("eu", "one")):
            return True
        return None if word[0] in "AEIOU" or word[0] in _SPELLED else False
    if small in _NO_NOUN or len(word) < 3 or not (word.isalpha() and vocabulary.is_used(small)):
        return None
    if word[0] in "iuxs" and word[1].isupper():
        return None
    if _LIKE_YOU.match(small):
        return False if vocabulary.is_used(small) else None
    if small[0] in "aeio":
        return True
    if small[0] == "u":
        return True if _SOUNDING_U.match(small) else None
    if small[0] == "h":
        mute = _MUTE_H.match(small) or small[1] not in "aeiou" or len(small) < 4
        return None if mute else False
    if small[0].upper() in _SPELLED:
        said = len(small) > 4 and small in vocabulary.common and _SYLLABLE.match(small)
        return False if said else None
    return False


def _is_plural(match: re.Match[str], plurals: frozenset[str]) -> bool:
    *before, noun = match["phrase"].split()
    known = noun.lower() in plurals or (noun[:-1].isupper() and len(noun) > 2)
    return known and _OTHERS.isdisjoint(word.lower() for word in before)


def _is_english(text: str, vocabulary: Vocabulary) -> bool:
    """Tell whether two thirds of the words in small letters are English ones."""
    words = [word for word in _WORDS.findall(text) if word.islower()]
    known = sum(vocabulary.is_used(word) for word in words)
    return known * 3 >= len(words) * 2 and not is_foreign(words)


KIND = Kind(Parameters, CASES, check)
