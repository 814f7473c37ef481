"""Misspelled words, never names: known misspellings, and typing errors that make no word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.english import are_foreign, is_english, is_foreign
from listlint.language.names import NAMES
from listlint.language.spelling import edits1, speller
from listlint.language.words import latin_words, small_words
from listlint.markdown import Cell, CodeSpan, Heading, Link
from listlint.markdown.prose import Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `typo`."""

    allowed: tuple[str, ...] = (
        "cancelation", "connexion", "invokable", "parens", "parseable", "rememberable",
        "requestor", "revokable", "unparseable", "useable",
    )  # fmt: skip
    """Words that are right, in any letter case."""
    often: int = 3
    """How many times a list must use an unknown word for it to be the list's own."""


_WORD = regex(
    r"(?<![\w@#/\\.:+&~$%=<{\[\ufffc'’*-])[A-Za-z]+(?:-[A-Za-z]+)*"
    r"(?![\w@/\\+#=\ufffc*{\[(<]|[.:'’-]\w|-)"
)
_PART = regex(r"[A-Za-z]+")
_IN_CAMEL_CASE = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TITLE_CASE = regex(r"[A-Z](?<![A-Za-z][A-Z])[a-z]*(?![A-Za-z])")
_SENTENCE_ENDS, _BEFORE_SENTENCE = "\n.!?:;-–—", " \t\"'“”‘(*_"
_INITIAL = regex(r"(?<![^\W\d_])(?:[A-Z]|Dr|Jr|Mrs?|Ms|Prof|Sr|St)\. *$")
_GOES_ON = regex(r"(?:-[a-z]+)*[,:]?[\s\ufffc]+(?!(?:has|is|was)\b)[a-z]")
"""What follows the first word of a sentence, and hardly a name."""
_CAPITAL, _CAPITAL_BEFORE = regex(r" [A-Z][a-z]"), regex(r"\b[A-Z][a-z]+ $")
_NAMED = regex(
    r"(?:\b(?:aka|called|codenamed|dubbed|named|nicknamed)|a\.k\.a\.?)[\s:,]+[\"“”'‘*_]*$"
    r"|[\"“”‘«„]$",
    re.IGNORECASE,
)
"""Before a name that looks like a misspelled word."""
_BEFORE_ITEM = regex(r"(?:[,/(:]|\b(?:and|or|as|like))\s*$")
_AFTER_ITEM = regex(r"\s*(?:[,/)]|(?:and|or)\b)")
_VALUES = regex(r"[^,;/\n]+")
_QUANTITY = regex(r"^\s*[~<>+]?\d[\d.]*[+KkMmBb]?\+?\s")
_ITS = regex(
    r"\b(?:at|by|from|in|into|of|on|over|through|to|under|via|with|within) "
    r"(?P<other>[Ii]t['’]s) "
    r"(?!(?:a|about|all|also|an|been|being|in|just|more|most|no|not|now|only|so|the|to|too|very)\b)"
    r"[a-z]+(?<!ing)(?<!ed)\b|\b(?P<own>[Ii]t['’]s) own\b"
)
"""`it's` where it can only be a possessive: before `own`, and after a preposition."""
_MAYBE_ITS = regex(r"['’]s (?<=[Ii]t['’]s )")
"""`_ITS` and more, found faster."""
_LONGEST, _LONG_NAME, _NO_NAME = 40, 6, 9
"""Longer words are none; shorter names are too near to others, longer ones hardly names."""
_SHORT = frozenset({"and", "for", "from", "has", "his", "the", "this", "with", "you"})
"""What a word of three letters may be meant for: too many such words are names."""
_TITLE = 3
"""The fewest words of a link that is a title and not a name."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield misspelled words of English prose; what a list names or often uses is right."""
    checker = _Checker(context, options)
    suspects = checker.suspects
    for prose in context.every_prose:
        if prose.text in suspects:
            yield from checker.prose(prose)
    yield from checker.links()


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
    def unknown(self) -> frozenset[str]:
        """The words of the prose, in lower case, that no dictionary has and no option allows."""
        words = small_words(self.context.texts.joined, hyphens=True)
        unknown = speller().vocabulary.unknown(words) - self.allowed
        return frozenset(w for w in unknown if len(w) <= _LONGEST and w.strip("-") == w)

    @cached_property
    def suspects(self) -> frozenset[str]:
        """The texts that have an unknown word or a possessive to look at."""
        texts, unknown = self.context.texts, self.unknown
        found = (t for t in texts.each if not unknown.isdisjoint(small_words(t, hyphens=True)))
        return frozenset(found).union(texts.matching(_MAYBE_ITS))

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of links, URLs and code, in lower case."""
        # Links within the page repeat its headings, errors and all.
        links = [x for x in self.context.document.links if not x.url.startswith("#")]
        texts = [link.url for link in links]
        texts += [code.text for _, code in self.context.document.inlines.of(CodeSpan)]
        labels = [link.text for link in links] + [entry.name for entry in self.context.entries]
        titles = {label for label in labels if len(label.split()) >= _TITLE}
        texts += set(labels) - titles
        # A title has errors as any other text has; a name that only looks like one has not.
        words = _words(titles)
        errors = {word for word in speller().vocabulary.unknown(words) if speller().known(word)}
        return _words(texts) | (words - errors)

    @cached_property
    def text(self) -> str:
        """All prose, with blank lines between."""
        return "\n\n".join([prose.text for prose in self.context.every_prose])

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the prose has each word, in lower case."""
        return Counter(small_words(self.text))

    @cached_property
    def compounds(self) -> Counter[str]:
        """How often the prose has each hyphenated compound, in lower case."""
        with_hyphens = " ".join([run for run in self.text.split() if "-" in run])
        return Counter(word.lower() for word in _WORD.findall(with_hyphens) if "-" in word)

    @cached_property
    def capitalized(self) -> Counter[str]:
        """How often words have a capital that begins no sentence, in lower case."""
        return Counter(
            match[0].lower()
            for match in _TITLE_CASE.finditer(self.text)
            if not _begins(self.text, match.start())
        )

    @cached_property
    def values(self) -> Counter[str]:
        """How many cells have a word as a value of its own, or as the unit of a number."""
        values: Counter[str] = Counter()
        cells = Counter(p.text for p in self.context.prose if isinstance(p.leaf, Cell))
        for text, count in cells.items():
            for value in _VALUES.findall(text):
                values[_QUANTITY.sub("", value).strip()] += count
        return values

    @cached_property
    def often(self) -> frozenset[str]:
        """The values that so many cells have that others may be misspellings of them."""
        least = self.context.conventions.value_minimum
        return frozenset(value for value, count in self.values.items() if count >= least)

    @cached_property
    def often_shaped(self) -> frozenset[tuple[str, int]]:
        """Their first letters and lengths."""
        return frozenset((value[:1], len(value)) for value in self.often)

    @cached_property
    def is_foreign(self) -> bool:
        """Whether the list is in another language."""
        return are_foreign(self.counts)

    def prose(self, prose: Prose) -> Iterator[Violation]:
        """Yield the misspelled words of one paragraph, cell or heading."""
        matches = list(_WORD.finditer(prose.text))
        words = [match[0] for match in matches]
        unknown = [i for i, word in enumerate(words) if word.lower() in self.unknown]
        if unknown and is_foreign(words):
            return
        for index in unknown:
            match, word = matches[index], words[index]
            if _NAMED.search(prose.text, max(0, match.start() - 16), match.start()):
                continue
            english = is_english(words, index)
            if english and (violations := list(self._word(prose, match))):
                yield from violations
            elif not english and (name := self._name(prose, *match.span())):
                if name[0].istitle() or _is_beside_known(words, index):
                    yield _violation(prose, match.start(), word, name, Safety.UNSAFE)
            elif expected := self._in_heading(prose, word) or self._as_value(prose, word):
                yield _violation(prose, match.start(), word, expected, Safety.UNSAFE)
        for match in _ITS.finditer(prose.text) if _MAYBE_ITS.search(prose.text) else ():
            group = match.lastgroup or 0
            right = match[group][0] + "ts"
            trust = self._safety(prose, match.start(group)) if group == "own" else Safety.UNSAFE
            yield _violation(prose, match.start(group), match[group], (right,), trust)

    def links(self) -> Iterator[Violation]:
        """Yield known misspellings in the text of links whose URLs have the right word."""
        links = [x for x in self.context.document.links if not x.url.startswith("#")]
        texts = [link.text_span.of(self.context.text) for link in links]
        words = {word for word in small_words("\n".join(texts)) if len(word) >= _LONG_NAME}
        unknown = speller().vocabulary.unknown(words)
        errors = {word for word in unknown if len(speller().known(word)) == 1}
        for link, text in zip(links, texts, strict=True) if errors else ():
            if not (link.is_image or errors.isdisjoint(small_words(text))):
                yield from self._link(link)

    def _link(self, link: Link) -> Iterator[Violation]:
        for match in _PART.finditer(link.text_span.of(self.context.text)):
            word, small = match[0], match[0].lower()
            expected = speller().known(small)
            if len(small) < _LONG_NAME or len(expected) != 1 or small in self.allowed:
                continue
            in_url = _words([link.url])
            if (word.islower() or word.istitle()) and small not in in_url and expected[0] in in_url:
                span = Span(*match.span()).shifted(link.text_span.start)
                yield _violation_at(span, word, expected, Safety.UNSAFE)

    def _word(self, prose: Prose, match: re.Match[str]) -> Iterator[Violation]:
        """Yield the misspelled parts of a word among English ones."""
        vocabulary = speller().vocabulary
        word, start = match[0], match.start()
        parts = list(_PART.finditer(word))
        if len(parts) > 1 and word.lower() not in self.names:
            compound = self._compound(word.lower(), begins=_begins(prose.text, start))
            if compound:
                yield _violation(prose, start, word, compound, Safety.UNSAFE)
                return
        for part in parts:
            text, small, at = part[0], part[0].lower(), start + part.start()
            if small in self.names or small in self.allowed or vocabulary.has(small):
                continue
            if self._is_of_name(small):
                continue
            is_plain = all(vocabulary.is_used(p[0]) for p in parts if p != part)
            if len(parts) > 2 and not (is_plain and part != parts[-1]):
                continue  # rather a part of a name
            known = self._known(prose, at, text)
            if known and is_plain:
                sure = len(text) > 4 or not _SHORT.isdisjoint(known)
                trust = self._safety(prose, at) if sure else Safety.UNSAFE
                yield _violation(prose, at, text, known, trust)
            elif is_plain and (expected := self._suggested(prose, at, text)):
                yield _violation(prose, at, text, expected, Safety.UNSAFE)
            elif name := self._name(prose, at, at + len(text)) or self._in_compound(word, part):
                yield _violation(prose, at, text, name, Safety.UNSAFE)

    def _safety(self, prose: Prose, start: int) -> Safety:
        return self.context.safety(prose.leaf, prose.span(start, start + 1))

    def _is_of_name(self, word: str) -> bool:
        """Return whether a word is made of one that the list names: `staarted` of `Staart`."""
        stems = (word.removesuffix(ending) for ending in ("s", "d", "ed", "er", "ing", "ify"))
        has = speller().vocabulary.has
        return any(
            stem != word and len(stem) > 3 and stem in self.names and not has(stem)
            for stem in stems
        )

    def _compound(self, word: str, *, begins: bool) -> tuple[str, ...]:
        """Return the common compound that is meant: `large-scale` for `larges-scale`."""
        vocabulary = speller().vocabulary
        head, _, rest = word.partition("-")
        if vocabulary.is_used(head):
            # Another ending may be a form of the compound: `open-sources`, `fine-tuned`.
            longer = [word + letter for letter in _LETTERS if letter not in "drs"]
            found = tuple(filter(vocabulary.common.__contains__, longer))
            return found if len(found) == 1 and self.counts[word] < 2 else ()
        singular = f"{head[:-1]}-{rest}"
        if head.endswith("s") and singular in vocabulary.common:
            return (singular,)
        return _with_first_letter(word) if begins else ()

    def _known(self, prose: Prose, start: int, word: str) -> tuple[str, ...]:
        """Return the corrections of a known misspelling that is no name."""
        small = word.lower()
        if not word.islower() and not _begins_prose(prose.text, start, word):
            return ()
        known = speller().known(small)
        shortest = 5 if word.istitle() else 4
        if len(small) < 3 or (len(small) < shortest and _SHORT.isdisjoint(known)):
            return ()
        return () if any(_is_variant(small, right) for right in known) else known

    def _suggested(self, prose: Prose, start: int, word: str) -> tuple[str, ...]:
        """Return the words that may be meant by one that is in no dictionary."""
        small = word.lower()
        vocabulary = speller().vocabulary
        if vocabulary.has(small) or len(small) < 4 or self.counts[small] >= self.options.often:
            return ()
        if small.endswith("eses") and vocabulary.has(small[:-1]):
            return (small[:-1],)
        text, end = prose.text, start + len(word)
        begins = _begins(text, start)
        if word.istitle() and not begins:
            return self._capitalized(small)
        if word.istitle() and not _begins_prose(text, start, word):
            return ()
        if not (word.islower() or word.istitle()):
            return ()
        if _BEFORE_ITEM.search(text, max(0, start - 6), start) and _AFTER_ITEM.match(text, end):
            return ()
        if begins and word.islower() and (lost := _with_first_letter(small)):
            return lost
        return speller().suggest(small)

    def _capitalized(self, word: str) -> tuple[str, ...]:
        """Return the word meant by a capitalized one, which the list has with a capital, too."""
        if len(word) < _NO_NAME - 1 or self.counts[word] > 1 or speller().is_right(word):
            return ()
        often, has = self.options.often, speller().vocabulary.has
        near = self.capitalized.keys() & edits1(word)
        found = tuple(w for w in near if self.capitalized[w] >= often and has(w))
        return found if len(found) == 1 else ()

    def _in_compound(self, word: str, part: re.Match[str]) -> tuple[str, ...]:
        """Return what a part of a compound is meant for, if the list often has that compound."""
        small = part[0].lower()
        if "-" not in word or self.counts[small] > 1 or speller().is_right(small):
            return ()
        before, after = word[: part.start()].lower(), word[part.end() :].lower()
        near = dict.fromkeys(edits1(small))
        often, counts = self.options.often, self.compounds
        found = tuple(w for w in near if counts.get(f"{before}{w}{after}", 0) >= often)
        return found if len(found) == 1 else ()

    def _in_heading(self, prose: Prose, word: str) -> tuple[str, ...]:
        """Return the word that one of a heading is meant for, if the list has it elsewhere.

        Headings are too short to have a language, and full of names.
        """
        small = word.lower()
        if not isinstance(prose.leaf, Heading) or not word.isalpha() or small in self.names:
            return ()
        if (
            not (word.istitle() or word.islower())
            or self.is_foreign
            or self.counts[small] >= self.options.often
        ):
            return ()
        expected = speller().known(small) or speller().suggest(small)
        return expected if len(expected) == 1 and self.counts[expected[0]] else ()

    def _as_value(self, prose: Prose, word: str) -> tuple[str, ...]:
        """Return the frequent value that the only word of a value is a misspelling of."""
        small = word.lower()
        if (
            not isinstance(prose.leaf, Cell)
            or len(word) < _LONG_NAME
            or small in self.names
            or self.counts[small] > 1
        ):
            return ()
        shapes = {(word[0], size) for size in range(len(word) - 1, len(word) + 2)}
        if self.often_shaped.isdisjoint(shapes) or self.values[word] != 1:
            return ()
        if speller().is_right(small):
            return ()
        has, often = speller().vocabulary.has, self.often
        near = {*edits1(small), *speller().suggest(small)}
        found = tuple(w for w in near if word[0] + w[1:] in often and has(w))
        return found if len(found) == 1 else ()

    def _name(self, prose: Prose, start: int, end: int) -> tuple[str, ...]:
        """Return what a capitalized word is a known misspelling of.

        A proper noun, or a word that the list itself has elsewhere.
        """
        word = prose.text[start:end]
        small = word.lower()
        if not word.istitle() or len(word) < _LONG_NAME or small in self.names:
            return ()
        known = speller().known(small)
        if len(known) != 1 or _INITIAL.search(prose.text, max(0, start - 6), start):
            return ()
        right = known[0]
        text = prose.text
        is_among_names = _CAPITAL.match(text, end) or _CAPITAL_BEFORE.search(
            text, max(0, start - 40), start
        )
        if right.istitle() and right.isalpha() and is_among_names:
            return ()  # a person
        if right.istitle() or self.capitalized[right]:
            return known
        # A short word among capitalized ones is rather a part of a name.
        is_long = len(word) >= _NO_NAME or _GOES_ON.match(prose.text, end)
        return known if is_long and self.counts[right] else ()


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts in lower case, those within camel case, too."""
    whole = set(latin_words("\n".join(texts)))
    mixed = " ".join([word for word in whole if not word.islower()])
    return frozenset(map(str.lower, whole.union(_IN_CAMEL_CASE.findall(mixed))))


def _begins(text: str, start: int) -> bool:
    """Return whether a word begins a sentence: not within a compound, nor after an initial."""
    at = max(0, start - 8)
    before = text[at:start]
    if before[-1:] == "-" and before[-2:-1].isalnum():
        return False
    end = before.rstrip(_BEFORE_SENTENCE)[-1:]
    if not (end in _SENTENCE_ENDS if end else at == 0):
        return False
    return end not in (".", "\n") or not _INITIAL.search(text, at, start)


def _begins_prose(text: str, start: int, word: str) -> bool:
    """Return whether a capitalized word begins a sentence and not a name."""
    goes_on = _GOES_ON.match(text, start + len(word))
    return word.istitle() and _begins(text, start) and goes_on is not None


def _is_beside_known(words: Sequence[str], index: int) -> bool:
    """Return whether a word beside another one is known, or there is none."""
    around = [*words[max(0, index - 3) : index], *words[index + 1 : index + 4]]
    return not around or any(speller().vocabulary.has(word.lower()) for word in around)


def _is_variant(word: str, right: str) -> bool:
    """Return whether a word only doubles the last letter of a verb, as British English may."""
    for ending in ("ed", "er", "ing"):
        stem = right.removesuffix(ending)
        if stem != right and len(stem) > 4 and word == stem + stem[-1] + ending:
            return speller().vocabulary.has(stem)
    return False


def _with_first_letter(word: str) -> tuple[str, ...]:
    """Return the only common word that `word` is without its first letter, if there is one."""
    common = speller().vocabulary.common
    found = [letter + word for letter in _LETTERS if letter + word in common]
    return tuple(found) if len(found) == 1 else ()


def _violation(
    prose: Prose, start: int, word: str, expected: tuple[str, ...], trust: Safety
) -> Violation:
    span = prose.span(start, start + len(word))
    return _violation_at(span, word, expected, trust)


def _violation_at(span: Span, word: str, expected: tuple[str, ...], trust: Safety) -> Violation:
    if word.istitle():
        names = {name.lower(): name for name in NAMES}
        expected = tuple(names.get(w) or w[:1].upper() + w[1:] for w in expected)
    if len(expected) > 1:
        trust = Safety.DISPLAY_ONLY
    *others, last = (f"`{choice}`" for choice in expected)
    choices = f"{', '.join(others)} or {last}" if others else last
    fix = Fix(trust, f"write `{expected[0]}`", (replace(span, expected[0]),))
    return Violation(span, f"misspelled word `{word}`; did you mean {choices}?", fix)
