"""The context of a run: all that rules and kinds may read."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import Flag, auto
from functools import cached_property
from typing import TypeVar, cast

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span, Spans
from listlint.entries import Entry, Sections, TableRoles, contents_lists, entries, table_roles
from listlint.entries.outline import Outline
from listlint.entries.thresholds import DEFAULT, Conventions
from listlint.markdown import CodeBlock, CodeSpan, Document, Leaf, Link
from listlint.markdown.prose import (
    LeafSpans,
    Prose,
    Texts,
    html_prose,
    mask_markup,
    prose,
    quotations,
    safety,
    strong_phrases,
)
from listlint.urls.verdict import Verdict

T = TypeVar("T")


class Needs(Flag):
    """What a rule needs from the network."""

    NOTHING = 0
    LINKS = auto()
    """Verdicts of links."""
    HTTPS = auto()
    """Whether the pages of HTTP URLs are available over HTTPS."""
    FRAGMENTS = auto()
    """Whether pages have the anchors of URL fragments."""


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of a rule or kind without options."""


@dataclass(frozen=True)
class LintContext:
    """A document with its entries, and what is known about its files and links.

    `exists` returns whether a path relative to the document exists, or None if that is not known
    (it is None itself for standard input), `page_anchors` the anchors of a page of the repository
    by a link to it; `in_repository` is whether the file is in a repository. `verdicts` are by
    `Link.url`, empty if links were not checked. `base` is the previous version of the document,
    if only changes are checked, `known` the keys of the entries that other documents of the run
    had then. A context is immutable.
    """

    document: Document
    conventions: Conventions = DEFAULT
    exists: Callable[[str], bool | None] | None = None
    page_anchors: Callable[[str], frozenset[str] | None] | None = None
    in_repository: bool = True
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    today: date | None = None
    base: "LintContext | None" = None
    known: frozenset[str] = frozenset()

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in source order."""
        return entries(self.document, self.sections, self.roles, self.contents)

    @cached_property
    def contents(self) -> frozenset[Span]:
        """The spans of the lists that are tables of contents."""
        return contents_lists(self.document, self.conventions.toc_share)

    @cached_property
    def roles(self) -> Mapping[Span, TableRoles]:
        """The roles of columns by the span of their table, for tables of entries."""
        return table_roles(self.document.tables)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(entry.span.start for entry in self.entries)

    def entry_at(self, offset: int) -> Entry | None:
        """Return the entry that an offset is in, the innermost of nested ones."""
        index = bisect_right(self._starts, offset) - 1
        entry = self.entries[index] if index >= 0 else None
        return entry if entry and offset < entry.span.end else None

    @cached_property
    def sections(self) -> Sections:
        """The sections by offset."""
        return Sections(self.document)

    @cached_property
    def outline(self) -> Outline:
        """The tree of headings."""
        return Outline(self.document, (entry.span.start for entry in self.entries))

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """The rendered text of every paragraph, heading and cell."""
        return tuple(prose(self.document))

    @cached_property
    def every_prose(self) -> tuple[Prose, ...]:
        """The same with HTML blocks, for rules that check only words."""
        return (*self.prose, *html_prose(self.document))

    @cached_property
    def texts(self) -> Texts:
        """The distinct texts of `every_prose`."""
        return Texts(dict.fromkeys(prose.text for prose in self.every_prose))

    def prose_with(self, pattern: re.Pattern[str], *, html: bool = False) -> Iterator[Prose]:
        """Yield the prose in which a pattern may match (see `Texts.matching`)."""
        found = frozenset(self.texts.matching(pattern))
        prose = self.every_prose if html else self.prose
        return (one for one in (prose if found else ()) if one.text in found)

    @cached_property
    def quotations(self) -> LeafSpans:
        """What is in quotation marks or italics: titles of works, which their authors wrote."""
        return LeafSpans(self.document, quotations)

    @cached_property
    def _titles(self) -> LeafSpans:
        return LeafSpans(self.document, strong_phrases)

    def safety(self, leaf: Leaf, span: Span) -> Safety:
        """Return how safe it is to change the words of a leaf at `span`: not those of a title."""
        is_title = span.start in self.quotations or span.start in self._titles
        return Safety.UNSAFE if is_title else safety(leaf)

    @cached_property
    def masked(self) -> str:
        """The source with markup masked: what GitHub shows as text (see `mask_markup`)."""
        return mask_markup(self.document)

    @cached_property
    def _leaf_starts(self) -> tuple[int, ...]:
        return tuple(leaf.span.start for leaf in self.document.every_leaf)

    def lines_with(self, mark: re.Pattern[str]) -> Iterator[Span]:
        """Yield the lines of the source that `mark` matches in."""
        lines = self.document.lines
        match = mark.search(self.text)
        while match:
            line = lines.line(lines.position(match.start()).line)
            yield line
            match = mark.search(self.text, line.end)

    def leaves_with(self, mark: re.Pattern[str], text: str | None = None) -> Iterator[Leaf]:
        """Yield the leaves that `mark` matches in, in their masked source or another `text`."""
        leaves, starts = self.document.every_leaf, self._leaf_starts
        text = self.masked if text is None else text
        match = mark.search(text)
        while match:
            after = bisect_right(starts, match.start())
            if after and match.start() < leaves[after - 1].span.end:
                yield leaves[after - 1]
            match = mark.search(text, starts[after]) if after < len(starts) else None

    @cached_property
    def verbatim(self) -> Spans:
        """The places of URLs, code and formulas, where each character has a meaning."""
        document = self.document
        spans = {link.url_span for link in document.links}
        spans |= {definition.url_span for definition in document.definitions}
        spans |= {code.span for _, code in document.inlines.of(CodeSpan)}
        spans |= {block.span for block in document.every_block if isinstance(block, CodeBlock)}
        return Spans(spans)

    def judged(self) -> Iterator[tuple[Link, Verdict]]:
        """Yield the links that were checked, with their verdicts."""
        for link in self.document.links if self.verdicts else ():
            verdict = self.verdicts.get(link.url)
            if verdict is not None:
                yield link, verdict

    @cached_property
    def _known(self) -> dict[object, object]:
        return {}

    def cached(self, compute: "Callable[[LintContext], T]") -> T:
        """Return `compute(self)`, which is called only once per context."""
        if compute not in self._known:
            self._known[compute] = compute(self)
        return cast("T", self._known[compute])

    @property
    def text(self) -> str:
        """The source text."""
        return self.document.text
