"""Brackets without their other half."""

import re
from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Cell, CodeSpan, Emphasis, Link, LinkKind, plain, walk
from listlint.markdown.prose import OBJECT, Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `unbalanced-bracket`."""

    pairs: tuple[str, ...] = ("()", "[]", "{}", "（）", "【】", "「」", "『』", "《》")
    """Pairs of brackets, each an opening and a closing one."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a pair that is not two characters."""
        invalid = next((pair for pair in self.pairs if len(pair) != 2), None)
        if invalid is not None:
            raise ValueError(f"pairs must be two brackets each, as '()', not {invalid!r}")


# Smileys, `a)` and `1）` of enumerations, intervals such as [0, 1): no brackets of a sentence.
_SMILEY = regex(r"(?:(?<=\s)|^)[:;=8][-'^]?[()\[\]{}]+(?=[\s.,!]|$)|(?<!\S)[()]+-?[:;](?=\s|$)")
_ENUMERATION = regex(
    r"(?:(?<=[\s(])|^)(?:[A-Za-z]|[ivx]{1,5})[)\]]|(?<![A-Za-z0-9.,/_-])\d{1,3}[)）]"
)
_LIMIT = r"\s*[-−+]?(?:[\d.]+|[^\W\d_]{1,8}|∞)\s*"
_LIMITS = rf"{_LIMIT}[,;]{_LIMIT}"
_INTERVAL = regex(rf"[\[(]{_LIMITS}[\])]|\]{_LIMITS}[\[\]]|\[{_LIMITS}\[")
# A bracket that is itself the subject: U+007B ({), "[", 'server {'.
_QUOTED = regex(
    r"(?<=\()[()\[\]{}](?=\))|\"[^\"\n]{1,40}\"|(?<!\w)'[^'\n]{1,40}'(?!\w)|“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’"
)
# Not of a sentence: a bracket that no word is attached to, or that a mark precedes as in the keys
# `C-[` and `Ctrl+(`, in `^[` and `=(`, and those of code: `ESC[31m`, `(a|b`.
_SYMBOL = regex(
    r"(?:^|(?<=[\s,/'’\"“‘]))[()\[\]{}]{1,2}(?=[\s,/'’\"”]|$)|(?<=[-+^=:$⌘⌃⌥⇧\\])[()\[\]{}]"
    r"|(?<=[A-Za-z])[\[{]|(?<!\S)[^\s\\|^⟨⟩]{0,80}[\\|^⟨⟩]\S{0,80}"
)
_NEAR = 500
"""Characters between the two paragraphs of an aside."""
_WITH_TEXT = (LinkKind.INLINE, LinkKind.REFERENCE, LinkKind.HTML)
# Brackets of one shape close each other: Chinese lists mix the widths.
_SHAPES = {"（": "(", "）": ")", "［": "[", "］": "]"}


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the brackets of each paragraph, cell, heading or link that have no other half in it."""
    opening = {_shape(pair[1]): _shape(pair[0]) for pair in options.pairs}
    others = {pair[0]: pair[1] for pair in options.pairs}
    others |= {pair[1]: pair[0] for pair in options.pairs}
    brackets = re.compile("[" + re.escape("".join(others)) + "]")

    def message(bracket: str) -> str:
        problem = "unmatched" if _shape(bracket) in opening else "unclosed"
        return f"{problem} `{bracket}`; expected `{others[bracket]}`"

    pairs = _plain_pairs("".join(others), opening)
    unmatched = [
        (prose, at)
        for prose in context.prose_with(brackets)
        for at in _unmatched(prose.text, brackets, opening, pairs)
    ]
    for prose, at in _without_pairs(context, unmatched, opening):
        yield Violation(prose.span(at, at + 1), message(prose.text[at]))
    for _, emphasis in context.document.inlines.of(Emphasis):
        yield from _crossed(context.text, emphasis, opening)
    for _, link in context.document.inlines.of(Link):
        if link.kind in _WITH_TEXT and brackets.search(link.text):
            text = _without_code(link)
            for at in _unmatched(text, brackets, opening, pairs):
                yield Violation(link.text_span, f"{message(text[at])} in the link text")


def _plain_pairs(brackets: str, opening: dict[str, str]) -> re.Pattern[str]:
    """Return a pattern of plain pairs: nothing is wrong with a text that has no other brackets.

    Within these pairs are neither brackets nor quotation marks, and they are no part of a smiley.
    Nearly all texts with brackets are such, and only the others need a closer look.
    """
    stops = re.escape(brackets + "()[]{}'\"“”‘’")
    inside = rf"(?![\s.,!:;-])[^{stops}]*+(?<![\s:;=^-])(?<!\s8)"
    kinds = (pair for pair in ("()", "[]", "{}") if opening.get(pair[1]) == pair[0] not in opening)
    return re.compile("|".join(rf"\{pair[0]}{inside}\{pair[1]}" for pair in kinds) or "(?!)")


def _without_pairs(
    context: LintContext, unmatched: list[tuple[Prose, int]], opening: dict[str, str]
) -> list[tuple[Prose, int]]:
    """Return the brackets without those around several paragraphs: an aside of no entry."""
    kept: list[tuple[Prose, int]] = []
    for prose, at in unmatched:
        if kept and opening.get(_shape(prose.text[at])) == _shape(kept[-1][0].text[kept[-1][1]]):
            before = kept[-1][0].leaf
            is_near = prose.leaf.span.start - before.span.end < _NEAR
            if (
                is_near
                and not isinstance(before, Cell)
                and context.entry_at(before.span.start) is (context.entry_at(prose.leaf.span.start))
            ):
                kept.pop()
                continue
        kept.append((prose, at))
    return kept


def _without_code(link: Link) -> str:
    """Return what a reader sees of a link's text, with code as one character."""
    inlines = walk(link.children)
    return "".join(
        OBJECT if isinstance(i, CodeSpan) else plain((i,))
        for i in inlines
        if not isinstance(i, Emphasis | Link)
    )


