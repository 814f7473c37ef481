"""The checked list: all that a kind may look at."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Flag, auto
from functools import cached_property
from typing import TypeVar, cast

from listlint.entries import Entry, Sections, entries
from listlint.entries.outline import Outline
from listlint.entries.thresholds import DEFAULT, Conventions
from listlint.markdown import Document, Heading, Link
from listlint.markdown.prose import Prose, html_prose, prose
from listlint.urls.verdict import Verdict

T = TypeVar("T")


class Needs(Flag):
    """What of the network a rule reads, beyond the list itself."""

    NOTHING = 0
    LINKS = auto()
    """Verdicts on the links."""
    HTTPS = auto()
    """Whether the pages of http URLs are there by https, too."""
    FRAGMENTS = auto()
    """Whether pages have the fragments of their URLs."""


@dataclass(frozen=True, slots=True)
class NoOptions:
    """The options of a rule or a kind that has none."""


@dataclass(frozen=True)
class LintContext:
    """A document, what was understood of it, and what is known of the world around it.

    `exists` tells whether a path, relative to the document, is there: None where that cannot
    be known (standard input); `in_repository` is false for a file that stands outside of any,
    perhaps alone. `verdicts` are by `Link.url`, empty when links were not checked. Rules read a
    context and change nothing.
    """

    document: Document
    conventions: Conventions = DEFAULT
    exists: Callable[[str], bool | None] | None = None
    in_repository: bool = True
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    today: date | None = None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in source order."""
        return entries(self.document, self.conventions.toc_share)

    @cached_property
    def sections(self) -> Sections:
        """Finds the section of a place."""
        return Sections(self.document)

    @cached_property
    def outline(self) -> Outline:
        """The tree of headings."""
        return Outline(self.document, (entry.span.start for entry in self.entries))

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """The shown text of every paragraph, heading and cell."""
        return tuple(prose(self.document))

    @cached_property
    def every_prose(self) -> tuple[Prose, ...]:
        """The same and that of HTML blocks, for rules that look at words alone."""
        return (*self.prose, *html_prose(self.document))

    @cached_property
    def sections_without_entries(self) -> tuple[Heading, ...]:
        """Headings of sections with lists or tables full of links in which no entry was seen."""
        place = self.outline.innermost
        seen = {place(entry.span.start) for entry in self.entries}
        counts = Counter(
            place(link.span.start)
            for link in self.document.links
            if not link.is_image and not link.url.startswith("#")
        )
        blind = (index for index, count in counts.items() if count >= 3 and index not in seen)
        return tuple(self.document.headings[index] for index in blind if index is not None)

    def judged(self) -> Iterator[tuple[Link, Verdict]]:
        """Yield the links that were asked for, with what is known of them."""
        for link in self.document.links if self.verdicts else ():
            verdict = self.verdicts.get(link.url)
            if verdict is not None:
                yield link, verdict

    @cached_property
    def _known(self) -> dict[object, object]:
        return {}

    def cached(self, ask: "Callable[[LintContext], T]") -> T:
        """Return what `ask` makes of this context; asked a second time, the same again."""
        if ask not in self._known:
            self._known[ask] = ask(self)
        return cast("T", self._known[ask])

    @property
    def text(self) -> str:
        """The source."""
        return self.document.text
