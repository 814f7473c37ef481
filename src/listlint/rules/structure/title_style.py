"""The title of a list: whether there is one, its level and its letter case."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Heading, HtmlBlock
from listlint.markdown.prose import OBJECT

# Words with a digit, a dot, a hyphen or a capital in them are names with a case of their own.
_WORD = regex(r"(?<![\w.@/#+'’-])[a-z]+(?![\w.@/#+'’-]*[\w@/#+])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `title-style`."""

    small: tuple[str, ...] = (
        "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "if", "in", "into", "nor",
        "of", "off", "on", "onto", "or", "over", "per", "the", "to", "up", "via", "vs", "with",
    )  # fmt: skip
    """Words that may be in lower case, except at the start."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield violations of the title; an HTML image or heading at the top is a title, too."""
    headings = context.document.headings
    title = headings[0] if headings else None
    if title is not None and title.level == 1:
        yield from _case(context, title, frozenset(options.small))
    elif not _has_banner(context, title):
        if title is None:
            message = "missing title; expected a heading of level 1"
            yield Violation(Span(0, min(len(context.text), 1)), message)
        else:
            message = f"first heading `{title.text}` is of level {title.level}; expected level 1"
            yield Violation(title.span, message)


def _has_banner(context: LintContext, title: Heading | None) -> bool:
    """Return whether HTML with an image or a heading comes before the first heading."""
    end = title.span.start if title else len(context.text)
    for block in context.document.blocks:
        if block.span.start >= end:
            return False
        if isinstance(block, HtmlBlock) and block.tags:
            is_heading = any(tag.tag == "h1" for tag in block.tags)
            if is_heading or any(link.is_image for link in block.links):
                return True
    return False


def _case(context: LintContext, title: Heading, small: frozenset[str]) -> Iterator[Violation]:
    """Yield the title if it has words in lower case."""
    edits: list[Edit] = []
    words: list[str] = []
    for prose in (p for p in context.prose if p.leaf is title):
        first = len(prose.text) - len(prose.text.lstrip(f" *_{OBJECT}"))
        for match in _WORD.finditer(prose.text):
            if match[0] not in small or match.start() == first:
                start = prose.span(*match.span()).start
                edits.append(replace(Span(start, start + 1), match[0][0].upper()))
                words.append(match[0])
    if edits:
        found = ", ".join(f"`{word}`" for word in words)
        expected = ", ".join(f"`{word.capitalize()}`" for word in words)
        message = f"title is not in title case; use {expected} instead of {found}"
        yield Violation(title.span, message, Fix(Safety.UNSAFE, "use title case", tuple(edits)))
