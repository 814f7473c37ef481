"""`a` and `an` that do not fit the word after them."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext
from listlint.language.english import is_english
from listlint.language.names import NAMES
from listlint.language.spelling import Vocabulary, speller
from listlint.markdown.prose import Prose, Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `wrong-article`."""

    plurals: tuple[str, ...] = (
        "adapters", "algorithms", "apis", "applications", "apps", "articles", "backends",
        "bindings", "books", "chatbots", "clients", "collections", "communities", "compilers",
        "components", "conferences", "containers", "converters", "courses", "databases",
        "datasets", "debuggers", "developers", "distributions", "editors", "emulators", "engines",
        "examples", "exercises", "extensions", "frameworks", "generators", "guides", "ides",
        "implementations", "instances", "integrations", "interfaces", "interpreters", "languages",
        "libraries", "linters", "llms", "managers", "methods", "middlewares", "models", "modules",
        "newsletters", "parsers", "platforms", "plugins", "podcasts", "protocols", "repositories",
        "resources", "sdks", "servers", "services", "solutions", "systems", "techniques",
        "technologies", "templates", "toolkits", "tools", "tutorials", "utilities", "websites",
        "widgets", "wrappers",
    )  # fmt: skip
    """Nouns in lower case and plural, none of them spelled like a verb."""


# A letter alone may be a name: "Serie A"; so an upper-case one must begin a sentence.
_ARTICLE = regex(
    r"(?<![\w'’./&@#+-])(?P<article>an?|(?:(?<=^)|(?<=[.!?:–—-] )|(?<=\n))An?) "
    r"(?P<word>[A-Za-z0-9]+)(?![A-Za-z0-9]|[.:@_/\\]\w|[+#/(])"
)
_MAYBE_ARTICLE = regex(r"[^A-Za-z0-9](?P<article>[Aa]n?)(?= (?P<word>[A-Za-z0-9]+))")
"""`_ARTICLE` and more, found faster."""
# In front of these, "a" is a letter, or a word of another language.
_NO_NOUN = frozenset((
    "a", "also", "an", "and", "are", "as", "at", "e", "etc", "ex", "i", "if", "in", "is", "it",
    "o", "of", "on", "or", "once", "one",
))  # fmt: skip
# Beginnings that sound different from how they look.
_LIKE_YOU = regex(
    r"eu|ew|one(?:s|self)?$|once|oui|ua|ub[ei]|ufo|uk|uni(?![mn]|d[ei])|ur[aeiou]|us[aeiu]|ut[eio]|uv"
)
_SOUNDING_U = regex(r"un(?!i|an)|up|ultra|ug|um|ut[mt]|unim|unin")
_MUTE_H = regex(r"ha[bl]|heir|her[be]|hist|hono|hones|hor|hote|hour|hy|hu[gm]")
# Read letter by letter, these letters begin with a vowel.
_SPELLED = "FHLMNRSX"
_SYLLABLE = regex(r"[flmnrsx][aeiou]|f[lr]|s[chklmnptw][aeilorwuy]|squ")
_SYLLABLES = frozenset(("fun", "low", "new", "non", "raw", "set", "sub"))
# Without a vowel, an abbreviation is read letter by letter: `an HTML`, `a UI`. Not so these, which
# are read as words or stand for a word: "a SQL" and "an SQL" are both right.
_LETTERS_ONLY = regex(r"(?:[B-DF-HJ-NP-TV-XZ]{2,}|U[B-DF-HJ-NP-TV-XZI]+)\d?")
_WORDLIKE = frozenset((
    "FT", "HR", "LB", "MB", "MHZ", "MR", "MS", "MSSQL", "MT", "NT", "NY", "SNP", "SQL", "SR",
    "ST", "SWF", "UPS", "URN",
))  # fmt: skip
_SPELLED_NAMES = frozenset(name for name in NAMES if name.isupper() and len(name) > 2)
_HOUR = regex(r"hono(?:u?r)|hones|hour")
_EIGHT = regex(r"8\d*|11|18")
_PLURAL = regex(
    r"(?<![\w'’./&@#+-])(?P<article>[Aa]n?) "
    r"(?P<phrase>(?:[A-Za-z][\w-]* ){0,3}?(?P<noun>[A-Za-z]+s))"
    r"(?=[.;!]?$|[.;!] |[.;!]\n|,? (?:that|which) |, (?:an?|the) | (?:for|from|to|with) )"
)
_MAYBE_PLURAL = regex(r"[^A-Za-z0-9][Aa]n? (?:[A-Za-z][\w-]*+ ){0,3}?[A-Za-z]+s(?![\w-])")
"""`_PLURAL` and more, found faster."""
# With one of these, the article is not the plural's: "a few tools", "a set of tools".
_OTHERS = frozenset((
    "and", "as", "at", "billion", "by", "containing", "couple", "describing", "dozen", "few", "for",
    "from", "good", "great", "hundred", "in", "including", "into", "is", "lot", "many", "million",
    "number", "of", "on", "or", "our", "that", "the", "thousand", "to", "using", "when", "where",
    "which", "whose", "with", "your",
))  # fmt: skip
_WORD = regex(r"[A-Za-z]+")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield articles that the sound of the next word or a plural forbids, in English text."""
    vocabulary = speller().vocabulary
    plurals = frozenset(options.plurals)
    suspects = frozenset(_suspects(context.texts, vocabulary))
    for prose in context.prose:
        if prose.text not in suspects:
            continue
        sounds = [m for m in _ARTICLE.finditer(prose.text) if _clashes(m, vocabulary)]
        many = [m for m in _PLURAL.finditer(prose.text) if _is_plural(m, plurals)]
        places = list(_WORD.finditer(prose.text))
        words = [place[0] for place in places]
        for matches, violations in ((sounds, _wrong_sounds), (many, _plurals)):
            for match in matches:
                index = bisect_left(places, match.start(), key=re.Match.start)
                if is_english(words, index):
                    yield from violations(context, prose, match)


def _suspects(texts: Texts, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the texts that may have a wrong article, few of all."""
    yield from texts.matching(_MAYBE_PLURAL)
    for match in _MAYBE_ARTICLE.finditer(texts.joined):
        if _clashes(match, vocabulary):
            yield texts.each[texts.place(match.start())[0]]


