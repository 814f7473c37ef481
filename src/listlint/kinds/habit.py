"""Entries that break what nearly all entries of the list do."""

import re
import unicodedata
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from listlint.entries import Entry, EntryKind
from listlint.habits import Answer, Case, Ending, Habit, Presence, Question, Separator, ask, learn
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, insert, replace


class Scope(StrEnum):
    """Among which entries the habit is sought."""

    LIST = "list"
    SECTION = "section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`question`: what is asked; `scope`: list or section; `pinned`: the answer, if decided."""

    question: Question
    scope: Scope = Scope.LIST
    pinned: str | None = None

    def __post_init__(self) -> None:
        """Refuse a pinned answer that the question does not have."""
        if self.pinned is not None:
            answers = _ANSWERS[self.question]
            if self.pinned not in set(answers):
                names = ", ".join(repr(str(answer)) for answer in answers)
                raise ValueError(f"pinned must be one of {names}, not {self.pinned!r}")


_ANSWERS: dict[Question, type[StrEnum]] = {
    Question.ENDING: Ending,
    Question.CASE: Case,
    Question.SEPARATOR: Separator,
    Question.DESCRIPTION: Presence,
}
CASES = {
    "odd": ("name", "found", "habit", "agreeing", "total"),
    "pinned": ("name", "found", "habit"),
}


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield the entries that answer otherwise than nearly all, or than the pinned answer."""
    question = parameters.question
    groups: dict[Hashable, list[tuple[Entry, Answer]]] = {}
    for entry in listing.entries:
        answer = ask(question, entry, listing.text)
        if answer is not None:
            key: Hashable = entry.kind
            if question is Question.DESCRIPTION and entry.table is not None:
                key = (entry.kind, entry.table.span)
            if parameters.scope is Scope.SECTION:
                key = (key, entry.section)
            groups.setdefault(key, []).append((entry, answer))
    for answers in groups.values():
        if parameters.pinned is not None:
            yield from _pinned(listing, question, answers, parameters.pinned)
            continue
        habit = learn((answer for _, answer in answers), listing.thresholds)
        if habit is None or habit.answer is Presence.ABSENT:
            continue
        for entry, answer in answers:
            if answer != habit.answer:
                yield _odd(listing, question, entry, answer, habit)


def _pinned(
    listing: Listing, question: Question, answers: list[tuple[Entry, Answer]], wanted: str
) -> Iterator[Hit]:
    target = _ANSWERS[question](wanted)
    for entry, answer in answers:
        if answer != target:
            values = {"name": entry.name, "found": str(answer), "habit": str(target)}
            yield Hit("pinned", _place(entry), values, _fix(listing, entry, target))


def _odd(
    listing: Listing, question: Question, entry: Entry, answer: Answer, habit: Habit[Answer]
) -> Hit:
    values = {
        "name": entry.name,
        "found": str(answer),
        "habit": str(habit.answer),
        "agreeing": str(habit.agreeing),
        "total": str(habit.total),
    }
    return Hit("odd", _place(entry), values, _fix(listing, entry, habit.answer), url=entry.url)


def _place(entry: Entry) -> Span:
    return entry.description_span or entry.name_span


def _fix(listing: Listing, entry: Entry, wanted: Hashable) -> Fix | None:
    span = entry.description_span
    if span is None:
        return None
    match wanted:
        case Ending():
            return _end(listing.text, span, wanted)
        case Case():
            return _begin(listing.text, span, wanted)
        case Separator():
            return _join(listing.text, entry, wanted)
    return None


def _end(text: str, span: Span, wanted: Ending) -> Fix | None:
    source = span.of(text)
    if wanted is Ending.STOP:
        last = source.rstrip("*_ ")[-1:]
        stop = "。" if unicodedata.east_asian_width(last or ".") == "W" else "."
        return Fix(Safety.SAFE, f"end it with `{stop}`", (insert(span.end, stop),))
    match = re.search(r"[.。](?=[*_\"'”’)]*$)", source)
    if match is None or source[: match.start()].endswith("."):
        return None
    at = span.start + match.start()
    return Fix(Safety.SAFE, "remove the full stop", (replace(Span(at, at + 1), ""),))


def _begin(text: str, span: Span, wanted: Case) -> Fix | None:
    match = re.match(r"[\"'“‘(\[*_]*([^\W\d_])", span.of(text))
    if match is None:
        return None
    letter = match[1].upper() if wanted is Case.UPPER else match[1].lower()
    at = span.start + match.start(1)
    return Fix(Safety.UNSAFE, f"begin it with `{letter}`", (replace(Span(at, at + 1), letter),))


def _join(text: str, entry: Entry, wanted: Separator) -> Fix | None:
    if entry.kind is not EntryKind.ITEM or wanted is Separator.NONE:
        return None
    span = entry.separator
    if span is None:
        return None
    mended = f"{wanted}" if wanted is not Separator.COLON else ":"
    left = text[span.start - 1 : span.start]
    if wanted is not Separator.COLON and left not in (" ", "\t"):
        mended = " " + mended
    if text[span.end : span.end + 1] not in (" ", "\t"):
        mended += " "
    if wanted is Separator.COLON and left in (" ", "\t"):
        span = Span(span.start - 1, span.end)
    return Fix(Safety.SAFE, f"write `{wanted}` between them", (replace(span, mended),))


KIND = Kind(Parameters, CASES, check)
