"""Misspelled words, never names: known misspellings, and typing errors that make no word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.english import is_english, is_foreign
from listlint.language.spelling import speller
from listlint.markdown import CodeSpan, Heading, Link, walk
from listlint.markdown.prose import Prose, safety


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `typo`."""

    allowed: tuple[str, ...] = ("connexion", "invokable", "rememberable", "revokable")
    """Words that are right, in any letter case."""
    often: int = 3
    """How many times a list must use an unknown word for it to be the list's own."""


_WORD = re.compile(
    r"(?<![\w@#/\\.:+&~$%=<{\[\ufffc'’*-])[A-Za-z]+(?:-[A-Za-z]+)*"
    r"(?![\w@/\\+#=\ufffc*{\[(<]|[.:'’-]\w|-)"
)
_PART = re.compile(r"[A-Za-z]+")
_IN_CAMEL_CASE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SENTENCE_START = re.compile(r"(?:^|\n|[.!?:;]|[-–—])[ \t\"'“”‘(*_]*$")
_LONGEST, _LONG_NAME = 40, 6
"""Longer words are none; shorter names are too near to others."""
_SHORT = frozenset({"and", "for", "from", "has", "his", "the", "this", "with", "you"})
"""What a word of three letters may be meant for: too many such words are names."""
_TITLE = 3
"""The fewest words of a link that is a title and not a name."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield misspelled words of English prose; what a list names or often uses is right."""
    checker = _Checker(context, options)
    for prose in context.every_prose:
        yield from checker.prose(prose)
    for link in context.document.links:
        yield from checker.link(link)


