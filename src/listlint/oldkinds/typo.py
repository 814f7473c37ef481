"""Misspelt words, never names: known misspellings, and slips that violation no word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.spelling import FOREIGN, Speller, is_foreign, speller
from listlint.markdown import CodeSpan, Heading, Link, walk
from listlint.markdown.prose import Prose, safety
from listlint.oldkinds import Kind, Violation


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
_LONGEST, _LONG_NAME = 40, 6
"""Longer words are none; shorter names are too near to others."""
_ENOUGH = 3
"""How many of them tell it if none of them is unknown."""
_NEAR = 3
"""How many words on either side such a word holds for."""
_SHORT = frozenset({"and", "for", "from", "has", "his", "the", "this", "with", "you"})
"""What a word of three letters may be meant for: too many such words are names."""
_TITLE = 3
"""The fewest words of a link that is a title rather than a name."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts in lower case, those within camel case, too."""
    return frozenset(
        word.lower()
        for text in texts
        for found in _PART.findall(text)
        for word in (found, *_NAMED.findall(found))
    )


@dataclass(frozen=True)
class _Own:
    """The list's own words, in lower case: what it names, and how often it says what."""

    context: LintContext

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of links, URLs and code."""
        # Links within the page repeat its headings, slips and all.
        links = [x for x in self.context.document.links if not x.url.startswith("#")]
        texts = [link.url for link in links]
        for leaf in self.context.document.leaves():
            texts += [i.text for i in walk(leaf.inlines) if isinstance(i, CodeSpan)]
        titles = [link.text for link in links]
        titles += [entry.name for entry in self.context.entries]
        several = [title for title in titles if len(title.split()) >= _TITLE]
        # A title has slips as any other text has; a name that only looks like one has not.
        slips = {word for word in _words(several) if speller().known(word)}
        return (
            _words(texts)
            | _words(t for t in titles if len(t.split()) < _TITLE)
            | (_words(several) - slips)
        )

    @cached_property
    def odd_names(self) -> frozenset[str]:
        """Those of them that are no words, and so the list's own."""
        return frozenset(name for name in self.names if not speller().vocabulary.has(name))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands in the prose."""
        return Counter(
            word.lower() for prose in self.context.every_prose for word in _PART.findall(prose.text)
        )


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield misspelt words of English prose; what a list names or often says is right."""
    judge = _Misspellings(context, parameters, speller())
    for prose in context.every_prose:
        yield from judge.leaf(prose)
    for link in context.document.links:
        yield from judge.link(link)


