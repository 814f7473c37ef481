"""More than one space after the marker of a list item, a heading or a block quote."""

import re
from collections.abc import Iterator, Sequence

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Break, Heading, Item, List, Paragraph, Quote, walk

# Five spaces after a list marker begin code.
_ITEM = regex(r"(?P<spaces>[ \t]{2,4})(?=\S)")
_CHECKBOX = regex(r"[ \t]*\[[ xX]\](?P<spaces>[ \t]{2,})(?=\S)")
_HEADING = regex(r"#{1,6}(?P<spaces>[ \t]{2,})(?=[^\s#])")
_QUOTE = regex(r"(?:^|(?<=\r))[ ]{0,3}>([ ]*)", re.MULTILINE)


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the headings, lists and quotes with wide gaps, each list and quote once."""
    text = context.text
    for block in context.document.every_block:
        match block:
            case Heading(is_html=False):
                if match := _HEADING.match(text, block.span.start):
                    yield _violation("heading marker", Span(*match.span()), [_one_space(match)])
            case List():
                yield from _list(text, block)
            case Quote():
                yield from _quote(text, block)


def _list(text: str, block: List) -> Iterator[Violation]:
    edits: list[Edit] = []
    first: Span | None = None
    for item in block.items:
        if match := _ITEM.match(text, item.marker.end):
            # The indentation of what is below an item depends on these spaces.
            if _is_one_line(item):
                edits.append(_one_space(match))
        elif item.checked is not None and (match := _CHECKBOX.match(text, item.marker.end)):
            edits.append(_one_space(match))
        if match:
            first = first or Span(item.marker.start, match.end())
    if first is not None:
        yield _violation("list marker", first, edits)


def _is_one_line(item: Item) -> bool:
    """Return whether an item is a paragraph of one line."""
    if len(item.children) != 1 or not isinstance(item.children[0], Paragraph):
        return False
    return not any(isinstance(inline, Break) for inline in walk(item.children[0].inlines))


def _quote(text: str, block: Quote) -> Iterator[Violation]:
    """Yield a quote with more than one space after each `>`."""
    filled: list[re.Match[str]] = []
    for line in _QUOTE.finditer(text, block.span.start, block.span.end):
        if text[line.end() : line.end() + 1].strip():
            if len(line[1]) < 2:
                return
            filled.append(line)
    least = min((len(line[1]) for line in filled), default=0)
    # Five and more are code within the quote.
    if 0 < least < 5:
        edits = [delete(Span(line.start(1) + 1, line.start(1) + least)) for line in filled]
        yield _violation("block quote marker", Span(*filled[0].span()), edits)


def _one_space(match: re.Match[str]) -> Edit:
    return replace(Span(*match.span("spaces")), " ")


def _violation(marker: str, span: Span, edits: Sequence[Edit]) -> Violation:
    fix = Fix(Safety.SAFE, "use one space", tuple(edits)) if edits else None
    return Violation(span, f"more than one space after {marker}", fix)
