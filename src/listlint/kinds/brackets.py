"""Brackets and quotation marks without their other half."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`pairs`: each an opening and a closing mark."""

    pairs: tuple[str, ...] = ("()", "[]", "{}", "（）", "【】", "「」", "『』", "《》", "“”")


CASES = {"unclosed": ("mark", "other"), "unopened": ("mark", "other")}

# Smileys, `a)` and `1)` of enumerations, intervals such as [0, 1): no brackets of a sentence.
_SMILEY = re.compile(r"[:;=8xX]['`-]?[()\[\]{}]+(?=\s|$)|(?<!\S)[()]{1,2}[:;]")
_ENUMERATION = re.compile(r"(?:(?<=\s)|^)(?:\w|\d{1,3}|[ivx]{1,5})\)")
_INTERVAL = re.compile(r"[\[(]\s*-?[\d.∞]+\s*,\s*-?[\d.∞]+\s*[\])]")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield the marks of each paragraph, cell or item that have no other half in it."""
    opening = {pair[0]: pair[1] for pair in parameters.pairs}
    closing = {pair[1]: pair[0] for pair in parameters.pairs}
    marks = re.compile("[" + re.escape("".join((*opening, *closing))) + "]")
    for prose in listing.prose:
        if marks.search(prose.text):
            yield from _leaf(prose, marks, opening, closing)


def _leaf(
    prose: Prose, marks: re.Pattern[str], opening: dict[str, str], closing: dict[str, str]
) -> Iterator[Hit]:
    text = prose.text
    for harmless in (_INTERVAL, _SMILEY, _ENUMERATION):
        text = harmless.sub(lambda match: " " * len(match[0]), text)
    open_marks: list[tuple[str, int]] = []
    for match in marks.finditer(text):
        mark = match[0]
        if mark in opening:
            open_marks.append((mark, match.start()))
        elif open_marks and open_marks[-1][0] == closing[mark]:
            open_marks.pop()
        elif any(opened == closing[mark] for opened, _ in open_marks):
            # Crossed pairs: the inner one is what is left open.
            while open_marks[-1][0] != closing[mark]:
                yield _unclosed(prose, opening, *open_marks.pop())
            open_marks.pop()
        else:
            span = prose.span(match.start(), match.end())
            yield Hit("unopened", span, {"mark": mark, "other": closing[mark]})
    for mark, at in open_marks:
        yield _unclosed(prose, opening, mark, at)


def _unclosed(prose: Prose, opening: dict[str, str], mark: str, at: int) -> Hit:
    return Hit("unclosed", prose.span(at, at + 1), {"mark": mark, "other": opening[mark]})


KIND = Kind(Parameters, CASES, check)