@dataclass(frozen=True)
class _Checker:
    """The words that are right in a list, and the check of the others."""

    context: LintContext
    options: Options

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The words that the options allow."""
        return frozenset(word.lower() for word in self.options.allowed)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of links, URLs and code, in lower case."""
        # Links within the page repeat its headings, errors and all.
        links = [x for x in self.context.document.links if not x.url.startswith("#")]
        texts = [link.url for link in links]
        for leaf in self.context.document.leaves():
            texts += [i.text for i in walk(leaf.inlines) if isinstance(i, CodeSpan)]
        labels = [link.text for link in links] + [entry.name for entry in self.context.entries]
        texts += [label for label in labels if len(label.split()) < _TITLE]
        # A title has errors as any other text has; a name that only looks like one has not.
        titles = _words(label for label in labels if len(label.split()) >= _TITLE)
        return _words(texts) | {word for word in titles if not speller().known(word)}

    @cached_property
    def coined_names(self) -> frozenset[str]:
        """Those that are unknown words, which are names of this list."""
        return frozenset(name for name in self.names if not speller().vocabulary.has(name))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the prose has each word, in lower case."""
        return Counter(
            word.lower() for prose in self.context.every_prose for word in _PART.findall(prose.text)
        )

    def prose(self, prose: Prose) -> Iterator[Violation]:
        """Yield the misspelled words of one paragraph, cell or heading."""
        matches = list(_WORD.finditer(prose.text))
        words = [match[0] for match in matches]
        foreign: bool | None = None
        for index, match in enumerate(matches):
            word, small = match[0], match[0].lower()
            if speller().vocabulary.has(small) or len(word) > _LONGEST or small in self.allowed:
                continue
            foreign = is_foreign(words) if foreign is None else foreign
            if foreign:
                return
            english = is_english(words, index)
            if english and (violations := list(self._word(prose, match))):
                yield from violations
            elif not english and (name := self._name(word)):
                yield _violation(prose, match.start(), word, name, Safety.UNSAFE)
            elif isinstance(prose.leaf, Heading) and (expected := self._in_heading(word)):
                yield _violation(prose, match.start(), word, expected)

    def link(self, link: Link) -> Iterator[Violation]:
        """Yield known misspellings in the text of a link whose URL has the right word."""
        if link.is_image or link.url.startswith("#"):
            return
        in_url = _words([link.url])
        for match in _PART.finditer(link.text_span.of(self.context.text)):
            word, small = match[0], match[0].lower()
            expected = speller().known(small)
            if len(small) < _LONG_NAME or len(expected) != 1 or small in self.allowed:
                continue
            if (word.islower() or word.istitle()) and small not in in_url and expected[0] in in_url:
                span = Span(*match.span()).shifted(link.text_span.start)
                yield _violation_at(span, word, expected, Safety.UNSAFE)

    def _word(self, prose: Prose, match: re.Match[str]) -> Iterator[Violation]:
        """Yield the misspelled parts of a word among English ones."""
        word, start = match[0], match.start()
        begins = _SENTENCE_START.search(prose.text, max(0, start - 8), start) is not None
        if "-" in word and word.lower() not in self.names:
            compound = self._compound(word.lower(), begins=begins)
            if compound:
                yield _violation(prose, start, word, compound)
                return
        for part in _PART.finditer(word):
            text, small, at = part[0], part[0].lower(), start + part.start()
            if small in self.names or small in self.allowed or self._is_of_name(small):
                continue
            if expected := self._expected(text, begins=begins and at == start):
                yield _violation(prose, at, text, expected)
            elif name := self._name(text):
                yield _violation(prose, at, text, name, Safety.UNSAFE)

    def _is_of_name(self, word: str) -> bool:
        """Return whether a word is made of one that the list names: `staarted` of `Staart`."""
        stems = (word.removesuffix(ending) for ending in ("s", "d", "ed", "er", "ing", "ify"))
        return any(stem != word and len(stem) > 3 and stem in self.coined_names for stem in stems)

    def _compound(self, word: str, *, begins: bool) -> tuple[str, ...]:
        """Return the common compound that is meant: `large-scale` for `larges-scale`."""
        vocabulary = speller().vocabulary
        head, _, rest = word.partition("-")
        if vocabulary.is_used(head):
            return ()
        singular = f"{head[:-1]}-{rest}"
        if head.endswith("s") and singular in vocabulary.common:
            return (singular,)
        return _with_first_letter(word) if begins else ()

    def _expected(self, word: str, *, begins: bool) -> tuple[str, ...]:
        """Return the words that may be meant; `begins` is whether it begins a sentence."""
        small = word.lower()
        vocabulary, counts, often = speller().vocabulary, self.counts, self.options.often
        if vocabulary.has(small) or len(small) < 3:
            return ()
        if small.endswith("eses") and vocabulary.has(small[:-1]):
            return (small[:-1],)
        if word.istitle() and not begins:
            # A name, unless the list has it with one letter less.
            doubled = small[-1:] == small[-2:-1] and counts[small] == 1
            return (small[:-1],) if doubled and counts[small[:-1]] >= often else ()
        if not (word.islower() or word.istitle()):
            return ()
        known = speller().known(small)
        shortest = 5 if word.istitle() else 4
        if known and (len(small) >= shortest or not _SHORT.isdisjoint(known)):
            return known
        if counts[small] >= often or speller().is_right(small):
            return ()
        if begins and word.islower() and len(small) > 3 and (lost := _with_first_letter(small)):
            return lost
        return speller().suggest(small)

    def _in_heading(self, word: str) -> tuple[str, ...]:
        """Return the word that one of a heading is meant for, if the list has it elsewhere.

        Headings are too short to have a language, and full of names.
        """
        small = word.lower()
        if not word.isalpha() or not (word.istitle() or word.islower()) or small in self.names:
            return ()
        if self.counts[small] >= self.options.often:
            return ()
        expected = speller().known(small) or speller().suggest(small)
        return expected if len(expected) == 1 and self.counts[expected[0]] else ()

    def _name(self, word: str) -> tuple[str, ...]:
        """Return what a capitalized word is a known misspelling of.

        A proper noun, or a word that the list itself has elsewhere.
        """
        small = word.lower()
        if not word.istitle() or len(word) < _LONG_NAME or small in self.names:
            return ()
        known = speller().known(small)
        sure = len(known) == 1 and (known[0].istitle() or self.counts[known[0]] > 0)
        return known if sure else ()


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts in lower case, those within camel case, too."""
    return frozenset(
        word.lower()
        for text in texts
        for found in _PART.findall(text)
        for word in (found, *_IN_CAMEL_CASE.findall(found))
    )


def _with_first_letter(word: str) -> tuple[str, ...]:
    """Return the only common word that `word` is without its first letter, if there is one."""
    common = speller().vocabulary.common
    found = [letter + word for letter in _LETTERS if letter + word in common]
    return tuple(found) if len(found) == 1 else ()


def _violation(
    prose: Prose, start: int, word: str, expected: tuple[str, ...], trust: Safety | None = None
) -> Violation:
    span = prose.span(start, start + len(word))
    return _violation_at(span, word, expected, trust or safety(prose.leaf))


def _violation_at(span: Span, word: str, expected: tuple[str, ...], trust: Safety) -> Violation:
    if word.istitle():
        expected = tuple(choice[:1].upper() + choice[1:] for choice in expected)
    if len(expected) > 1:
        trust = Safety.DISPLAY_ONLY
    *others, last = (f"`{choice}`" for choice in expected)
    choices = f"{', '.join(others)} or {last}" if others else last
    fix = Fix(trust, f"write `{expected[0]}`", (replace(span, expected[0]),))
    return Violation(span, f"misspelled word `{word}`; did you mean {choices}?", fix)
