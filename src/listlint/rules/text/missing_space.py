"""Words that a link, emphasis, code or a bracket follows or precedes without a space."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from listlint.diagnostics.edits import Edit, Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.conventions import are_exceptions
from listlint.entries.conventions import learn as learn_convention
from listlint.language.spelling import PREFIXES, speller
from listlint.language.words import ideographs
from listlint.markdown import (
    CodeSpan,
    Emphasis,
    EmphasisStyle,
    Inline,
    Leaf,
    Link,
    LinkKind,
    Text,
    plain,
    walk,
)
from listlint.markdown.prose import Prose, safety


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `missing-space`."""

    suffixes: tuple[str, ...] = ("s", "es", "ed", "d", "er", "ers", "ing", "ish", "ly", "n", "th")
    """What may follow a link, emphasis or code without a space, as the `s` of `[API](…)s`."""


_APART = frozenset(("", *" \t\r\n()[]{}<>|.:!?*_~`'\"/\\-+="))
"""What is next to most links: no letter, comma or entity."""
# Scripts that set spaces between words: Latin, Greek, Cyrillic.
_LETTER = r"[A-Za-z\u00c0-\u052f]"
_WORD_END = regex(rf"(?:{_LETTER}+['’])?{_LETTER}{{1,40}}$|{_LETTER}{{2,40}}[,;]$")
_LAST_WORD = regex(rf"(?<!{_LETTER}){_LETTER}+$")
_WORD_START = regex(rf"{_LETTER}{{1,40}}(?![\w@/])")
_NOTE = regex(r"[\d\W_]*")

