"""Brackets without their other half."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Emphasis, walk
from listlint.markdown.prose import Prose
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`pairs`: each an opening and a closing mark."""

    pairs: tuple[str, ...] = ("()", "[]", "{}", "（）", "【】", "「」", "『』", "《》")

    def __post_init__(self) -> None:
        """Check that each pair is one. Raises `ValueError`."""
        odd = next((pair for pair in self.pairs if len(pair) != 2), None)
        if odd is not None:
            raise ValueError(f"pairs must be two marks each, as '()', not {odd!r}")


CASES = {
    "unclosed": ("mark", "other"),
    "unopened": ("mark", "other"),
    "crossed": ("found", "wanted"),
}

# Smileys, `a)` and `1)` of enumerations, intervals such as [0, 1): no brackets of a sentence.
_SMILEY = re.compile(
    r"(?:(?<=\s)|^)[:;=8][-'^]?[()\[\]{}]+(?=[\s.,!]|$)|(?<!\S)[()]+-?[:;](?=\s|$)"
)
_ENUMERATION = re.compile(r"(?:(?<=[\s(])|^)(?:[A-Za-z]|\d{1,3}|[ivx]{1,5})\)")
_INTERVAL = re.compile(r"[\[(]\s*-?[\d.∞]+\s*,\s*-?[\d.∞]+\s*[\])]")
# A mark that is spoken of: U+007B ({), "[", 'server {'.
_QUOTED = re.compile(
    r"(?<=\()[()\[\]{}](?=\))|\"[^\"\n]{1,40}\"|(?<!\w)'[^'\n]{1,40}'(?!\w)|“[^“”\n]{1,40}”|‘[^‘’\n]{1,40}’"
)
# Marks of one shape close each other: Chinese lists mix the widths.
_SHAPES = {"（": "(", "）": ")", "［": "[", "］": "]"}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the marks of each paragraph, cell or heading that have no other half in it."""
    closing = {_shape(pair[1]): _shape(pair[0]) for pair in parameters.pairs}
    others = {pair[0]: pair[1] for pair in parameters.pairs}
    others |= {pair[1]: pair[0] for pair in parameters.pairs}
    marks = re.compile("[" + re.escape("".join(others)) + "]")
    for prose in context.prose:
        if marks.search(prose.text):
            yield from _leaf(prose, marks, closing, others)
    for leaf in context.document.leaves():
        for inline in walk(leaf.inlines):
            if isinstance(inline, Emphasis) and (
                violation := _crossed(context.text, inline, closing)
            ):
                yield violation


def _crossed(source: str, emphasis: Emphasis, closing: dict[str, str]) -> Violation | None:
    """Return the violation for emphasis that closes the bracket before it: `(**all)**`."""
    span = emphasis.span
    before, whole = source[span.start - 1 : span.start], span.of(source)
    mark = whole[: len(whole) - len(whole.lstrip("*_~"))]
    inside = whole[len(mark) : -len(mark) or None]
    last = inside[-1:]
    if not before or closing.get(last) != before or not whole.endswith(last + mark):
        return None
    if before in inside or last in inside[:-1]:
        return None
    place = Span(span.start - 1, span.end)
    wanted = f"{before}{mark}{inside[:-1]}{mark}{last}"
    end = Span(span.end - len(mark) - 1, span.end)
    fix = Fix(Safety.SAFE, f"write `{wanted}`", (replace(end, mark + last),))
    return Violation("crossed", place, {"found": place.of(source), "wanted": wanted}, fix)


def _leaf(
    prose: Prose, marks: re.Pattern[str], closing: dict[str, str], others: dict[str, str]
) -> Iterator[Violation]:
    text = prose.text
    smiles = _SMILEY.search(text) is not None
    for harmless in (_INTERVAL, _SMILEY, _QUOTED):
        text = harmless.sub(lambda match: " " * len(match[0]), text)
    numbers = {match.end() - 1 for match in _ENUMERATION.finditer(text)}
    lonely: list[int] = []
    opened: list[int] = []
    waiting: Counter[str] = Counter()
    for match in marks.finditer(text):
        at, wanted = match.start(), closing.get(_shape(match[0]))
        if wanted is None:
            opened.append(at)
            waiting[_shape(match[0])] += 1
        elif waiting[wanted]:
            # Crossed pairs: the inner one is what is left open.
            while _shape(text[opened[-1]]) != wanted:
                waiting[_shape(text[opened[-1]])] -= 1
                lonely.append(opened.pop())
            opened.pop()
            waiting[wanted] -= 1
        elif at not in numbers:
            lonely.append(at)
    for at in sorted(lonely + opened):
        # A smile may close what was opened before it.
        if not (smiles and _shape(text[at]) in "()"):
            case = "unopened" if _shape(text[at]) in closing else "unclosed"
            values = {"mark": text[at], "other": others[text[at]]}
            yield Violation(case, prose.span(at, at + 1), values)


def _shape(mark: str) -> str:
    return _SHAPES.get(mark, mark)


KIND = Kind(Parameters, CASES, check)