def _plurals(_context: LintContext, prose: Prose, match: re.Match[str]) -> Iterator[Violation]:
    message = f"article `{match['article']}` before the plural `{match['phrase']}`"
    yield Violation(prose.span(*match.span()), message)


def _wrong_sounds(context: LintContext, prose: Prose, match: re.Match[str]) -> Iterator[Violation]:
    span, article = prose.span(*match.span()), match["article"]
    place = prose.span(*match.span("article"))
    if place.of(context.text) == article:
        other = article[0] if len(article) == 2 else article + "n"
        fix = Fix(context.safety(prose.leaf, place), f"write `{other}`", (replace(place, other),))
        yield Violation(span, f"use `{other} {match['word']}` instead of `{match[0]}`", fix)


def _clashes(match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Return whether a word certainly begins with the sound that its article is not for."""
    vowel = _begins_with_vowel(match["word"], vocabulary)
    return vowel is not None and vowel is (len(match["article"]) == 1)


def _begins_with_vowel(word: str, vocabulary: Vocabulary) -> bool | None:
    """Return how a word begins when it is spoken; None where that cannot be known."""
    if word[0].isdigit():
        return True if _EIGHT.fullmatch(word) else None
    small, stem = word.lower(), word.removesuffix("s")
    if small.upper() in _SPELLED_NAMES:
        stem = stem.upper()
    if stem.isupper() and len(stem) > 1:
        if _LETTERS_ONLY.fullmatch(stem) and stem not in _WORDLIKE:
            return stem[0] in _SPELLED
        if stem[0] in "AEIO" and not small.startswith(("eu", "one")):
            return True
        return None if stem[0] in "AEIOU" or stem[0] in _SPELLED else False
    if small in _NO_NOUN or len(word) < 3 or not word.isalpha():
        return None
    if small[0] == "a" or re.match("i[A-Z]", word):
        return True
    if not vocabulary.is_used(small) or (word[0] in "uxs" and word[1].isupper()):
        return None
    if _LIKE_YOU.match(small):
        return False
    if small[0] in "aeio":
        return True
    if small[0] == "u":
        return True if _SOUNDING_U.match(small) else None
    if small[0] == "h":
        if _HOUR.match(small):
            return True
        mute = _MUTE_H.match(small) or small[1] not in "aeiou" or len(small) < 4
        return None if mute else False
    if small[0].upper() in _SPELLED:
        is_word = small in _SYLLABLES or len(small) > 4 or small in vocabulary.common
        is_read = is_word and len(small) > 3 - (small in _SYLLABLES) and word[1:].islower()
        # Letters before a word are spelled: `sklearn`.
        is_read &= small in vocabulary.common or small[2:] not in vocabulary.common
        return False if is_read and _SYLLABLE.match(small) else None
    return False


def _is_plural(match: re.Match[str], plurals: frozenset[str]) -> bool:
    *before, noun = match["phrase"].split()
    known = noun.lower() in plurals or (noun[:-1].isupper() and len(noun) > 2)
    # The first plural is rather a verb: "a dataset compiles datasets".
    is_verb = any(word.endswith("s") and not word.endswith("ss") for word in before)
    return known and not is_verb and _OTHERS.isdisjoint(word.lower() for word in before)
