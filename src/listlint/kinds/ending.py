"""How descriptions end: with a full stop, or without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries import Entry, EntryKind
from listlint.habits import Ending, Odd, agreed, answers, ending, odd_within
from listlint.kinds import Hit, Kind, Learned
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, delete, insert
from listlint.words import ideographs


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`ending`: `stop` or `none` for every description; the list's own habit without it."""

    ending: Ending | None = None


_CASES = ("name", "agreeing", "total")
CASES = {"no-stop": _CASES, "stop": _CASES, "decided-stop": ("name",), "decided-none": ("name",)}

_SENTENCES = re.compile(r"[.!?。！？][\"'”’)]*(?:\s|(?<=[。！？]))")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_FINAL = re.compile(r"(?<!\.)[.。](?=[*_\"'”’)\]）]*$)")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield descriptions that end otherwise than nearly all, or than was decided."""
    for kind in EntryKind:
        asked = answers(listing.entries, kind, ending)
        for odd in odd_within(asked, lambda e: e.section, listing.thresholds, parameters.ending):
            hit = _hit(listing.text, odd, decided=parameters.ending is not None)
            if hit is not None:
                yield hit


def habits(listing: Listing, _: Parameters) -> Iterator[Learned]:
    """Yield the ending that nearly all descriptions have."""
    groups = (
        (answer for _, answer in answers(listing.entries, kind, ending)) for kind in EntryKind
    )
    habit = agreed(groups, listing.thresholds)
    if habit is not None:
        what = "descriptions end with a full stop"
        if habit.answer is Ending.NONE:
            what = "descriptions end without a full stop"
        yield Learned("ending", habit.answer, habit.agreeing, habit.total, what)


def _hit(text: str, odd: Odd[Entry, Ending], *, decided: bool) -> Hit | None:
    entry, span = odd.one, odd.one.description_span
    if span is None:
        return None
    values = {"name": entry.name, **odd.habit.values}
    if odd.habit.answer is Ending.STOP:
        stop = _stop(entry.description)
        fix = Fix(Safety.SAFE, f"end it with `{stop}`", (insert(span.end, stop),))
        place = Span(max(span.start, _last_word(text, span)), span.end)
        return Hit("decided-stop" if decided else "no-stop", place, values, fix, entry.url)
    final = _FINAL.search(span.of(text))
    if final is None or _SENTENCES.search(entry.description):
        # Two sentences need their stops, and `!` is a choice.
        return None
    place = Span(*final.span()).shifted(span.start)
    fix = Fix(Safety.SAFE, "remove the full stop", (delete(place),))
    return Hit("decided-none" if decided else "stop", place, values, fix, entry.url)


def _stop(description: str) -> str:
    """Return the full stop of the script that most of a description is written in."""
    return "。" if ideographs(description) > len(_LATIN_WORD.findall(description)) else "."


def _last_word(text: str, span: Span) -> int:
    """Return where the last word of a description begins."""
    return span.start + len(span.of(text)) - len(re.split(r"\s", span.of(text))[-1])


KIND = Kind(Parameters, CASES, check, habits=habits)
