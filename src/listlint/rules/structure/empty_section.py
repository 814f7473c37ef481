"""Sections without any content."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import HtmlBlock, Text

_NUMBER = regex(r"(\d+(?:\.\d+)*)[.)]?\s")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield headings without content whose sibling sections have entries.

    Several in a row are a form to fill in or a headline of many lines, and meant. So is one
    with an `id` or a comment below it, and one that is an entry itself: a link, code, an image.
    """
    outline, text = context.outline, context.text
    for group in outline.sibling_groups():
        if not any(outline.has_entries(i) or _has_html_links(context, i) for i in group):
            continue
        empty = {
            i for i in group if outline.ends[i] == i + 1 and not outline.own(i).of(text).strip()
        }
        for index in sorted(empty):
            heading = outline.headings[index]
            in_row = not empty.isdisjoint({index - 1, index + 1})
            below = outline.headings[index + 1].text if index + 1 < len(outline.headings) else ""
            if _is_part(below, heading.text):
                continue  # its parts have the wrong level
            is_plain = all(isinstance(inline, Text) for inline in heading.inlines)
            if heading.text and is_plain and not in_row and heading.level > 1:
                yield Violation(heading.span, f"section `{heading.text}` is empty")


def _is_part(below: str, text: str) -> bool:
    """Return whether a heading is a part of the one above: `4.1. Ants` of `4. Insects`."""
    number = _NUMBER.match(text)
    if number is None:
        return below.startswith((f"{text} ", f"{text}:"))
    return re.match(rf"{re.escape(number[1])}\.\d", below) is not None


def _has_html_links(context: LintContext, index: int) -> bool:
    """Return whether a section starts with HTML with many links: entries in HTML."""
    own, blocks = context.outline.own(index), context.document.blocks
    place = bisect_left(blocks, own.start, key=lambda block: block.span.start)
    block = blocks[place] if place < len(blocks) and own.contains(blocks[place].span) else None
    return isinstance(block, HtmlBlock) and any(not link.is_image for link in block.links)