@dataclass(frozen=True)
class _Misspellings:
    """What is right in a list, and what is not."""

    context: LintContext
    parameters: Parameters
    spelling: Speller

    @cached_property
    def own(self) -> _Own:
        """The list's own words."""
        return _Own(self.context)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The words that the settings allow."""
        return frozenset(word.lower() for word in self.parameters.allowed)

    def leaf(self, prose: Prose) -> Iterator[Violation]:
        """Yield the misspelt words of one paragraph, cell or heading."""
        matches = list(_WORD.finditer(prose.text))
        words = [match[0].lower() for match in matches]
        foreign: bool | None = None
        for index, match in enumerate(matches):
            if self.spelling.vocabulary.has(words[index]) or len(match[0]) > _LONGEST:
                continue
            foreign = is_foreign(words) if foreign is None else foreign
            if foreign or words[index] in self.allowed:
                continue
            english = self._is_english(matches, index)
            if english and (violations := list(self._word(prose, match))):
                yield from violations
            elif not english and (wanted := self._name(match[0])) is not None:
                yield _hit(prose, match.start(), match[0], (wanted,), Safety.UNSAFE)
            elif isinstance(prose.leaf, Heading) and (sure := self._heading(match[0])) is not None:
                yield _hit(prose, match.start(), match[0], (sure,))

    def link(self, link: Link) -> Iterator[Violation]:
        """Yield known misspellings in the text of a link whose address has the right word."""
        if link.is_image or link.url.startswith("#"):
            return
        shown = link.text_span.of(self.context.text)
        for match in _PART.finditer(shown):
            small = match[0].lower()
            known = self.spelling.known(small)
            if len(small) < _LONG_NAME or len(known) != 1 or small in self.allowed:
                continue
            if not (match[0].islower() or match[0].istitle()) or small in _words([link.url]):
                continue
            if known[0] in _words([link.url]):
                wanted = known[0].capitalize() if match[0].istitle() else known[0]
                start = link.text_span.start + match.start()
                span = Span(start, start + len(small))
                fix = Fix(Safety.UNSAFE, f"write `{wanted}`", (replace(span, wanted),))
                yield Violation("one", span, {"found": match[0], "wanted": f"`{wanted}`"}, fix)

    def _is_english(self, matches: list[re.Match[str]], index: int) -> bool:
        """Tell whether the words around one are English.

        Half of those in small letters, and two at least, must be common words; or the only one is;
        or all that are around are words of English.
        """
        around = matches[max(0, index - _WINDOW) : index] + matches[index + 1 : index + 1 + _WINDOW]
        near = matches[max(0, index - _NEAR) : index] + matches[index + 1 : index + 1 + _NEAR]
        if not FOREIGN.isdisjoint(match[0].lower() for match in near):
            return False
        small = [match[0] for match in around if match[0].islower()]
        vocabulary = self.spelling.vocabulary
        if len(around) >= _ENOUGH and all(vocabulary.has(match[0].lower()) for match in around):
            return True
        common = [word for word in small if word in vocabulary.common]
        return len(common) * 2 >= len(small) and (
            len(common) >= 2 or any(len(word) > 3 for word in common)
        )

    def _word(self, prose: Prose, match: re.Match[str]) -> Iterator[Violation]:
        word = match[0]
        begins = _SENTENCE.search(prose.text, max(0, match.start() - 8), match.start()) is not None
        if "-" in word and word.lower() not in self.own.names:
            whole = self._compound(word.lower(), begins=begins)
            if whole:
                yield _hit(prose, match.start(), word, (whole,))
                return
        for part in _PART.finditer(word):
            small = part[0].lower()
            if small in self.own.names or small in self.allowed or self._is_of_name(small):
                continue
            start = match.start() + part.start()
            wanted = self._wanted(part[0], begins=begins and part.start() == 0)
            if wanted:
                yield _hit(prose, start, part[0], wanted)
            elif (name := self._name(part[0])) is not None:
                yield _hit(prose, start, part[0], (name,), Safety.UNSAFE)

    def _is_of_name(self, word: str) -> bool:
        """Tell whether a word is made of one that the list names: `staarted` of `Staart`."""
        stems = (word.removesuffix(ending) for ending in ("s", "d", "ed", "er", "ing", "ify"))
        return any(stem != word and len(stem) > 3 and stem in self.own.odd_names for stem in stems)

    def _compound(self, word: str, *, begins: bool) -> str | None:
        """Return the common compound that is meant: `large-scale` for `larges-scale`."""
        vocabulary = self.spelling.vocabulary
        head, _, rest = word.partition("-")
        if vocabulary.is_used(head):
            return None
        singular = f"{head[:-1]}-{rest}"
        if head.endswith("s") and singular in vocabulary.common:
            return singular
        return self._lost(word) if begins else None

    def _lost(self, word: str) -> str | None:
        """Return the only common word that `word` is without its first letter."""
        common = self.spelling.vocabulary.common
        found = [letter + word for letter in _LETTERS if letter + word in common]
        return found[0] if len(found) == 1 else None

    def _wanted(self, word: str, *, begins: bool) -> tuple[str, ...]:
        """Return what a word may be meant for; `begins` tells that it begins a sentence."""
        small = word.lower()
        vocabulary, counts = self.spelling.vocabulary, self.own.counts
        if vocabulary.has(small) or len(small) < 3:
            return ()
        if small.endswith("eses") and vocabulary.has(small[:-1]):
            return (small[:-1],)
        if word.istitle() and not begins:
            # A name, unless the list has it with one letter less.
            doubled = small[-1:] == small[-2:-1] and counts[small] == 1
            return (small[:-1],) if doubled and counts[small[:-1]] >= self.parameters.often else ()
        if not (word.islower() or word.istitle()):
            return ()
        known = self.spelling.known(small)
        shortest = 5 if word.istitle() else 4
        if known and (len(small) >= shortest or not _SHORT.isdisjoint(known)):
            return known
        if counts[small] >= self.parameters.often or self.spelling.is_right(small):
            return ()
        if begins and word.islower() and len(small) > 3 and (lost := self._lost(small)):
            return (lost,)
        return self.spelling.slip(small)

    def _heading(self, word: str) -> str | None:
        """Return what a word of a heading is meant for, if the list says that elsewhere.

        Headings are too short to tell their language, and full of names.
        """
        small = word.lower()
        if not word.isalpha() or not (word.istitle() or word.islower()) or small in self.own.names:
            return None
        if self.own.counts[small] >= self.parameters.often:
            return None
        wanted = self.spelling.known(small) or self.spelling.slip(small)
        return wanted[0] if len(wanted) == 1 and self.own.counts[wanted[0]] else None

    def _name(self, word: str) -> str | None:
        """Return what a capitalised word is a known misspelling of.

        A proper noun, or a word that the list itself says elsewhere.
        """
        small = word.lower()
        if not word.istitle() or len(word) < _LONG_NAME or small in self.own.names:
            return None
        known = self.spelling.known(small)
        sure = len(known) == 1 and (known[0].istitle() or self.own.counts[known[0]] > 0)
        return known[0] if sure else None


def _hit(
    prose: Prose, start: int, word: str, wanted: tuple[str, ...], trust: Safety = Safety.SAFE
) -> Violation:
    if word.istitle():
        wanted = tuple(choice[:1].upper() + choice[1:] for choice in wanted)
    span = prose.span(start, start + len(word))
    values = {"found": word, "wanted": ", ".join(f"`{choice}`" for choice in wanted)}
    if len(wanted) > 1:
        trust = Safety.DISPLAY_ONLY
    elif trust is Safety.SAFE:
        trust = safety(prose.leaf)
    fix = Fix(trust, f"write `{wanted[0]}`", (replace(span, wanted[0]),))
    return Violation("one" if len(wanted) == 1 else "several", span, values, fix)


KIND = Kind(Parameters, CASES, check)
