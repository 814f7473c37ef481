"""Descriptions that end with a period where nearly all do not, or the reverse."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, EntryKind
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    Learned,
    Outlier,
    agreed,
    is_sentence,
    outliers_within,
    with_values,
)
from listlint.entries.sentences import Ending, ending, sentence
from listlint.language.words import ideographs


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `description-ending`."""

    ending: Ending | None = None
    """How descriptions must end: `period` or `none`; unset, as the list's own do."""


_SENTENCES = regex(r"[.!?。！？][\"'”’)]*(?:\s|(?<=[。！？]))")
_LATIN_WORD = regex(r"[A-Za-z]+")
# A period within parentheses is that of a sentence of its own.
_FINAL = regex(r"(?<!\.)[.。](?=[*_\"'”’]*$)")

_ONLY_CODE = regex(r"(?:[^\S\n]*[(（]?`[^`\n]+`[)）]?[/,]?)+\s*")
_CODE_AND_PERIOD = regex(r"`[)）]?[.。]$")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield descriptions that end differently from nearly all, or from what is configured."""
    for endings in _endings(context):
        for outlier in outliers_within(
            endings, lambda e: e.section, context.conventions, options.ending
        ):
            if found := _violation(context, outlier, pinned=options.ending is not None):
                yield found


def learn(context: LintContext, _options: Options) -> Iterator[Learned]:
    """Yield the ending that nearly all descriptions have."""
    groups = ((value for _, value in endings) for endings in _endings(context))
    convention = agreed(groups, context.conventions)
    if convention is not None:
        how = "with" if convention.value is Ending.PERIOD else "without"
        what = f"descriptions end {how} a period"
        yield Learned("ending", convention.value, convention.agreeing, convention.total, what)


def _endings(context: LintContext) -> Iterator[list[tuple[Entry, Ending]]]:
    """Yield the entries of each kind with the ending of their descriptions."""

    def value(entry: Entry) -> Ending | None:
        return ending(context.text, entry) if is_sentence(entry) else None

    for kind in EntryKind:
        yield list(with_values(context.entries, kind, value))


def _violation(
    context: LintContext, outlier: Outlier[Entry, Ending], *, pinned: bool
) -> Violation | None:
    entry, described, convention = outlier.one, outlier.one.description_span, outlier.convention
    if described is None:
        return None
    span = sentence(context.text, entry.description_leaf, described)
    source = span.of(context.text)
    if convention.value is Ending.PERIOD:
        period = _period(source)
        at, trust = _place(context, described, span)
        fix = Fix(trust, f"add `{period}`", (insert(at, period),))
        last_word = re.split(r"\s", source)[-1]
        counts = "" if pinned else f" ({convention.counts} do)"
        message = f"description should end with a period{counts}"
        return Violation(Span(span.end - len(last_word), span.end), message, fix, entry.url)
    final = _FINAL.search(source, max(0, len(source) - 20))
    if final is None or _SENTENCES.search(source.rstrip()):
        # Two sentences need their periods, and `!` is a choice.
        return None
    place = Span(*final.span()).shifted(span.start)
    fix = Fix(Safety.SAFE, "remove the period", (delete(place),))
    counts = "" if pinned else f" ({convention.counts} do not)"
    message = f"description should not end with a period{counts}"
    return Violation(place, message, fix, entry.url)


def _place(context: LintContext, described: Span, span: Span) -> tuple[int, Safety]:
    """Return where the period belongs, and whether that is sure.

    Code at the end is a tag, or a part of the sentence: as it is in the other descriptions.
    """
    rest = Span(span.end, described.end).of(context.text)
    if "`" not in rest:
        return span.end, Safety.SAFE
    tags, parts = context.cached(_code_at_end)
    if parts > tags and _ONLY_CODE.fullmatch(rest):
        return described.start + len(described.of(context.text).rstrip()), Safety.SAFE
    return span.end, Safety.SAFE if tags > parts else Safety.UNSAFE


def _code_at_end(context: LintContext) -> tuple[int, int]:
    """Return how many descriptions have code after their period, and how many before it."""
    tags = parts = 0
    for entry in context.entries:
        described = entry.description_span
        if described is None or ending(context.text, entry) is not Ending.PERIOD:
            continue
        span = sentence(context.text, entry.description_leaf, described)
        tags += "`" in Span(span.end, described.end).of(context.text)
        parts += _CODE_AND_PERIOD.search(span.of(context.text)[-4:]) is not None
    return tags, parts


def _period(description: str) -> str:
    """Return the period of the script that most of a description is written in."""
    return "。" if ideographs(description) > len(_LATIN_WORD.findall(description)) else "."
