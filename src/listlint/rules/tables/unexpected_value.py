"""Values that are none of the few that their column has."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.thresholds import Conventions
from listlint.entries.values import (
    ColumnContent,
    ColumnType,
    column_contents,
    is_explained,
    is_quoted,
    typo_of,
    value_key,
)
from listlint.language.spelling import speller
from listlint.language.words import counted, is_empty, yes_or_no


@dataclass(frozen=True, slots=True)
class _Known:
    """A column with how often each value occurs and how the usual ones are spelled, by key.

    `is_closed` is true where these are few and hardly any other value occurs.
    """

    content: ColumnContent
    counts: Mapping[str, int]
    usual: Mapping[str, str]
    is_closed: bool


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield values that are typos of a usual one, or usual in another column alone."""
    contents = (c for c in column_contents(context) if c.type is ColumnType.VALUES)
    known = [_known(content, context.conventions) for content in contents]
    homes: dict[str, str] = {}
    for one in known:
        if one.is_closed:
            for key in one.usual:
                homes.setdefault(key, one.content.column.header)
    for one in known:
        yield from _unexpected(context, one, homes)


def _known(content: ColumnContent, conventions: Conventions) -> _Known:
    spelled = {value_key(one.value.text): one.value.text for one in content.values}
    counts = Counter(value_key(one.value.text) for one in content.values)
    usual = {key: spelled[key] for key, n in counts.items() if n >= conventions.value_minimum}
    is_closed = (
        counts.total() >= 2 * conventions.minimum
        and len(usual) <= conventions.closed_set_size
        and sum(counts[key] for key in usual) >= conventions.closed_set_share * counts.total()
    )
    return _Known(content, counts, usual, is_closed)


def _unexpected(
    context: LintContext, known: _Known, homes: Mapping[str, str]
) -> Iterator[Violation]:
    for one in known.content.values:
        found, span = one.value.text, one.value.span
        key = value_key(found)
        if known.counts[key] > 1 or is_explained(context, found):
            continue
        message = f"unexpected `{found}` in column `{known.content.column.header}`"
        near = typo_of(found, known.usual, is_closed=known.is_closed)
        if near and not _is_word(found) and not is_quoted(context, one, ignore_case=True):
            expected, times = known.usual[near], counted(known.counts[near], "time")
            fix = None
            if span.of(context.text) == found:
                fix = Fix(Safety.UNSAFE, f"write `{expected}`", (replace(span, expected),))
            yield Violation(span, f"{message}; did you mean `{expected}` ({times})?", fix)
        elif (
            known.is_closed
            and key in homes
            and not is_empty(found)
            and not _is_other_answer(found, known)
        ):
            yield Violation(span, f"{message}; it is a value of `{homes[key]}`")


def _is_word(found: str) -> bool:
    """Return whether a value consists of known words, and so may be another value."""
    return all(map(speller().vocabulary.has, re.findall(r"[^\W\d_]+", found.lower())))


def _is_other_answer(found: str, known: _Known) -> bool:
    """Return whether a value is the other answer to the question that a column asks."""
    return yes_or_no(found) is not None and any(
        yes_or_no(text) is not None for text in known.usual.values()
    )