def _crossed(source: str, emphasis: Emphasis, opening: dict[str, str]) -> Iterator[Violation]:
    """Yield emphasis that closes the bracket before it: `(**all)**`."""
    span = emphasis.span
    before = source[span.start - 1 : span.start]
    if before not in opening.values():  # nearly always
        return
    whole = span.of(source)
    mark = whole[: len(whole) - len(whole.lstrip("*_~"))]
    inside = whole[len(mark) : -len(mark) or None]
    last = inside[-1:]
    if opening.get(last) != before or not whole.endswith(last + mark):
        return
    if before in inside or last in inside[:-1]:
        return
    expected = f"{before}{mark}{inside[:-1]}{mark}{last}"
    end = Span(span.end - len(mark) - 1, span.end)
    fix = Fix(Safety.SAFE, f"write `{expected}`", (replace(end, mark + last),))
    message = f"bracket opens outside of the emphasis and closes inside; expected `{expected}`"
    yield Violation(Span(span.start - 1, span.end), message, fix)


def _unmatched(
    text: str, brackets: re.Pattern[str], opening: dict[str, str], pairs: re.Pattern[str]
) -> list[int]:
    """Return where the brackets without their other half are."""
    if not brackets.search(pairs.sub("", text)):
        return []
    smiles = _SMILEY.search(text) is not None
    for harmless in (_INTERVAL, _SMILEY, _QUOTED):
        text = harmless.sub(lambda match: " " * len(match[0]), text)
    numbers = {match.end() - 1 for match in _ENUMERATION.finditer(text)}
    unmatched: list[int] = []
    opened: list[int] = []
    waiting: Counter[str] = Counter()
    for match in brackets.finditer(text):
        at, expected = match.start(), opening.get(_shape(match[0]))
        if expected is None:
            opened.append(at)
            waiting[_shape(match[0])] += 1
        elif waiting[expected]:
            # Crossed pairs: the inner one is left open.
            while _shape(text[opened[-1]]) != expected:
                waiting[_shape(text[opened[-1]])] -= 1
                unmatched.append(opened.pop())
            opened.pop()
            waiting[expected] -= 1
        elif at not in numbers:
            unmatched.append(at)
    symbols = {at for match in _SYMBOL.finditer(text) for at in range(*match.span())}
    # A smile may close what was opened before it.
    return [
        at
        for at in sorted(unmatched + opened)
        if at not in symbols and not (smiles and _shape(text[at]) in "()")
    ]


def _shape(bracket: str) -> str:
    return _SHAPES.get(bracket, bracket)
