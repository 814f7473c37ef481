"""List items that GitHub shows as text, since their marker is none."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, insert, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import Break, Emphasis, Inline, Item, Link, Paragraph, Text

_NO_SPACE = regex(r"\s*(?P<marker>[-*+]|\d{1,3}[.)])")
_BULLET = regex(r"\s*(?P<marker>[•●▪‣◦–—])\s+")
_LONGEST_MARKER = 4
_DASHES = "–—"
_LETTER = regex(r"[^\W\d_]")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield lines of text that begin with a marker and a link."""
    for block in context.document.every_block:
        if isinstance(block, Paragraph) and _has_marker(block.inlines):
            yield from _lines(context, block)


def _has_marker(inlines: tuple[Inline, ...]) -> bool:
    """Return whether a line begins with a text that is short enough for a marker."""
    begins = True
    for inline in inlines:
        if begins and isinstance(inline, Text) and len(inline.text.strip()) <= _LONGEST_MARKER:
            return True
        begins = isinstance(inline, Break)
    return False


def _lines(context: LintContext, block: Paragraph) -> Iterator[Violation]:
    """Yield the malformed items of a paragraph, which may be that of an item."""
    item = context.cached(_items).get(block.span.start)
    lines = list(_split(block.inlines))
    above = False
    for number, line in enumerate(lines):
        link = _first_link(line[1]) if len(line) > 1 else None
        if link is None or not isinstance(line[0], Text):
            above = False
            continue
        violation = None
        if match := _NO_SPACE.fullmatch(line[0].text):
            is_first = number == 0 or above or match["marker"] in ("-", "*", "+", "1.", "1)")
            violation = _without_space(line[0], match["marker"], link, fixable=is_first)
        elif (match := _BULLET.fullmatch(line[0].text)) and _is_item(line):
            violation = _bullet(context, line[0], match, link, item)
        above = violation is not None
        if violation is not None:
            yield violation


def _items(context: LintContext) -> dict[int, Item]:
    """Return the items by where each of their blocks begins."""
    items = (block for block in context.document.every_block if isinstance(block, Item))
    return {child.span.start: item for item in items for child in item.children}


def _split(inlines: tuple[Inline, ...]) -> Iterator[list[Inline]]:
    line: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Break):
            yield line
            line = []
        else:
            line.append(inline)
    yield line


def _first_link(inline: Inline) -> Link | None:
    if isinstance(inline, Emphasis) and inline.children:
        inline = inline.children[0]
    return inline if isinstance(inline, Link) and not inline.is_image else None


def _is_item(line: list[Inline]) -> bool:
    """Return whether a line is more than a bar of links."""
    texts = [inline.text for inline in line[2:] if isinstance(inline, Text)]
    return any(map(_LETTER.search, texts)) and not any(map(_BULLET.match, texts))


def _without_space(text: Text, marker: str, link: Link, *, fixable: bool) -> Violation:
    message = f"missing space after `{marker}`; {_no_item(link)}"
    fix = Fix(Safety.SAFE, "insert a space", (insert(text.span.end, " "),), rearranges=True)
    span = Span(text.span.end - len(marker), link.span.end)
    return Violation(span, message, fix if fixable else None, url=link.url)


def _no_item(link: Link) -> str:
    return f"GitHub does not render `{link.text[:80]}` as a list item"


def _bullet(
    context: LintContext, text: Text, match: re.Match[str], link: Link, item: Item | None
) -> Violation | None:
    position = context.document.lines.position
    start = text.span.start + match.start("marker")
    in_list = item is not None and position(start).column == position(item.span.start).column
    marker = item.marker.of(context.text) if item and in_list else "-"
    is_dash = match["marker"] in _DASHES
    if is_dash and not in_list:
        return None
    message = f"`{match['marker']}` is no list marker; {_no_item(link)}"
    fix = None
    if len(marker) == 1:
        # A dash may join two lines, and a bullet within an item or a text may be nested or not.
        safety = Safety.SAFE if in_list and not is_dash else Safety.UNSAFE
        edit = replace(Span(start, start + 1), marker)
        fix = Fix(safety, f"write `{marker}`", (edit,), rearranges=True)
    return Violation(Span(start, link.span.end), message, fix, url=link.url)
