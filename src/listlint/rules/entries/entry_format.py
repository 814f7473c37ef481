"""Items whose separator between link and description is not that of nearly all others."""

import re
from collections.abc import Iterator
from html import unescape

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, EntryKind
from listlint.entries.context import LintContext
from listlint.entries.conventions import (
    ARTICLES,
    Convention,
    Learned,
    Outlier,
    agreed,
    is_phrase,
    is_within_sentence,
    outliers_within,
    starts_with_object,
)
from listlint.entries.conventions import learn as learn_convention
from listlint.entries.thresholds import Conventions


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `entry-format`."""

    separator: str | None = None
    """Text between link and description, spaces included: `" - "`, `": "`, or `" "` for a space
    only; unset, the list's own."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a text that is not a separator."""
        if self.separator is not None and not _KNOWN.fullmatch(self.separator):
            raise ValueError(
                f'separator must be a dash or colon with spaces, as " - ", not {self.separator!r}'
            )


_KNOWN = regex(r" ?(?:[-–—:：|·•]|--|---|(\*\*|__|\*|_)[-–—:：|]\1)? ?")
_UNSPACED = regex(r"([-–—])(?=[\"'“‘«(*_`]{0,3}[^\W\d_])")
_NOTHING = regex(r"[\s.,;:–—-]*")
_AGAIN = regex(r"[ \t]+(?P<mark>[-–—])(?=[ \t]+\S)")
_BARS = ("|", "·", "•")
_SLIP = regex(r" [-–—]")
_WORD = regex(r"[^\W_]+")
# Words that continue the sentence of the link: `[Talk](…) by Ada`, `[Tool](…) is a …`.
_CONTINUING = frozenset(
    {
        "about", "also", "and", "as", "at", "by", "for", "from", "has", "in", "includes", "into",
        "is", "it", "of", "on", "or", "see", "that", "to", "using", "via", "was", "where", "which",
        "with",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Separator:
    """What is between the link and the description of an entry: all of it, and its mark."""

    entry: Entry
    span: Span
    mark: Span


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield items whose separator is not that of nearly all, or not the configured one."""
    for entry in context.entries:
        if entry.separator is not None and entry.item is not None and entry.link is not None:
            yield from _misplaced(context.text, entry, entry.separator)
    pinned = options.separator is not None
    for outlier in _outliers(list(_separators(context)), context.conventions, options.separator):
        if pinned or not _separates_later(context.text, outlier):
            yield _violation(context.text, outlier, pinned=pinned)


def _misplaced(text: str, entry: Entry, separator: Span) -> Iterator[Violation]:
    """Yield a separator without a description, and one that is repeated."""
    is_last = entry.item is not None and len(entry.item.children) == 1
    if is_within_sentence(entry):
        return
    rest = Span(separator.end, entry.span.end)
    if is_last and entry.place.end <= separator.start and _NOTHING.fullmatch(text, *rest):
        place, shown = Span(entry.place.start, separator.end), unescape(separator.of(text))
        yield Violation(place, f"separator `{shown}` without a description", url=entry.url)
    elif again := _AGAIN.match(text, *rest):
        place, shown = Span(separator.start, again.end("mark")), unescape(separator.of(text))
        fix = Fix(Safety.SAFE, f"use `{shown}` once", (replace(place, separator.of(text)),))
        yield Violation(place, f"repeated separator `{place.of(text)}`", fix, entry.url)


def _outliers(
    separators: list[tuple[_Separator, str]], limits: Conventions, expected: str | None
) -> Iterator[Outlier[_Separator, str]]:
    """Yield the outliers of all items, or else of those with a mark: a dash beside hyphens.

    A dash right before the description (`-Text`) is a slip, and no style, unless many have it.
    """
    slips = [one for one in separators if _SLIP.fullmatch(one[1])]
    if expected is None and len(slips) <= 2 * (1 - limits.share) * len(separators):
        separators = [one for one in separators if not _SLIP.fullmatch(one[1])]
        common = learn_convention((value for _, value in separators), limits)
        if common:
            counted = Convention(common.value, common.agreeing, common.total + len(slips))
            yield from (Outlier(one, value, counted) for one, value in slips)
    found = list(outliers_within(separators, lambda s: s.entry.section, limits, expected))
    yield from found
    if expected is None:
        known = {outlier.one.mark for outlier in found}
        marked = [(one, value) for one, value in separators if value.strip()]
        others = outliers_within(marked, lambda s: s.entry.section, limits)
        yield from (outlier for outlier in others if outlier.one.mark not in known)


def _separates_later(text: str, outlier: Outlier[_Separator, str]) -> bool:
    """Return whether a colon is within the name: `[Rust](…): The Book - Learn it`.

    Or within the sentence, in a list whose links have no separator: `[Supports](…): this, that`.
    """
    entry, expected = outlier.one.entry, outlier.convention.value
    if outlier.value.strip() != ":" or entry.description_span is None:
        return False
    return not expected.strip() or expected in entry.description_span.of(text)


def learn(context: LintContext, _options: Options) -> Iterator[Learned]:
    """Yield the separator that nearly all items have."""
    convention = agreed([(value for _, value in _separators(context))], context.conventions)
    if convention is not None and _KNOWN.fullmatch(convention.value):
        mark = convention.value.strip()
        found = f"`{mark}`" if mark else "only a space"
        what = f"entries have {found} between link and description"
        yield Learned("separator", convention.value, convention.agreeing, convention.total, what)


def _separators(context: LintContext) -> Iterator[tuple[_Separator, str]]:
    for entry in context.entries:
        if entry.kind is EntryKind.ITEM and (found := _separator(context.text, entry)) is not None:
            yield found


def _separator(text: str, entry: Entry) -> tuple[_Separator, str] | None:
    """Return the separator of an entry and its text; None if it may have any."""
    link, description = entry.link, entry.description_span
    if link is None or description is None or is_within_sentence(entry):
        return None
    if text.startswith("](", max(0, link.span.start - 2)):
        return None  # a broken link, of which GitHub links the bare URL
    mark = entry.separator or Span(description.start, description.start)
    unspaced = _UNSPACED.match(text, description.start) if entry.separator is None else None
    if unspaced:  # [a](u) -text
        mark = Span(*unspaced.span())
    end = mark.end if unspaced else description.start
    if mark.start < link.span.end or "\n" in text[link.span.end : end]:
        return None
    before = text[link.span.end : mark.start].rstrip(" \t\u00a0")
    start = link.span.end + len(before)
    gap = start < mark.start
    if entry.separator is None and not unspaced:
        if before.strip("*_~") or not _is_description(text, entry):
            return None
        return _Separator(entry, Span(start, end), mark), " "
    if unspaced and not gap:
        return None  # [a](u)-based
    if mark.of(text) in _BARS and starts_with_object(entry):
        return None  # a bar of links
    shape = f"{' ' if gap else ''}{unescape(mark.of(text))}{' ' if mark.end < end else ''}"
    return _Separator(entry, Span(start, end), mark), shape


def _is_description(text: str, entry: Entry) -> bool:
    """Return whether the text after a link without a separator starts a new sentence."""
    if entry.description_span is None or not is_phrase(entry.description):
        return False
    match = _WORD.match(text, entry.description_span.start)
    if match is None:
        return False
    word = match[0]
    if not word.isascii() or word.casefold() == entry.name.casefold():
        return True
    return word.casefold() not in _CONTINUING and (word[0].isupper() or word in ARTICLES)


def _violation(text: str, outlier: Outlier[_Separator, str], *, pinned: bool) -> Violation:
    separator, convention = outlier.one, outlier.convention
    entry, place = separator.entry, separator.mark
    found, expected = outlier.value.strip(), convention.value.strip()
    if not found:
        end = entry.description_span.end if entry.description_span else separator.span.end
        first_word = re.compile(r"\S*").match(text, separator.span.end, end)
        place = Span(separator.span.end, first_word.end() if first_word else end)
    elif found == expected:  # only the spaces differ
        found, expected = outlier.value, convention.value
    separated_by = f"`{expected}`" if expected else "a space only"
    instead = f", not `{found}`" if found else ""
    counts = "" if pinned else f" ({convention.counts} are)"
    message = f"link and description should be separated by {separated_by}{instead}{counts}"
    fix = Fix(Safety.SAFE, f"use {separated_by}", (replace(separator.span, convention.value),))
    return Violation(place, message, fix, entry.url)
