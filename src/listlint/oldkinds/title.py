"""The title of a list: whether there is one, its level and its letter case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Heading, HtmlBlock
from listlint.markdown.prose import OBJECT
from listlint.oldkinds import Kind, Violation

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


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield what is wrong with the title; an HTML image or heading at the top is one, too."""
    document = context.document
    title = document.headings[0] if document.headings else None
    if title is None or title.level > 1:
        if not _has_banner(context, title):
            if title is None:
                yield Violation("missing", Span(0, min(len(context.text), 1)))
            else:
                values = {"name": title.text, "level": str(title.level)}
                yield Violation("level", title.span, values)
        return
    yield from _case(context, title, frozenset(parameters.small))


def _has_banner(context: LintContext, title: Heading | None) -> bool:
    """Tell whether HTML with an image or a heading stands above the first heading."""
    end = title.span.start if title else len(context.text)
    for block in context.document.blocks:
        if block.span.start >= end:
            return False
        if isinstance(block, HtmlBlock) and block.tags:
            tags = {tag.tag for tag in block.tags}
            if any(link.is_image for link in block.links) or "h1" in tags:
                return True
    return False


def _case(context: LintContext, title: Heading, small: frozenset[str]) -> Iterator[Violation]:
    """Yield the words of a title that are in lower case.

    Words with a digit, a dot, a hyphen or a capital in them are names with a case of their own.
    """
    edits: list[Edit] = []
    source = title.span.of(context.text)
    for prose in (p for p in context.prose if p.leaf is title):
        first = len(prose.text) - len(prose.text.lstrip(f" *_{OBJECT}"))
        for match in _WORD.finditer(prose.text):
            if match[0] not in small or match.start() == first:
                span = prose.span(*match.span())
                edits.append(replace(Span(span.start, span.start + 1), match[0][0].upper()))
    if edits and source:
        words = [re.compile(r"\w+").match(context.text, edit.span.start) for edit in edits]
        names = ", ".join(f"`{word[0]}`" for word in words if word)
        wanted = ", ".join(f"`{word[0].capitalize()}`" for word in words if word)
        fix = Fix(Safety.UNSAFE, "write it in title case", tuple(edits))
        yield Violation("case", title.span, {"words": names, "wanted": wanted}, fix)


KIND = Kind(Parameters, CASES, check)
