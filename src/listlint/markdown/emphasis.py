"""Emphasis: runs of marks to pairs (CommonMark 0.31, "process emphasis")."""

from collections.abc import Callable
from dataclasses import dataclass

from listlint.markdown.content import LeafText
from listlint.markdown.nodes import Emphasis, EmphasisStyle, Inline

MAX_DEPTH = 50
"""Links and emphasis within one another, beyond which the marks are text."""


@dataclass(slots=True)
class Piece:
    """A part of the result: text (`shown`), or a finished inline; offsets of the content."""

    start: int
    end: int
    shown: str = ""
    inline: Inline | None = None
    depth: int = 0


@dataclass(slots=True)
class Delimiters:
    """A run of `*`, `_` or `~` that may open or close emphasis: what is left of `length`."""

    char: str
    start: int
    end: int
    length: int
    can_open: bool
    can_close: bool
    depth: int = 0

    @property
    def count(self) -> int:
        """How many are left."""
        return self.end - self.start


Item = Piece | Delimiters

Join = Callable[[list[Item]], tuple[Inline, ...]]
"""Makes inlines of items whose emphasis is paired."""

_STYLES = {1: EmphasisStyle.EMPHASIS, 2: EmphasisStyle.STRONG}


def emphasize(items: list[Item], content: LeafText, join: Join) -> list[Item]:
    """Return items of a text with emphasis in the place of the runs that pair."""
    if not any(isinstance(item, Delimiters) for item in items):
        return items
    return _Pairing(content, join).paired(items)


class _Pairing:
    """Pairs the delimiters of a sequence of items.

    `openers` are the indices in `out` of those that may still be paired; `bottoms` tells, for
    each mark and length by three, how many of them, the lowest, were tried in vain.
    """

    def __init__(self, content: LeafText, join: Join) -> None:
        self.content, self.join = content, join
        self.out: list[Item] = []
        self.openers: list[int] = []
        self.bottoms: dict[tuple[str, int], int] = {}

    def paired(self, items: list[Item]) -> list[Item]:
        """Return items with emphasis in the place of what it wraps."""
        for item in items:
            self.out.append(item)
            if not isinstance(item, Delimiters):
                continue
            open_still = not item.can_close or self._close(item)
            if open_still and item.can_open and item.count:
                self.openers.append(len(self.out) - 1)
        return self.out

    def _close(self, closer: Delimiters) -> bool:
        """Wrap what stands between matching openers and `closer`, the last item of `out`.

        Tell whether `closer` may still be an opener.
        """
        out, openers = self.out, self.openers
        key = (closer.char, closer.length % 3)
        while closer.count:
            bottom = self.bottoms.get(key, 0)
            places = range(len(openers) - 1, bottom - 1, -1)
            place = next((i for i in places if _pairs(out[openers[i]], closer)), None)
            if place is None:
                self.bottoms[key] = len(openers)
                return True
            opener = out[openers[place]]
            if not isinstance(opener, Delimiters):  # openers are delimiters
                return False
            if closer.char == "~" and opener.length != closer.length:
                self._drop_openers(place)
                return False
            inside = out[openers[place] + 1 : -1]
            depth = 1 + max((item.depth for item in inside), default=0)
            if depth > MAX_DEPTH:
                self._drop_openers(0)
                return False
            self._wrap(place, opener, closer, depth)
        return False

    def _wrap(self, place: int, opener: Delimiters, closer: Delimiters, depth: int) -> None:
        out, index, content = self.out, self.openers[place], self.content
        size = 2 if opener.count >= 2 and closer.count >= 2 else 1
        start, end = opener.end - size, closer.start + size
        children = self.join(out[index + 1 : -1])
        inner = content.span(start + size, end - size)
        style = EmphasisStyle.STRIKE if closer.char == "~" else _STYLES[size]
        emphasis = Emphasis(content.span(start, end), inner, style, children)
        opener.end -= size
        closer.start += size
        del out[index + 1 if opener.count else index :]
        self._drop_openers(place + 1 if opener.count else place)
        out.append(Piece(start, end, inline=emphasis, depth=depth))
        if closer.count:
            out.append(closer)

    def _drop_openers(self, place: int) -> None:
        del self.openers[place:]
        for key, bottom in self.bottoms.items():
            self.bottoms[key] = min(bottom, place)


def _pairs(opener: Item, closer: Delimiters) -> bool:
    if not isinstance(opener, Delimiters) or opener.char != closer.char:
        return False
    odd = (opener.can_close or closer.can_open) and closer.length % 3 != 0
    return not (odd and (opener.length + closer.length) % 3 == 0)
