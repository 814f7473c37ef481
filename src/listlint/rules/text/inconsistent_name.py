"""Names that are spelled differently from nearly everywhere in the list."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from operator import itemgetter

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.names import is_misspelled, is_single, repeats_name
from listlint.markdown import LinkKind
from listlint.markdown.prose import Prose, Texts


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
_TWO_WORDS = regex(r"[A-Z](?<![\w./@#:\\-][A-Z])\w+ [A-Z]{2,}\b")
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
    for prose, match in names.suspects():
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
    yield from _in_links(context, names)


def _in_links(context: LintContext, names: "_Names") -> Iterator[Violation]:
    """Yield the names in the texts of links whose URLs have another spelling."""
    links = context.document.links
    words = set(_PART.findall("\n".join([link.text for link in links])))
    unusual = {word for word in words if names.usual(word.lower(), word)}
    for link in links if unusual else ():
        for match in _PART.finditer(link.text):
            found = match[0]
            expected = names.usual(found.lower(), found) if found in unusual else None
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
    def texts(self) -> Texts:
        """The text of each `context.prose`."""
        return Texts(prose.text for prose in self.context.prose)

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The words with several spellings, one of which only a name has."""
        texts = "\n".join([self.texts.joined, *self.link_texts])
        words = set(_WORD.findall(" ".join(set(texts.split()))))
        words.update(_TWO_WORDS.findall(texts))
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
    def linked_names(self) -> dict[str, set[str]]:
        """The spellings of names in the links of entries, by their key."""
        texts = {entry.link.text for entry in self.context.entries if entry.link}
        spellings: dict[str, set[str]] = defaultdict(set)
        for word in filter(_is_name, set(_PART.findall("\n".join(texts)))):
            spellings[_key(word)].add(word)
        return spellings

    @cached_property
    def places(self) -> list[tuple[int, str, bool]]:
        """Where the texts have which doubtful word; see `_places`."""
        return list(_places(self.texts.joined, self.doubtful))

    @cached_property
    def spelled(self) -> dict[str, Counter[str]]:
        """How often each doubtful name is spelled how."""
        pairs = [
            # After the words of its paragraph.
            (self.texts.end(match.start()), match[0], True)
            for match in _TWO_WORDS.finditer(self.texts.joined)
            if match[0] in self.doubtful
        ]
        spelled: dict[str, Counter[str]] = defaultdict(Counter)
        for _, word, _ in sorted([*self.places, *pairs], key=itemgetter(0)):
            spelled[_key(word)][word] += 1
        for _, word, is_whole in _places("\n".join(self.link_texts), self.doubtful):
            if is_whole:
                spelled[_key(word)][word] += 1
        return spelled

    def suspects(self) -> Iterator[tuple[Prose, re.Match[str]]]:
        """Yield the words that are spelled otherwise usually, or in the link of an entry."""
        words = {word for _, word, is_whole in self.places if is_whole}
        unusual = {word for word in words if self.usual(_key(word), word) or self._has_other(word)}
        for start, word, is_whole in self.places:
            if is_whole and word in unusual:
                index, at = self.texts.place(start)
                prose = self.context.prose[index]
                if match := _WORD.match(prose.text, at):
                    yield prose, match

    def _has_other(self, word: str) -> bool:
        return _is_name(word) and not self.linked_names.get(_key(word), set()) <= {word}

    def usual(self, key: str, found: str) -> str | None:
        """Return the spelling that nearly all places have that do not share `found`'s own.

        None if `found` is that spelling or there is none, or if not only a name is spelled so.
        """
        counts, thresholds = self.spelled.get(key), self.context.conventions
        if not counts:
            return None
        name = max(counts, key=counts.__getitem__)
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


def _places(text: str, words: frozenset[str]) -> Iterator[tuple[int, str, bool]]:
    """Yield the offsets of words in a text, and whether each is one by itself.

    It is not part of a path, a handle or a name with a version; others are the first part of a
    compound, which counts as evidence.
    """
    for match in _WORD.finditer(text):
        word = match[0]
        if word in words:
            start, end = match.span()
            is_whole = _is_whole(text, start, end)
            if is_whole or _is_whole(text, start, end, loose=True):
                yield start, word, is_whole


def _is_whole(text: str, start: int, end: int, *, loose: bool = False) -> bool:
    """Return whether a word is not part of a path, a handle or a name with a version.

    `loose` allows the first part of a compound.
    """
    before = text[max(0, start - 1) : start]
    after = text[end : end + 12]
    is_compound = loose and not text[start:end].islower() and _COMPOUND.match(after)
    if _VERSION.match(after) or (_AFTER.match(after) and not is_compound):
        return False
    if before == "-":
        return not text[start:end].islower()
    return not _BEFORE.search(before)