_BRACKET = regex(
    r"(?<![\w.:/@#$\\&'’-])(?P<word>[A-Za-z][\w-]++(?<=\w))(?P<gap> ?)"
    r"\((?P<inside>[^()\n]{2,300})\)(?![\w(])"
)
# What texts have that these may match in: few have one.
_OPENED = regex(r"\((?:(?<=\w\()|(?<=\w \())")
_TIGHT = regex(r",(?<=[a-z],)(?=[a-z])")
_CLOSED = regex(r"\((?<=[a-z][.,;]\()")
# What is in brackets of a sentence, and not of a call or a name: `Kubernetes (K8s)`, `(a book)`.
_ASIDE = regex(
    r"(?![A-Z][a-z]+$)(?:[A-Z]|\d{2})[\w.+-]*[A-Za-z][\w.+-]*(?:[ ,]|$)|[a-z]+ [a-z]{2,}"
)
_PHRASE = regex(r"[A-Za-z]+ [a-z]{3,}|[A-Z][a-z]+(?:-[A-Za-z]+)*-[A-Z]")
_COMMA = regex(
    r"(?<![\w,{(/=])(?P<left>[a-z]{3,}),(?P<gap>[ \n]?)(?P<right>[a-z]{3,})(?![\w)}/=]|,\w)"
)
_STOP = regex(r"(?<=[a-z]{3})[.,;](?=\((?:[A-Z ]|[a-z]+ ))")
_CALL = regex(r"[\"'`$=%<>|;*_\ufffc\[\]{}\\]")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield each place where a space is missing, with the fix that inserts it."""
    suffixes = frozenset(options.suffixes)
    for leaf in _touched(context):
        # With a backtick that is not paired, it is not known what is code.
        if not any(isinstance(i, Text) and "`" in i.text for i in walk(leaf.inlines)):
            yield from _run(leaf.inlines, suffixes, safety(leaf))
    yield from _brackets(context)
    yield from _marks(context)


def _touched(context: LintContext) -> list[Leaf]:
    """Return the leaves where a link, emphasis or code touches what may be a word: few."""
    text = context.text
    leaves: dict[Span, Leaf] = {}
    for kind in (Link, Emphasis, CodeSpan):
        for leaf, inline in context.document.inlines.of(kind):
            start, end = inline.span
            if text[start - 1 : start] not in _APART or text[end : end + 1] not in _APART:
                leaves[leaf.span] = leaf
    return [leaf for _, leaf in sorted(leaves.items())]


def _brackets(context: LintContext) -> Iterator[Violation]:
    """Yield words right before a bracket, where the list sets a space between the two.

    A phrase in brackets is an aside in any list, unless most are written so.
    """
    items = [
        ((prose, match), match["gap"])
        for prose in context.prose_with(_OPENED)
        for match in _BRACKET.finditer(prose.text)
        if match["gap"] or _is_aside(match, prose.text)
    ]
    convention = learn_convention([gap for _, gap in items], context.conventions)
    joined = [one for one, gap in items if not gap]
    if convention is None and (2 * len(joined) < len(items) or len(joined) == 1):
        joined = [(prose, match) for prose, match in joined if _PHRASE.match(match["inside"])]
    elif convention is None or not convention.value:
        return
    for prose, match in joined:
        place = prose.span(match.start(), match.end("gap") + 1)
        fix = Fix(safety(prose.leaf), "insert a space", (insert(place.end - 1, " "),))
        counts = f" ({convention.counts} have one)" if convention else ""
        message = f"missing space between `{match['word']}` and `(`{counts}"
        yield Violation(place, message, fix)


def _marks(context: LintContext) -> Iterator[Violation]:
    """Yield commas between two words, and marks right before a bracket, without a space."""
    joined = [one for one in _commas(context.prose_with(_TIGHT)) if not one[1]["gap"]]
    # The first commas of a list are enough to see that most have a space.
    if joined and any(
        are_exceptions(len(joined), total, context.conventions)
        for total, _ in enumerate(_commas(context.prose), 1)
    ):
        for prose, match in joined:
            after = match.start("right")
            fix = Fix(safety(prose.leaf), "insert a space", (_space(prose, after),))
            message = f"missing space between `{match['left']},` and `{match['right']}`"
            yield Violation(prose.span(match.start(), match.end()), message, fix)
    for prose in context.prose_with(_CLOSED):
        for match in _STOP.finditer(prose.text):
            fix = Fix(safety(prose.leaf), "insert a space", (_space(prose, match.end()),))
            message = f"missing space between `{match[0]}` and `(`"
            yield Violation(prose.span(match.start(), match.end() + 1), message, fix)


def _commas(texts: Iterable[Prose]) -> Iterator[tuple[Prose, re.Match[str]]]:
    """Yield the commas between two common words."""
    common = speller().vocabulary.common
    for prose in texts:
        for match in _COMMA.finditer(prose.text):
            if match["left"] in common and match["right"] in common:
                yield prose, match


def _space(prose: Prose, index: int) -> Edit:
    return insert(prose.offset(index), " ")


def _is_aside(match: re.Match[str], text: str) -> bool:
    inside = match["inside"]
    return (
        "_" not in match["word"]
        and _ASIDE.match(inside) is not None
        and not _CALL.search(inside)
        and not ideographs(text)
    )


def _run(
    inlines: tuple[Inline, ...], suffixes: frozenset[str], trust: Safety
) -> Iterator[Violation]:
    for left, right in pairwise(inlines):
        if left.span.end != right.span.start:
            continue
        words = None
        match left, right:
            case Text(), Link() | Emphasis() | CodeSpan():
                words = _words_before(left, right)
            case Link() | Emphasis() | CodeSpan(), Text():
                words = _words_after(left, right, suffixes)
        if words is not None:
            at = right.span.start
            first, second = words
            message = f"missing space between `{first}` and `{second}`"
            fix = Fix(trust, "insert a space", (insert(at, " "),))
            word_first = isinstance(left, Text)
            place = Span(at - len(first), at + 1) if word_first else Span(at - 1, at + len(second))
            yield Violation(place, message, fix)
    for inline in inlines:
        if isinstance(inline, Emphasis):
            yield from _run(inline.children, suffixes, trust)


def _words_before(left: Text, right: Link | Emphasis | CodeSpan) -> tuple[str, str] | None:
    """Return the word that a link, emphasis or code follows, and what that shows."""
    match = _WORD_END.search(left.text[-50:])
    shown = _shown(right)
    if match is None or shown is None or _NOTE.fullmatch(shown):
        return None
    word = match[0]
    if word[-1] in ",;":
        are_two = not ideographs(left.text[-50:] + shown)
    else:
        are_two = _are_two(word, shown, strict=not isinstance(right, Link))
    return (word, shown) if are_two else None


def _words_after(
    left: Link | Emphasis | CodeSpan, right: Text, suffixes: frozenset[str]
) -> tuple[str, str] | None:
    """Return what a link, emphasis or code shows, and the word that follows it."""
    match = _WORD_START.match(right.text)
    shown = _shown(left)
    if match is None or shown is None or match[0].lower() in suffixes or len(match[0]) < 2:
        return None
    last = _LAST_WORD.search(shown)
    if last is None and not isinstance(left, CodeSpan):
        return None
    if not speller().vocabulary.is_used(match[0].lower()) or not _are_two(
        last[0] if last else "x", match[0], strict=not isinstance(left, Link)
    ):
        return None
    return shown, match[0]


def _shown(inline: Link | Emphasis | CodeSpan) -> str | None:
    """Return what the reader sees; None for what needs no space: images, bare URLs."""
    match inline:
        case Link(kind=LinkKind.INLINE | LinkKind.REFERENCE):
            has_image = any(isinstance(i, Link) for i in inline.children)
            return None if inline.is_image or has_image else inline.text
        case Emphasis(style=EmphasisStyle.EMPHASIS | EmphasisStyle.STRONG):
            return plain(inline.children)
        case CodeSpan():
            return inline.text
        case _:
            return None


def _are_two(left: str, right: str, *, strict: bool) -> bool:
    """Return whether two neighbors are two words, and not one with a part set off.

    `strict` wants words in lower case that people use: `**M**odel` and `Git**Hub**` are one.
    """
    tail = re.split(r"['’]", left)[-1].lower()
    first = re.match(rf"{_LETTER}*", right)
    head = first[0] if first else ""
    if tail in PREFIXES or (head and speller().vocabulary.has(tail + head.lower())):
        return False
    if not strict:
        return len(left) > 1
    return (
        len(left) > 1
        and left[-1].islower()
        and _is_word(tail)
        and not right[:1].isupper()
        and (not head or (len(head) > 1 and _is_word(head)))
    )


def _is_word(text: str) -> bool:
    """Return whether people use a word; short ones only in dictionaries are parts of others."""
    vocabulary = speller().vocabulary
    return vocabulary.is_used(text) or (len(text) > 4 and vocabulary.has(text))
