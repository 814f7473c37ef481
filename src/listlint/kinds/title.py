"""The title of a list: whether there is one, its level and its letter case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.document import Heading, HtmlBlock
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.prose import OBJECT
from listlint.text import Edit, Fix, Safety, Span, replace

SMALL = (
    "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "if", "in", "into", "nor",
    "of", "off", "on", "onto", "or", "over", "per", "the", "to", "up", "via", "vs", "with",
)  # fmt: skip
"""Words that title case leaves in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`small`: words that may be in lower case within a title."""

    small: tuple[str, ...] = SMALL


CASES = {"missing": (), "level": ("name", "level"), "case": ("words", "wanted")}
_WORD = re.compile(r"(?<![\w.@/#+'’-])[a-z]+(?![\w.@/#+'’-]*[\w@/#+])")


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield what is wrong with the title; an HTML image or heading at the top is one, too."""
    document = listing.document
    title = document.headings[0] if document.headings else None
    if title is None or title.level > 1:
        if not _has_banner(listing, title):
            if title is None:
                yield Hit("missing", Span(0, min(len(listing.text), 1)))
            else:
                values = {"name": title.text, "level": str(title.level)}
                yield Hit("level", title.span, values)
        return
    yield from _case(listing, title, frozenset(parameters.small))


def _has_banner(listing: Listing, title: Heading | None) -> bool:
    """Tell whether HTML with an image or a heading stands above the first heading."""
    end = title.span.start if title else len(listing.text)
    for block in listing.document.blocks:
        if block.span.start >= end:
            return False
        if isinstance(block, HtmlBlock) and block.tags:
            tags = {tag.tag for tag in block.tags}
            if any(link.is_image for link in block.links) or "h1" in tags:
                return True
    return False


def _case(listing: Listing, title: Heading, small: frozenset[str]) -> Iterator[Hit]:
    """Yield the words of a title that are in lower case.

    Words with a digit, a dot, a hyphen or a capital in them are names with a case of their own.
    """
    edits: list[Edit] = []
    source = title.span.of(listing.text)
    for prose in (p for p in listing.prose if p.leaf is title):
        first = len(prose.text) - len(prose.text.lstrip(f" *_{OBJECT}"))
        for match in _WORD.finditer(prose.text):
            if match[0] not in small or match.start() == first:
                span = prose.span(*match.span())
                edits.append(replace(Span(span.start, span.start + 1), match[0][0].upper()))
    if edits and source:
        words = [re.compile(r"\w+").match(listing.text, edit.span.start) for edit in edits]
        names = ", ".join(f"`{word[0]}`" for word in words if word)
        wanted = ", ".join(f"`{word[0].capitalize()}`" for word in words if word)
        fix = Fix(Safety.UNSAFE, "write it in title case", tuple(edits))
        yield Hit("case", title.span, {"words": names, "wanted": wanted}, fix)


KIND = Kind(Parameters, CASES, check)
