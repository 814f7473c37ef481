"""What the list itself does most: questions with a closed set of answers, asked of every entry.

Where enough entries answer and nearly all agree, the answer is a habit (design: at least ten
answers, nine in ten alike; both are settings). Where they do not, there is none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from listlint.entries import Entry
from listlint.listing import Thresholds

A = TypeVar("A", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Habit(Generic[A]):
    """An answer that `agreeing` of `total` entries give."""

    answer: A
    agreeing: int
    total: int


def learn(answers: Iterable[A], thresholds: Thresholds) -> Habit[A] | None:
    """Return the answer that nearly all give, if there are enough of them."""
    counts = Counter(answers)
    total = counts.total()
    if total < thresholds.minimum:
        return None
    answer, agreeing = counts.most_common(1)[0]
    if agreeing < thresholds.share * total:
        return None
    return Habit(answer, agreeing, total)


class Ending(StrEnum):
    """How a description ends."""

    STOP = "stop"
    NONE = "none"


class Case(StrEnum):
    """How a description begins."""

    UPPER = "upper"
    LOWER = "lower"


class Separator(StrEnum):
    """What stands between name and description of a list item."""

    HYPHEN = "-"
    EN_DASH = "–"
    EM_DASH = "—"
    COLON = ":"
    NONE = "none"


class Presence(StrEnum):
    """Whether an entry has a description."""

    PRESENT = "present"
    ABSENT = "absent"


class Question(StrEnum):
    """What is asked of every entry."""

    ENDING = "ending"
    CASE = "case"
    SEPARATOR = "separator"
    DESCRIPTION = "description"


Answer = Ending | Case | Separator | Presence

_STOPS = ".!?…。！？"
# What may stand behind a final stop without being the end of the sentence itself.
_CLOSING = "\"'”’»)]）】』」*_`~ \t\n"
_ABBREVIATION = re.compile(r"\b(?:etc|e\.g|i\.e|vs|inc|ltd|co|al|jr|sr|a\.k\.a)\.$", re.IGNORECASE)
PLACEHOLDER = re.compile(r"[-–—?.…/\s*_]*|n/?a|none|tbd|todo|unknown", re.IGNORECASE)
"""Cell texts that say that there is nothing to say."""


def ending(entry: Entry) -> Ending | None:
    """Tell whether a description ends in a stop; None for what is no sentence."""
    text = entry.description.rstrip(_CLOSING)
    if not is_phrase(entry.description) or not text:
        return None
    if text[-1] in _STOPS:
        # "etc." ends either way.
        return None if _ABBREVIATION.search(text) else Ending.STOP
    if text[-1].isalnum() and text == entry.description.rstrip(_CLOSING.replace(")", "")):
        return Ending.NONE
    return Ending.NONE if text[-1].isalnum() else None


def is_phrase(text: str) -> bool:
    """Tell whether a text is long enough to be one: three words, or eight ideographs."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    wide = sum(unicodedata.east_asian_width(char) == "W" for char in text)
    return len(words) >= 3 or wide >= 8


def case(entry: Entry) -> Case | None:
    """Tell the letter case that a description begins with; None where it has no choice.

    A number, a name with a capital further in (`iOS`, `LaTeX`), code and scripts without case
    have none.
    """
    if not is_phrase(entry.description):
        return None
    match = re.match(r"[\"'“‘(\[*_]*([^\W\d_][\w.+#/@-]*)", entry.description)
    if match is None:
        return None
    word = match[1].rstrip(".,;:-/")
    if re.search(r"[\d_.+#@/]", word) or not word[1:].replace("-", "").islower():
        return Case.UPPER if word in ("A", "I") else None
    if word[0].isupper():
        return Case.UPPER
    return Case.LOWER if word[0].islower() else None


def separator(entry: Entry, text: str) -> Separator | None:
    """Tell what stands between an item's name and description; None without a description."""
    if entry.item is None or not entry.description or entry.lead:
        return None
    if entry.separator is None:
        return Separator.NONE
    mark = entry.separator.of(text).replace("&ndash;", "–").replace("&mdash;", "—")
    mark = {"--": "–", "---": "—", "：": ":"}.get(mark, mark)
    return Separator(mark) if mark in set(Separator) else None


def description(entry: Entry) -> Presence:
    """Tell whether an entry has a description."""
    bare = entry.description.strip()
    return Presence.ABSENT if not bare or PLACEHOLDER.fullmatch(bare) else Presence.PRESENT


def ask(question: Question, entry: Entry, text: str) -> Answer | None:
    """Return what an entry of a list with the source `text` answers; None for no answer."""
    match question:
        case Question.ENDING:
            return ending(entry)
        case Question.CASE:
            return case(entry)
        case Question.SEPARATOR:
            return separator(entry, text)
        case Question.DESCRIPTION:
            return description(entry)
