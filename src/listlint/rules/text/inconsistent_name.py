"""Names that are spelled differently from nearly everywhere in the list."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.names import is_misspelled, is_single, repeats_name
from listlint.markdown import LinkKind
from listlint.markdown.prose import Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `inconsistent-name`."""

    ignored: tuple[str, ...] = ()
    """Names, in any letter case, that may be spelled in several ways."""


_ACRONYM = 3
"""Letters of a word in capitals that is a different name: `IDS` and `IDs`."""
_WORD = regex(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z]{2,3}(?![\w.]))?")
_PART = regex(r"[A-Za-z][A-Za-z0-9]*")
# Two capitalized words may be a person, whose handle is one word.
_TWO_WORDS = regex(r"(?<![\w./@#:\\-])[A-Z]\w+ [A-Z]{2,}\b")
# Part of a path, a file, a host, a handle; or a hyphenated name.
_BEFORE = regex(r"[\w./@#_:\\-]$")
_AFTER = regex(r"[/@_\\]|[.:-]\w")
_CALL = regex(r"\w\(")
_COMPOUND = regex(r"-[a-z]")
"""After a name that a compound begins with: as evidence it counts."""
# `Llama 2` is not LLaMA; a size, as `7B`, makes no other name.
_VERSION = regex(r"[ -]?v?\d+(?:\.\d+)*(?![\w])")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield words that differ from a name of the list by letter case, a dot or a space alone.

    A spelling that is the whole text of a link is the name of something, and right in any text; so
    is one that a link of the same entry has.
    """
    names = _Names(context, frozenset(_key(name) for name in options.ignored))
    for prose in context.prose:
        for match in names.words(prose.text):
            found, key = match[0], _key(match[0])
            span = prose.span(*match.span())
            if span.start in context.quotations:
                continue
            expected = names.usual(key, found)
            if expected and found.islower() and _is_identifier(prose.text, match):
                continue
            if expected is None or names.is_right(prose, match, expected):
                if own := names.own(prose, found):
                    message = f"use `{own}` instead of `{found}`, as in the entry's link"
                    yield from names.violation(span, found, own, Safety.DISPLAY_ONLY, message)
            elif " " not in expected:
                sure = is_single(expected) and not (found.islower() or found.isupper())
                trust = context.safety(prose.leaf, span) if sure else Safety.UNSAFE
                yield from names.violation(span, found, expected, trust)
            elif not _is_plain(found):
                yield from names.violation(span, found, expected, Safety.UNSAFE)
    for link in context.document.links:
        for match in _PART.finditer(link.text):
            found = match[0]
            expected = names.usual(found.lower(), found)
            # The link itself proves the usual spelling.
            if expected and expected in _PART.findall(link.url.rstrip("/").rpartition("/")[2]):
                start = link.text_span.start + match.start()
                span = Span(start, start + len(found))
                yield from names.violation(span, found, expected, Safety.UNSAFE)


@dataclass(frozen=True)
class _Names:
    """The names of a list with their spellings."""

    context: LintContext
    ignored: frozenset[str]

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The words with several spellings, one of which only a name has."""
        texts = [prose.text for prose in self.context.prose] + self.link_texts
        words = {word for text in texts for word in _WORD.findall(text)}
        words.update(pair for text in texts for pair in _TWO_WORDS.findall(text))
        spellings: dict[str, list[str]] = defaultdict(list)
        for word in words:
            spellings[_key(word)].append(word)
        return frozenset(
            word
            for key, group in spellings.items()
            if len(group) > 1 and len(key) > 2 and key not in self.ignored
            if any(map(_is_name, group))
            for word in group
        )

    @cached_property
    def link_texts(self) -> list[str]:
        """The texts of links that are no URLs."""
        bare = (LinkKind.BARE, LinkKind.AUTOLINK)
        return [link.text for link in self.context.document.links if link.kind not in bare]

    @cached_property
    def linked(self) -> frozenset[str]:
        """Spellings that are a link's text."""
        return frozenset(text.strip() for text in self.link_texts)

    @cached_property
    def spelled(self) -> dict[str, Counter[str]]:
        """How often each doubtful name is spelled how."""
        spelled: dict[str, Counter[str]] = defaultdict(Counter)
        for prose in self.context.prose:
            for match in self.words(prose.text, loose=True):
                spelled[_key(match[0])][match[0]] += 1
            for pair in _TWO_WORDS.findall(prose.text):
                if pair in self.doubtful:
                    spelled[_key(pair)][pair] += 1
        for text in self.link_texts:
            for match in self.words(text):
                spelled[_key(match[0])][match[0]] += 1
        return spelled

    def words(self, text: str, *, loose: bool = False) -> Iterator[re.Match[str]]:
        """Yield the doubtful words of a text; see `_is_whole`."""
        if self.doubtful.isdisjoint(_WORD.findall(text)):
            return
        for match in _WORD.finditer(text):
            if match[0] in self.doubtful and _is_whole(text, match, loose=loose):
                yield match

    def usual(self, key: str, found: str) -> str | None:
        """Return the spelling that nearly all places have that do not share `found`'s own.

        None if `found` is that spelling or there is none, or if not only a name is spelled so.
        """
        counts, thresholds = self.spelled.get(key, Counter()), self.context.conventions
        name = max(counts, key=lambda text: counts[text], default=found)
        if name == found or not _is_name(name) or counts[name] < thresholds.name_minimum:
            return None
        if counts[name] >= thresholds.name_share * counts.total():
            return name
        # In lower case it may also be a command or a package.
        share = thresholds.share if found.islower() else thresholds.name_share
        is_rare = counts[name] >= share * (counts[name] + counts[found])
        return name if is_rare and not is_misspelled(found) else None

    def own(self, prose: Prose, found: str) -> str | None:
        """Return how the link of its entry spells a name with a capital within, if otherwise."""
        entry = self.context.entry_at(prose.offset(0))
        if entry is None or entry.link is None or not _is_name(found) or is_misspelled(found):
            return None
        counts = self.spelled.get(_key(found), Counter())
        for name in _PART.findall(entry.link.text):
            if name != found and _key(name) == _key(found) and _is_name(name):
                return name if counts[name] >= counts[found] else None
        return None

    def violation(
        self, span: Span, found: str, expected: str, trust: Safety, message: str = ""
    ) -> Iterator[Violation]:
        """Yield the finding of a name, unless its source is another text."""
        if span.of(self.context.text) != found:
            return
        counts = self.spelled[_key(found)]
        strength = f"{counts[expected]:,} of {counts.total():,} do"
        message = message or f"use `{expected}` instead of `{found}` ({strength})"
        yield Violation(
            span, message, Fix(trust, f"write `{expected}`", (replace(span, expected),))
        )

    def is_right(self, prose: Prose, match: re.Match[str], expected: str) -> bool:
        """Return whether a word is the text of a link, or in the name of its own entry."""
        word = match[0]
        if word in self.linked or (word.isupper() and len(word) <= _ACRONYM):
            return True
        entry = self.context.entry_at(prose.offset(0))
        if entry is None:
            return False
        # Without a dot it can hardly be another name.
        if "." in expected:
            return repeats_name(prose.text, *match.span(), entry.name)
        return word in _WORD.findall(entry.name)


