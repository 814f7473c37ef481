"""Tables of contents that disagree with the headings."""

from collections.abc import Iterator, Sequence

from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.entries.toc import (
    HeadingIndex,
    Toc,
    TocItem,
    gaps,
    heading_name,
    misplaced,
    section_name,
    tables_of_contents,
    unlisted,
    unmatched_items,
    wrong_anchors,
)
from listlint.entries.toc_edits import anchor_fix, insertion, move, removal, renaming
from listlint.markdown import Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `toc-mismatch`."""

    optional: tuple[str, ...] = (
        "acknowledgements", "acknowledgments", "back to top", "changelog", "code of conduct",
        "contact", "contents", "contribute", "contributing", "contribution", "contributions",
        "contributors", "credits", "footnotes", "license", "licence", "related", "related lists",
        "see also", "sponsors", "star history", "table of contents", "thanks", "toc",
    )  # fmt: skip
    """Headings that may be left out, in any letter case."""
    unwanted: tuple[str, ...] = ()
    """Headings that must not be listed, in any letter case."""
    depth: int = 0
    """Most levels of items; 0 for any number."""
    exact: bool = False
    """Whether items must have the text of their heading, apart from emoji and punctuation."""
    first: bool = False
    """Whether no section may come before the table of contents."""
    complete: bool = False
    """Whether every section must be listed, and every part of one of which a part is."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield mismatches between tables of contents and headings."""
    index = HeadingIndex(context)
    optional = {name.casefold() for name in (*options.optional, *options.unwanted)}
    expected = index.expected(optional, empty=options.complete)
    seen: set[int] = set()
    outermost: Toc | None = None
    for toc in tables_of_contents(index):
        # Of several in one section, the first one is the one that may have to be complete.
        complete = options.complete and toc.scope.stop not in seen
        seen.add(toc.scope.stop)
        if toc.scope.stop == len(index.headings):
            outermost = outermost or toc
        yield from _items(index, toc, unlisted(index, toc, expected, complete=complete))
        yield from _order(index, toc)
        if options.depth:
            yield from _depth(toc, options.depth)
        yield from _texts(index, toc, options)
    if options.first and outermost:
        yield from _first(index, outermost)


def _items(index: HeadingIndex, toc: Toc, missing: frozenset[int]) -> Iterator[Violation]:
    wrong = dict(wrong_anchors(index, toc))
    for position, target in wrong.items():
        item, heading = toc.items[position], index.headings[target]
        message = (
            f"wrong anchor `{item.link.url}` for section `{item.link.text}`; "
            f"expected `#{heading.anchor}`"
        )
        fix = anchor_fix(toc, item, heading)
        yield Violation(item.link.span, message, fix, item.link.url)
    unmatched = set(unmatched_items(index, toc)) - wrong.keys()
    for before, run in gaps(toc, missing - set(wrong.values())):
        headings = [index.headings[target] for target in run]
        if len(headings) == 1 and before + 1 in unmatched:
            unmatched.remove(before + 1)
            yield _renamed(toc.items[before + 1], headings[0])
        else:
            yield _missing(index, toc, toc.items[before], headings)
    for position in sorted(unmatched):
        item = toc.items[position]
        message = f"no section matches `{item.link.text}`"
        yield Violation(item.link.span, message, removal(index, item), item.link.url)


def _renamed(item: TocItem, heading: Heading) -> Violation:
    name = heading_name(heading)
    message = f"no section matches `{item.link.text}`; did you mean `{name}`?"
    related = (Related(heading.span, "this section"),)
    return Violation(item.link.span, message, renaming(item, heading), item.link.url, related)


def _missing(
    index: HeadingIndex, toc: Toc, before: TocItem, headings: Sequence[Heading]
) -> Violation:
    names = ", ".join(f"`{heading_name(heading)}`" for heading in headings[:3])
    if len(headings) > 3:
        names += f" and {len(headings) - 3:,} more"
    sections, are = ("section", "is") if len(headings) == 1 else ("sections", "are")
    message = f"{sections} {names} {are} missing from the table of contents"
    related = tuple(Related(heading.span, "this section") for heading in headings)
    fix = insertion(index, toc, before, headings)
    return Violation(before.link.span, message, fix, related=related)


def _order(index: HeadingIndex, toc: Toc) -> Iterator[Violation]:
    for item, after, first in misplaced(index, toc):
        place = f"after `{after.link.text}`" if after else "first"
        message = f"`{item.link.text}` is out of order; expected {place}"
        fix = move(index, item, after, first)
        yield Violation(item.link.span, message, fix, item.link.url)


def _depth(toc: Toc, most: int) -> Iterator[Violation]:
    """Yield the first item that is too deep; the others are shown with it."""
    first = toc.items[0]
    # The title of the page, with all else below it, is no level of its own.
    is_title = first.heading is not None and first.heading.level == 1
    is_alone = sum(item.depth == first.depth for item in toc.items) == 1
    deepest = first.depth + most - 1 + (is_title and is_alone)
    deep = [item for item in toc.items if item.depth > deepest]
    if deep:
        levels = "1 level" if most == 1 else f"{most:,} levels"
        name = deep[0].link.text
        message = f"table of contents should have at most {levels}; `{name}` is deeper"
        related = tuple(Related(item.link.span, "so is this") for item in deep[1:])
        yield Violation(deep[0].link.span, message, related=related)


def _texts(index: HeadingIndex, toc: Toc, options: Options) -> Iterator[Violation]:
    unwanted = {name.casefold() for name in options.unwanted}
    for item in toc.items:
        text = item.link.text
        if text.strip().casefold() in unwanted:
            message = f"table of contents should not list `{text}`"
            yield Violation(item.link.span, message, removal(index, item))
        elif options.exact and item.heading and item.name != section_name(item.heading.text):
            message = f"item `{text}` does not match its heading `{heading_name(item.heading)}`"
            yield Violation(item.link.span, message)


def _first(index: HeadingIndex, toc: Toc) -> Iterator[Violation]:
    """Yield the section that comes before the table of contents of the whole page."""
    section = next((heading for heading in index.headings[1:] if heading.level > 1), None)
    own = index.outline.innermost(toc.items[0].item.span.start)
    if section is not None and own is not None and section.span.start < index.starts[own]:
        message = f"table of contents should come before section `{section.text}`"
        yield Violation(section.span, message)
