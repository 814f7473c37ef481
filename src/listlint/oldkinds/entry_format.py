"""The shape of list items: what stands between the link and the description."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, EntryKind
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    Outlier,
    is_phrase,
    is_within_sentence,
    learn,
    outliers_within,
)
from listlint.oldkinds import Kind, Learned, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`separator`: what stands between link and description, blanks included (`" - "`, `": "`,
    `" "` for nothing but a blank); the list's own convention without it."""

    separator: str | None = None

    def __post_init__(self) -> None:
        """Check the separator. Raises `ValueError`."""
        if self.separator is not None and not _KNOWN.fullmatch(self.separator):
            raise ValueError(f'separator must be a dash or colon with blanks, as " - ", not '
                             f"{self.separator!r}")  # fmt: skip


_NAMES = ("name", "found", "wanted")
_HABIT = (*_NAMES, "agreeing", "total")
CASES = {
    "other": _HABIT,
    "missing": _HABIT,
    "blank": _HABIT,
    "decided-other": _NAMES,
    "decided-missing": _NAMES,
    "decided-blank": _NAMES,
}

_KNOWN = re.compile(r" ?(?:[-–—:：|·•]|--|---|(\*\*|__|\*|_)[-–—:：|]\1)? ?")
_BLANKS = " \t\u00a0"
_GLUED = re.compile(r"([-–—])(?=[^\W\d_])")
_WORD = re.compile(r"[^\W_]+")
# Words that tie what follows to the link: `[Talk](…) by Ada`, `[Tool](…) is a …`.
_TIES = frozenset(
    {
        "about", "also", "and", "as", "at", "by", "for", "from", "has", "in", "includes", "into",
        "is", "it", "of", "on", "or", "see", "that", "to", "using", "via", "was", "where", "which",
        "with",
    }
)  # fmt: skip
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class _Joint:
    """What stands between an entry's link and its description: all of it, and its mark."""

    entry: Entry
    span: Span
    mark: Span


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield items whose separator is not that of nearly all, or not the one decided."""
    for odd in outliers_within(
        _asked(context), lambda j: j.entry.section, context.conventions, parameters.separator
    ):
        yield _hit(context.text, odd, decided=parameters.separator is not None)


def habits(context: LintContext, _: Parameters) -> Iterator[Learned]:
    """Yield the separator that nearly all items have."""
    convention = learn((answer for _, answer in _asked(context)), context.conventions)
    if convention is not None and _KNOWN.fullmatch(convention.answer):
        mark = convention.answer.strip()
        what = f"entries have `{mark}` between link and description"
        if not mark:
            what = "entries have nothing but a blank between link and description"
        yield Learned("separator", convention.answer, convention.agreeing, convention.total, what)


def _asked(context: LintContext) -> Iterator[tuple[_Joint, str]]:
    for entry in context.entries:
        if entry.kind is EntryKind.ITEM and (found := _joint(context.text, entry)) is not None:
            yield found


def _joint(text: str, entry: Entry) -> tuple[_Joint, str] | None:
    """Return where link and description meet, and how; None where that has no choice."""
    link, about = entry.link, entry.description_span
    if link is None or about is None or is_within_sentence(entry):
        return None
    mark = entry.separator or Span(about.start, about.start)
    glued = _GLUED.match(text, about.start) if entry.separator is None else None
    if glued:  # [a](u) -text
        mark = Span(*glued.span())
    start = _back(text, mark.start)
    end = mark.end if glued else about.start
    gap = text[start : mark.start]
    if start < link.span.end or "\n" in text[link.span.end : end]:
        return None
    if entry.separator is None and not glued:
        if text[link.span.end : start].strip("*_~") or not _begins_anew(text, entry, about):
            return None
        return _Joint(entry, Span(start, end), mark), " "
    if glued and not gap:
        return None  # [a](u)-based
    shape = f"{' ' if gap else ''}{unescape(mark.of(text))}{' ' if mark.end < end else ''}"
    return _Joint(entry, Span(start, end), mark), shape


def _back(text: str, at: int) -> int:
    while at > 0 and text[at - 1] in _BLANKS:
        at -= 1
    return at


def _begins_anew(text: str, entry: Entry, about: Span) -> bool:
    """Tell whether a description without separator is one, not the rest of a sentence."""
    if not is_phrase(entry.description):
        return False
    word = _WORD.match(text, about.start)
    if word is None or word.start() != about.start:
        return False
    first = word[0]
    if not first.isascii() or first.casefold() == entry.name.casefold():
        return True
    return first.casefold() not in _TIES and (first[0].isupper() or first in _ARTICLES)


def _hit(text: str, odd: Outlier[_Joint, str], *, decided: bool) -> Violation:
    joint, wanted = odd.one, odd.convention.answer
    entry = joint.entry
    if not odd.answer.strip():
        case = "missing"
        end = entry.description_span.end if entry.description_span else joint.span.end
        word = re.compile(r"\S*").match(text, joint.span.end, end)
        place = Span(joint.span.end, word.end() if word else end)
    else:
        case = "blank" if odd.answer.strip() == wanted.strip() else "other"
        place = joint.mark
    shown = wanted if case == "blank" else wanted.strip()
    values = {
        "name": entry.name,
        "found": odd.answer if case == "blank" else odd.answer.strip(),
        "wanted": f"`{shown}`" if shown.strip() else "only a blank",
        **odd.convention.values,
    }
    fix = Fix(Safety.SAFE, f"put {values['wanted']} there", (replace(joint.span, wanted),))
    return Violation(f"decided-{case}" if decided else case, place, values, fix, entry.url)


KIND = Kind(Parameters, CASES, check, habits=habits)
