"""A regular expression that names, URLs, fields or lines must match, or must not."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.context import LintContext
from listlint.entries.fields import entry_field
from listlint.entries.submissions import submissions
from listlint.fields import FromText
from listlint.language.patterns import Pattern, compile_pattern
from listlint.markdown import Leaf
from listlint.markdown.prose import shown_characters

PLACEHOLDERS = ("expected", "name")
SAFETY = Safety.UNSAFE


class PatternScope(StrEnum):
    """What a pattern is compared with."""

    NAME = "name"
    URL = "url"
    DESCRIPTION = "description"
    FIELD = "field"
    CELL = "cell"
    LINE = "line"
    ADDED = "added"
    """Only entries that a change adds."""


class Expectation(StrEnum):
    """Whether a pattern must match."""

    MATCH = "match"
    NO_MATCH = "no-match"


def _scopes(text: str) -> tuple[PatternScope, ...]:
    if text not in list(PatternScope):
        known = ", ".join(f"`{scope}`" for scope in PatternScope)
        raise ValueError(f"should be one of {known}, or a list, not `{text}`")
    return (PatternScope(text),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `pattern`."""

    pattern: str
    """Regular expression in the syntax of RE2."""
    scope: Annotated[tuple[PatternScope, ...], FromText(_scopes, "string or list of strings")] = (
        PatternScope.DESCRIPTION,
    )
    """What it is compared with: the shown text of an entry's name, description or field, an
    entry's URL, the shown text of each cell of a table, or each line of the source. `added`, alone
    or in a list with one of these: only in entries that a change adds."""
    field: str | None = None
    """Header of the column, or label of the item below the entry, for the scope `field`."""
    ignore_case: bool = False
    """Whether letter case does not matter."""
    expect: Expectation = Expectation.NO_MATCH
    """`no-match` reports each match, `match` each text without one."""
    replacement: str | None = None
    r"""What to write instead of a match; `\1` and `\g<name>` are what a group matched."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a wrong pattern or replacement, and for options that conflict."""
        pattern = compile_pattern(self.pattern, self.ignore_case)
        if len(set(self.scope) - {PatternScope.ADDED}) > 1:
            raise ValueError("scope should be one part of entries, and perhaps `added`")
        if self.added_only and self.part in (PatternScope.CELL, PatternScope.LINE):
            raise ValueError(f"scope `{self.part}` is not a part of added entries")
        if (self.part is PatternScope.FIELD) is not bool(self.field):
            raise ValueError('scope = "field" and field need each other')
        if self.replacement is not None:
            pattern.sub(self.replacement, "")
            if self.expect is Expectation.MATCH:
                raise ValueError('replacement needs expect = "no-match"')

    @property
    def part(self) -> PatternScope:
        """What the pattern is compared with."""
        parts = (scope for scope in self.scope if scope is not PatternScope.ADDED)
        return next(parts, PatternScope.DESCRIPTION)

    @property
    def added_only(self) -> bool:
        """Whether only added entries are checked."""
        return PatternScope.ADDED in self.scope


@dataclass(frozen=True, slots=True)
class _Subject:
    """A text that the pattern is compared with, and the source that shows it."""

    text: str
    span: Span
    leaf: Leaf | None = None
    entry: Entry | None = None

    def violation(
        self, span: Span, message: str, values: Mapping[str, str], fix: Fix | None = None
    ) -> Violation:
        values = {"name": self.entry.name if self.entry else "", **values}
        url = self.entry.url if self.entry else None
        return Violation(span, message, fix, url, values=values)


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the matches, or the texts without one; empty texts are left out."""
    pattern = compile_pattern(options.pattern, options.ignore_case)
    what = f"field `{options.field}`" if options.field else options.part.value
    what = "URL" if options.part is PatternScope.URL else what
    for subject in _subjects(context, options):
        if not subject.text:
            continue
        if options.expect is Expectation.NO_MATCH:
            yield from _matches(context.text, subject, pattern, what, options.replacement)
        elif pattern.search(subject.text) is None:
            message = f"{what} should match `{options.pattern}`"
            yield subject.violation(subject.span, message, {"found": subject.text})


def _matches(
    source: str, subject: _Subject, pattern: Pattern, what: str, replacement: str | None
) -> Iterator[Violation]:
    characters: list[Span] | None = None
    for match in pattern.finditer(subject.text):
        if characters is None:
            characters = _characters(source, subject)
        spans = characters[slice(*match.span())]
        span = Span(spans[0].start, spans[-1].end) if spans else subject.span
        found = match[0]
        if replacement is None:
            message = f"unwanted `{found}` in {what}" if found else f"unwanted {what}"
            yield subject.violation(span, message, {"found": found})
        elif (expected := pattern.expand(replacement, match)) != found:
            message = f"use `{expected}` instead of `{found}`" if expected else f"remove `{found}`"
            # Markup within a match is lost by no fix.
            is_plain = spans and all(left.end == right.start for left, right in pairwise(spans))
            fix = Fix(Safety.SAFE, message, (replace(span, expected),)) if is_plain else None
            yield subject.violation(span, message, {"found": found, "expected": expected}, fix)
        if span == subject.span:
            return  # further ones would be at the same place


def _characters(source: str, subject: _Subject) -> list[Span]:
    """Return the source of each character of a subject; empty if it is not known."""
    start, end = subject.span
    if source[start:end] == subject.text:
        return [Span(offset, offset + 1) for offset in range(start, end)]
    shown: list[str] = []
    spans: list[Span] = []
    for character, span in shown_characters(source, subject.leaf.inlines if subject.leaf else ()):
        if not subject.span.contains(span):
            continue
        if character.isspace():
            if shown and shown[-1] == " ":
                spans[-1] = Span(spans[-1].start, span.end)
                continue
            character = " "
        shown.append(character)
        spans.append(span)
    text = "".join(shown)
    place = text.find(subject.text)
    return spans[place : place + len(subject.text)] if text.count(subject.text) == 1 else []


def _subjects(context: LintContext, options: Options) -> Iterator[_Subject]:
    if options.part is PatternScope.LINE:
        lines = context.document.lines
        for number in range(1, len(lines) + 1):
            line = lines.line(number)
            text = line.of(context.text).rstrip("\r\n")
            yield _Subject(text, Span(line.start, line.start + len(text)))
    elif options.part is PatternScope.CELL:
        for table in context.document.tables:
            for row in table.rows:
                yield from (_Subject(cell.text, cell.span, cell) for cell in row.cells)
    else:
        for entry in submissions(context) if options.added_only else context.entries:
            yield from _of_entry(entry, options)


def _of_entry(entry: Entry, options: Options) -> Iterator[_Subject]:
    match options.part:
        case PatternScope.URL if entry.link:
            yield _Subject(entry.link.url, entry.link.url_span, entry=entry)
        case PatternScope.FIELD if field := entry_field(entry, options.field or ""):
            yield _Subject(field.text, field.span, field.leaf, entry)
        case PatternScope.NAME:
            yield _of_span(entry, entry.name, entry.name_span)
        case PatternScope.DESCRIPTION if entry.description_span:
            yield _of_span(entry, entry.description, entry.description_span)


def _of_span(entry: Entry, text: str, span: Span) -> _Subject:
    leaf = next((leaf for leaf in entry.leaves if leaf.span.contains(span)), None)
    return _Subject(text, span, leaf, entry)
