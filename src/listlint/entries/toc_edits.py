"""Fixes of tables of contents: items added, renamed, moved and removed."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from urllib.parse import quote

from listlint.diagnostics.edits import Fix, Safety, delete, insert, newline_of, replace
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.toc import HeadingIndex, Toc, TocItem, heading_name
from listlint.markdown import Heading, LinkKind

_SPECIAL = regex(r"[\[\]`*_<\\|]")
"""Characters that must be escaped in a text from the parser."""
_ORNAMENT = regex(r"^[^\w.#]+(?=\w)|:\w{1,40}:|\s+[^\w\s.)!?+#]+$")
"""Emoji and badges around the name in a heading."""


def anchor_fix(toc: Toc, item: TocItem, heading: Heading) -> Fix:
    """Return the fix that links an item to its heading; unsafe if it links to another part."""
    edit = replace(item.link.url_span, f"#{_written(heading, item)}")
    elsewhere = item.target is not None and item.target not in toc.scope
    safety = Safety.UNSAFE if elsewhere else Safety.SAFE
    return Fix(safety, f"link to #{heading.anchor}", (edit,))


def renaming(item: TocItem, heading: Heading) -> Fix | None:
    """Return the fix that gives an item the name and the anchor of a heading."""
    name = heading_name(heading)
    if item.link.kind is not LinkKind.INLINE or _SPECIAL.search(name):
        return None
    edits = (replace(item.link.text_span, name), replace(item.link.url_span, f"#{heading.anchor}"))
    return Fix(Safety.UNSAFE, f"rename the item to `{name}`", edits)


def removal(index: HeadingIndex, item: TocItem) -> Fix | None:
    """Return the fix that removes an item; None if it has further text or nested items."""
    line, front, back = _line(index, item)
    if len(item.item.children) > 1 or re.search(r"\w", front + back):
        return None
    return Fix(Safety.UNSAFE, "remove the item", (delete(line),))


def insertion(
    index: HeadingIndex, toc: Toc, before: TocItem, headings: Sequence[Heading]
) -> Fix | None:
    """Return the fix that adds items after another, each written as its siblings are."""
    lines = [_new_line(index, toc, before, heading) for heading in headings]
    if None in lines:
        return None
    whole, _, _ = _line(index, before)
    gap = newline_of(whole.of(index.text)) * (2 if before.loose else 1)
    end = whole.start + len(whole.of(index.text).rstrip("\r\n"))
    edit = insert(end, "".join(f"{gap}{line}" for line in lines))
    count = "an item" if len(lines) == 1 else f"{len(lines):,} items"
    return Fix(Safety.SAFE, f"add {count} to the table of contents", (edit,))


def _new_line(index: HeadingIndex, toc: Toc, near: TocItem, heading: Heading) -> str | None:
    """Return the line of a new item; None if no sibling shows its format."""
    name = heading_name(heading)
    siblings = toc.models.get(heading.level, ())
    if not siblings or _SPECIAL.search(name):
        return None
    place = bisect_right(siblings, near.item.span.start, key=lambda item: item.item.span.start)
    model = siblings[max(place - 1, 0)]
    _, front, back = _line(index, model)
    text, written = model.link.text, model.link.text_span.of(index.text)
    # Numbers would change, and words around the link belong to that item.
    if re.search(r"\w", front + back) or text not in written:
        return None
    if model.heading and text.strip() != heading_name(model.heading):
        name = _ORNAMENT.sub("", name).strip()
    label, anchor = written.replace(text, name), _written(heading, model)
    return f"{front}[{label}](#{anchor}){back}".rstrip("\r\n")


def move(index: HeadingIndex, item: TocItem, after: TocItem | None, first: TocItem) -> Fix | None:
    """Return the fix that moves an item, if it has none below it, after another or first."""
    near = after or first
    if len(item.item.children) > 1 or item.loose or near.depth < item.depth - 1:
        return None
    (whole, _, _), (beside, _, _) = _line(index, item), _line(index, near)
    moved = whole.of(index.text)
    if moved[-1:] not in ("\n", "\r") or beside.of(index.text)[-1:] not in ("\n", "\r"):
        return None
    if re.match(r"[\s>]*\d", moved):  # numbers would change
        return None
    edits = (delete(whole), insert(beside.end if after else beside.start, moved))
    return Fix(Safety.SAFE, "move the item", edits)


def _line(index: HeadingIndex, item: TocItem) -> tuple[Span, str, str]:
    """Return the lines of an item, and the text before and after its link."""
    whole = index.document.lines.whole(Span(item.item.marker.start, item.paragraph.span.end))
    front = Span(whole.start, item.link.span.start).of(index.text)
    return whole, front, Span(item.link.span.end, whole.end).of(index.text)


def _written(heading: Heading, like: TocItem) -> str:
    """Return the anchor of a heading, percent-encoded if that of another item is."""
    return quote(heading.anchor) if "%" in like.link.url else heading.anchor
