"""Fields, tags and badges that every entry must have."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import takewhile

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries import Entry, is_badge
from listlint.entries.columns import header_key
from listlint.entries.context import LintContext
from listlint.entries.fields import entry_field
from listlint.entries.submissions import EntryScope, submissions
from listlint.language.words import is_placeholder
from listlint.markdown import CodeSpan, Inline, Link, Row, Text, walk

PLACEHOLDERS = ("expected", "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `required-field`: what entries must have; `A|B` is either."""

    field: str = ""
    """Header of a column, or label of an item below the entry, that must have a value."""
    tag: str = ""
    """Glob of a code span after the description, in any letter case."""
    badge: str = ""
    """Glob of an image's URL or text, or of the URL that it links to, in any letter case."""

    scope: EntryScope = EntryScope.ALL
    """`all` entries, or only those that a change adds (`added`)."""

    @property
    def added_only(self) -> bool:
        """Whether only added entries are checked."""
        return self.scope is EntryScope.ADDED

    def __post_init__(self) -> None:
        """Raise `ValueError` if nothing is required."""
        if not (self.field or self.tag or self.badge):
            raise ValueError("one of field, tag and badge is needed")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the entries without what is required; a table without the column once."""
    fields, tags, badges = (
        [name.strip() for name in names.split("|")] if names else []
        for names in (options.field, options.tag, options.badge)
    )
    lacking: set[Span] = set()
    for entry in submissions(context) if options.added_only else context.entries:
        if fields and not _has_field(entry, fields):
            header = entry.table.header if entry.table else None
            if header is None or _has_column(header, fields):
                yield _violation(entry.place, "missing field", fields, entry)
            elif header.span not in lacking and not options.added_only:
                lacking.add(header.span)
                yield _violation(header.span, "table has no column", fields)
        if tags and not _matches(_tags(entry), tags):
            yield _violation(entry.place, "missing tag", tags, entry)
        if badges and not _matches(_badges(entry), badges):
            yield _violation(entry.place, "missing badge", badges, entry)


def _violation(
    span: Span, problem: str, expected: Sequence[str], entry: Entry | None = None
) -> Violation:
    names = " or ".join(f"`{name}`" for name in expected)
    values = {"expected": " or ".join(expected), "name": entry.name if entry else ""}
    return Violation(span, f"{problem} {names}", url=entry.url if entry else None, values=values)


def _has_field(entry: Entry, names: Sequence[str]) -> bool:
    fields = (entry_field(entry, name) for name in names)
    return any(field and not field.is_empty and not is_placeholder(field.text) for field in fields)


def _has_column(header: Row, names: Sequence[str]) -> bool:
    keys = {header_key(cell.text) for cell in header.cells}
    return any(header_key(name) in keys for name in names)


def _matches(texts: Iterator[str], globs: Sequence[str]) -> bool:
    return any(fnmatchcase(text.casefold(), glob.casefold()) for text in texts for glob in globs)


def _tags(entry: Entry) -> Iterator[str]:
    """Yield the code spans after the description, or at its end, and those of other cells."""
    spans = [entry.place, entry.name_span, entry.description_span]
    for leaf in entry.leaves:
        ends = [span.end for span in spans if span and leaf.span.contains(span)]
        after = max(ends, default=leaf.span.start)
        trailing = {inline.span for inline in takewhile(_may_trail, reversed(leaf.inlines))}
        for inline in walk(leaf.inlines):
            is_tag = inline.span.start >= after or inline.span in trailing
            if is_tag and isinstance(inline, CodeSpan):
                yield inline.text


def _may_trail(inline: Inline) -> bool:
    return isinstance(inline, CodeSpan) or (isinstance(inline, Text) and not inline.text.strip())


def _badges(entry: Entry) -> Iterator[str]:
    """Yield the URL and the text of each image of an entry, and the URL that it links to."""
    for leaf in entry.leaves:
        for inline in walk(leaf.inlines):
            if isinstance(inline, Link) and is_badge(inline):
                yield inline.url
                yield inline.text
