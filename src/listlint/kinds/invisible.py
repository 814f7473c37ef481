"""Characters that nobody can see, told by name."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Nothing to set."""


CASES = {"blank": ("names",), "hidden": ("names",), "control": ("names",)}

_BLANKS = "\u00a0\u2000-\u200a\u202f\u205f"
_HIDDEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
_FOUND = re.compile(f"[ ]*[{_BLANKS}][ {_BLANKS}]*|[{_HIDDEN}]+|[{_CONTROLS}]+")
# French sets a narrow blank before these, and within guillemets; a number keeps its unit.
_FRENCH_AFTER, _FRENCH_BEFORE = "!?:;»%€", "«"
# Scripts that need joiners, or marks of direction.
_JOINING = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb1d-\ufefc]")


def check(listing: Listing, _parameters: Parameters) -> Iterator[Hit]:
    """Yield each run of such characters, with the fix that takes it away."""
    text = listing.text
    for match in _FOUND.finditer(text):
        run = match[0]
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        span = Span(*match.span())
        names = ", ".join(dict.fromkeys(_name(char) for char in run if char != " "))
        if any(char.isspace() and char not in "\x0b\x0c\x1c\x1d\x1e\x1f\x85" for char in run):
            if _is_typography(before, after):
                continue
            at_edge = not before or before in "\r\n" or not after or after in "\r\n"
            mended = "" if at_edge and before not in ("", "\n", "\r") else " "
            fix = Fix(Safety.SAFE, "write a plain blank", (replace(span, mended),))
            yield Hit("blank", span, {"names": names}, fix)
        elif run[0] in "\u2028\u2029" or unicodedata.category(run[0]) == "Cc":
            fix = Fix(Safety.SAFE, "remove it", (replace(span, ""),))
            yield Hit("control", span, {"names": names}, fix)
        elif not _joins(run, text, match.start(), match.end()):
            fix = Fix(Safety.SAFE, "remove it", (replace(span, ""),))
            yield Hit("hidden", span, {"names": names}, fix)


def _is_typography(before: str, after: str) -> bool:
    if (after and after in _FRENCH_AFTER) or (before and before in _FRENCH_BEFORE):
        return True
    return before.isdigit() and after.isalnum()


def _joins(run: str, text: str, start: int, end: int) -> bool:
    """Tell whether a joiner or a mark of direction does its work: in emoji, or such scripts."""
    if len(run) > 1 or run in "\u200b\ufeff\u2060\u00ad" or "\u202a" <= run <= "\u202e":
        return False
    around = text[max(0, start - 40) : end + 40]
    if _JOINING.search(around):
        return True
    neighbours = text[max(0, start - 2) : start] + text[end : end + 1]
    return run == "\u200d" and any(
        unicodedata.category(char) in ("So", "Sk") or char == "\ufe0f" for char in neighbours
    )


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}"


KIND = Kind(Parameters, CASES, check)
