"""How descriptions end: with a full stop, or without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, delete, insert
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, EntryKind
from listlint.entries.context import LintContext
from listlint.entries.conventions import Ending, Outlier, agreed, answers, ending, outliers_within
from listlint.language.words import ideographs
from listlint.oldkinds import Kind, Learned, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`ending`: `stop` or `none` for every description; the list's own convention without it."""

    ending: Ending | None = None


_CASES = ("name", "agreeing", "total")
CASES = {"no-stop": _CASES, "stop": _CASES, "decided-stop": ("name",), "decided-none": ("name",)}

_SENTENCES = re.compile(r"[.!?。！？][\"'”’)]*(?:\s|(?<=[。！？]))")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_FINAL = re.compile(r"(?<!\.)[.。](?=[*_\"'”’)\]）]*$)")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield descriptions that end otherwise than nearly all, or than was decided."""
    for kind in EntryKind:
        asked = answers(context.entries, kind, ending)
        for odd in outliers_within(
            asked, lambda e: e.section, context.conventions, parameters.ending
        ):
            violation = _hit(context.text, odd, decided=parameters.ending is not None)
            if violation is not None:
                yield violation


def habits(context: LintContext, _: Parameters) -> Iterator[Learned]:
    """Yield the ending that nearly all descriptions have."""
    groups = (
        (answer for _, answer in answers(context.entries, kind, ending)) for kind in EntryKind
    )
    convention = agreed(groups, context.conventions)
    if convention is not None:
        what = "descriptions end with a full stop"
        if convention.answer is Ending.NONE:
            what = "descriptions end without a full stop"
        yield Learned("ending", convention.answer, convention.agreeing, convention.total, what)


def _hit(text: str, odd: Outlier[Entry, Ending], *, decided: bool) -> Violation | None:
    entry, span = odd.one, odd.one.description_span
    if span is None:
        return None
    values = {"name": entry.name, **odd.convention.values}
    if odd.convention.answer is Ending.STOP:
        stop = _stop(entry.description)
        fix = Fix(Safety.SAFE, f"end it with `{stop}`", (insert(span.end, stop),))
        place = Span(max(span.start, _last_word(text, span)), span.end)
        return Violation("decided-stop" if decided else "no-stop", place, values, fix, entry.url)
    final = _FINAL.search(span.of(text))
    if final is None or _SENTENCES.search(entry.description):
        # Two sentences need their stops, and `!` is a choice.
        return None
    place = Span(*final.span()).shifted(span.start)
    fix = Fix(Safety.SAFE, "remove the full stop", (delete(place),))
    return Violation("decided-none" if decided else "stop", place, values, fix, entry.url)


def _stop(description: str) -> str:
    """Return the full stop of the script that most of a description is written in."""
    return "。" if ideographs(description) > len(_LATIN_WORD.findall(description)) else "."


def _last_word(text: str, span: Span) -> int:
    """Return where the last word of a description begins."""
    return span.start + len(span.of(text)) - len(re.split(r"\s", span.of(text))[-1])


KIND = Kind(Parameters, CASES, check, habits=habits)
