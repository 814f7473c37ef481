"""Runs of `*`, `_` and `~` to emphasis, as GitHub's parser pairs them.

The algorithm is CommonMark's "process emphasis" (0.31, appendix). mistune has it for `*` and `_`
only; GitHub keeps `~` on the same stack, and gives up earlier on unbalanced runs.
"""

from typing import Any

from listlint.markdown.characters import is_punctuation, is_space

Token = dict[str, Any]
"""A token of mistune with its place in the text: `start` and `end`."""

MAX_DEPTH = 32
"""How deep links and emphasis nest; marks beyond are text."""


def delimiter_run(text: str, start: int, end: int) -> Token:
    """Return the token of a run: delimiters that can open or close emphasis, or text."""
    char = text[start]
    before, after = _neighbors(text, start, end)
    space_before, space_after = is_space(before), is_space(after)
    mark_before, mark_after = is_punctuation(before), is_punctuation(after)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    can_open = left and (char != "_" or not right or mark_before)
    can_close = right and (char != "_" or not left or mark_after)
    token: Token = {"type": "text", "raw": text[start:end]}
    if (can_open or can_close) and not (char == "~" and end - start > 2):
        token.update(type="delimiters", can_open=can_open, can_close=can_close)
    return token


def _neighbors(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the characters around a run; runs of `*` and `_` look past `~`."""
    if text[start] != "~":
        while start > 0 and text[start - 1] == "~":
            start -= 1
        while end < len(text) and text[end] == "~":
            end += 1
    return text[start - 1] if start > 0 else "\n", text[end] if end < len(text) else "\n"


def pair(tokens: list[Token]) -> list[Token]:
    """Return tokens with emphasis in place of what it wraps; delimiters left over stay."""
    if not any(token["type"] == "delimiters" for token in tokens):
        return tokens
    stack = _Stack()
    for token in tokens:
        stack.out.append(token)
        if token["type"] == "delimiters":
            stack.add(token)
    return stack.out


class _Stack:
    """The tokens so far, and the delimiters among them that can still open emphasis.

    `openers` are indices in `out`; `bottoms` has, for each character and length modulo 3, how many
    of them, from the first one on, were already tried without success.
    """

    def __init__(self) -> None:
        self.out: list[Token] = []
        self.openers: list[int] = []
        self.bottoms: dict[tuple[str, int], int] = {}

    def add(self, run: Token) -> None:
        """Take a run, the last token of `out`: close what it can close, else let it open."""
        can_still_open = not run["can_close"] or self._close(run)
        if can_still_open and run["can_open"]:
            self.openers.append(len(self.out) - 1)

    def _close(self, closer: Token) -> bool:
        """Wrap what is between matching openers and `closer`.

        Return whether `closer` may still open emphasis.
        """
        key = (closer["raw"][0], len(closer["raw"]) % 3)
        while closer["start"] < closer["end"]:
            place = self._opener(closer, self.bottoms.get(key, 0))
            if place is None:
                self.bottoms[key] = len(self.openers)
                return True
            opener = self.out[self.openers[place]]
            if key[0] == "~" and opener["raw"] != closer["raw"]:
                self._drop_openers(place)
                return False
            inside = self.out[self.openers[place] + 1 : -1]
            depth = 1 + max((token.get("depth", 0) for token in inside), default=0)
            if depth > MAX_DEPTH:
                self._drop_openers(0)
                return False
            self._wrap(place, opener, closer, depth)
        return False

    def _opener(self, closer: Token, bottom: int) -> int | None:
        places = range(len(self.openers) - 1, bottom - 1, -1)
        return next((i for i in places if _match(self.out[self.openers[i]], closer)), None)

    def _wrap(self, place: int, opener: Token, closer: Token, depth: int) -> None:
        out, index = self.out, self.openers[place]
        size = min(2, opener["end"] - opener["start"], closer["end"] - closer["start"])
        opener["end"] -= size
        closer["start"] += size
        emphasis = {
            "type": "strike" if closer["raw"][0] == "~" else "strong" if size == 2 else "emphasis",
            "children": out[index + 1 : -1],
            "start": opener["end"],
            "end": closer["start"],
            "inner": (opener["end"] + size, closer["start"] - size),
            "depth": depth,
        }
        opener_is_left = opener["start"] < opener["end"]
        del out[index + opener_is_left :]
        self._drop_openers(place + opener_is_left)
        out.append(emphasis)
        if closer["start"] < closer["end"]:
            out.append(closer)

    def _drop_openers(self, place: int) -> None:
        del self.openers[place:]
        for key, bottom in self.bottoms.items():
            self.bottoms[key] = min(bottom, place)


def _match(opener: Token, closer: Token) -> bool:
    a, b = opener["raw"], closer["raw"]
    both = opener["can_close"] or closer["can_open"]
    return bool(a[0] == b[0] and not (both and len(b) % 3 and (len(a) + len(b)) % 3 == 0))
