"""Links, emphasis, code and brackets that are glued to a word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.conventions import outliers
from listlint.language.spelling import PREFIXES, speller
from listlint.markdown import CodeSpan, Emphasis, EmphasisStyle, Inline, Link, LinkKind, Text, plain
from listlint.markdown.prose import safety
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`suffixes`: what may be glued to the end of a link, as the `s` of `[API](…)s`."""

    suffixes: tuple[str, ...] = ("s", "es", "ed", "d", "er", "ers", "ing", "ish", "ly", "n", "th")


CASES = {
    "before": ("word", "text"),
    "behind": ("word", "text"),
    "bracket": ("word", "agreeing", "total"),
}

# Scripts that set blanks between words: Latin, Greek, Cyrillic.
_LETTER = r"[A-Za-z\u00c0-\u052f]"
_WORD_END = re.compile(rf"(?:{_LETTER}+['’])?{_LETTER}{{1,40}}$|{_LETTER}{{2,40}}[,;]$")
_LAST_WORD = re.compile(rf"(?<!{_LETTER}){_LETTER}+$")
_WORD_START = re.compile(rf"{_LETTER}{{1,40}}(?![\w@/])")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NOTE = re.compile(r"[\d\W_]*")

_BRACKET = re.compile(
    r"(?<![\w.:/@#$\\&'’-])(?P<word>[A-Za-z][\w-]*\w)(?P<gap> ?)"
    r"\((?P<inside>[^()\n]{2,300})\)(?![\w(])"
)
# What is in brackets of a sentence, and not of a call: `Kubernetes (K8s)`, `(a data format)`.
_ASIDE = re.compile(r"(?:[A-Z]|\d{2})[\w.+-]*[A-Za-z][\w.+-]*(?:[ ,]|$)|[a-z]+ [a-z]{2,}")
_CALL = re.compile(r"[\"'`$=%<>|;*_\ufffc\[\]{}\\]")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield each place where a blank is missing, with the fix that writes it."""
    suffixes = frozenset(parameters.suffixes)
    for leaf in context.document.leaves():
        for violation in _run(leaf.inlines, suffixes):
            yield (
                replace(violation, fix=replace(violation.fix, safety=safety(leaf)))
                if violation.fix
                else violation
            )
    yield from _brackets(context)


def _brackets(context: LintContext) -> Iterator[Violation]:
    """Yield words glued to a bracket, where the list sets a blank between the two."""
    asked = (
        ((prose, match), match["gap"])
        for prose in context.prose
        for match in _BRACKET.finditer(prose.text)
        if match["gap"] or _is_aside(match)
    )
    for odd in outliers(asked, context.conventions):
        prose, match = odd.one
        if odd.convention.answer:
            place = prose.span(match.start(), match.end("gap") + 1)
            edit = insert(place.end - 1, " ")
            fix = Fix(safety(prose.leaf), "write a blank between", (edit,))
            yield Violation("bracket", place, {"word": match["word"], **odd.convention.values}, fix)


def _is_aside(match: re.Match[str]) -> bool:
    inside = match["inside"]
    return (
        "_" not in match["word"]
        and _ASIDE.match(inside) is not None
        and not _CALL.search(inside)
        and not _WIDE.search(inside)
    )


def _run(inlines: tuple[Inline, ...], suffixes: frozenset[str]) -> Iterator[Violation]:
    for left, right in pairwise(inlines):
        if left.span.end != right.span.start:
            continue
        match left, right:
            case Text(), Link() | Emphasis() | CodeSpan():
                violation = _before(left, right)
            case Link() | Emphasis() | CodeSpan(), Text():
                violation = _behind(left, right, suffixes)
            case _:
                violation = None
        if violation is not None:
            yield violation
    for inline in inlines:
        if isinstance(inline, Emphasis):
            yield from _run(inline.children, suffixes)


def _before(left: Text, right: Link | Emphasis | CodeSpan) -> Violation | None:
    match = _WORD_END.search(left.text[-50:])
    shown = _shown(right)
    if match is None or shown is None or _NOTE.fullmatch(shown):
        return None
    word = match[0]
    mark = word[-1] in ",;"
    if mark and _WIDE.search(left.text[-50:] + shown):
        return None
    if not mark and not _are_two(word, shown, strict=not isinstance(right, Link)):
        return None
    place = Span(right.span.start - len(word), right.span.start + 1)
    return _hit("before", word, shown, place, right)


def _behind(
    left: Link | Emphasis | CodeSpan, right: Text, suffixes: frozenset[str]
) -> Violation | None:
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
    place = Span(left.span.end - 1, left.span.end + len(match[0]))
    return _hit("behind", match[0], shown, place, right)


def _shown(inline: Link | Emphasis | CodeSpan) -> str | None:
    """Return what the reader sees of it; None for what may stand close: images, bare URLs."""
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
    """Tell whether a word and what is glued to it are two words, not one with a part set off.

    `strict` wants words in small letters that people use: `**M**odel` and `Git**Hub**` are one.
    """
    spelling = speller()
    tail = re.split(r"['’]", left)[-1].lower()
    first = re.match(rf"{_LETTER}*", right)
    head = first[0] if first else ""
    if tail in PREFIXES or (head and spelling.vocabulary.has(tail + head.lower())):
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
    """Tell whether people use a word; short ones of dictionaries alone are parts of others."""
    vocabulary = speller().vocabulary
    return vocabulary.is_used(text) or (len(text) > 4 and vocabulary.has(text))


def _hit(case: str, word: str, shown: str, place: Span, right: Inline) -> Violation:
    fix = Fix(Safety.SAFE, "write a blank between", (insert(right.span.start, " "),))
    return Violation(case, place, {"word": word, "text": shown}, fix)


KIND = Kind(Parameters, CASES, check)