def _key(word: str) -> str:
    """Return the letters of a name in lower case: the same for all its spellings."""
    return word.lower().replace(".", "").replace(" ", "")


def _is_name(word: str) -> bool:
    """Return whether a word has a capital after its first letter, and lower-case letters.

    Or a dot, or a capital at the beginning of each of its words: `Next.js`, `Stack Overflow`.
    """
    if "." in word or " " in word:
        return word[0].isupper()
    return word[1:] != word[1:].lower() and not word.isupper()


def _is_plain(word: str) -> bool:
    """Return whether a word could be an ordinary one: no capital within."""
    return word[1:] == word[1:].lower()


def _is_identifier(text: str, match: re.Match[str]) -> bool:
    """Return whether a word is a value in quotation marks, or an argument of a call."""
    around = text[max(0, match.start() - 2) : match.end() + 1].partition(match[0])
    return around[0][-1:] + around[2] in ('""', "''") or _CALL.match(around[0]) is not None


def _is_whole(text: str, match: re.Match[str], *, loose: bool = False) -> bool:
    """Return whether a word is not part of a path, a handle or a name with a version.

    `loose` allows the first part of a compound.
    """
    before = text[max(0, match.start() - 1) : match.start()]
    after = text[match.end() : match.end() + 12]
    is_compound = loose and not match[0].islower() and _COMPOUND.match(after)
    if _VERSION.match(after) or (_AFTER.match(after) and not is_compound):
        return False
    if before == "-":
        return not match[0].islower()
    return not _BEFORE.search(before)
