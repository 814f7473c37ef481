"""Headings that are written differently from the others."""

import re
from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.edits import Edit, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.style import Place, inconsistent
from listlint.markdown import Heading


class HeadingStyle(StrEnum):
    """Styles of headings; underlined ones (`setext`) have two levels only."""

    ATX = "atx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `heading-style`."""

    style: HeadingStyle | None = None
    """`atx` for `#` before the text only; by default the style that nearly all headings have."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the headings with another style."""
    yield from inconsistent(context, _headings(context), options.style, "heading style")


def _headings(context: LintContext) -> Iterator[Place]:
    for block in context.document.every_block:
        if not isinstance(block, Heading) or block.is_html:
            continue
        source = block.span.of(context.text).rstrip()
        style, atx = _style(block, source)
        span = Span(block.span.start, block.span.start + len(source))

        def rewrite(style: str, span: Span = span, atx: str | None = atx) -> tuple[Edit, ...]:
            return (replace(span, atx),) if style == "atx" and atx is not None else ()

        yield Place(block.span, style, rewrite)


def _style(heading: Heading, source: str) -> tuple[str, str | None]:
    """Return the style of a heading and, where it can be written so, its source as `atx`."""
    if opening := re.match(r"#{1,6}[ \t]+(?=\S)", source):
        bare = source.rstrip("#")
        closed = bare != source and len(bare) > opening.end() and bare[-1] in " \t"
        return ("closed", bare.rstrip()) if closed else ("atx", source)
    lines = source.splitlines()
    if len(lines) == 1:
        return "atx", None
    if len(lines) == 2 and re.fullmatch(r"\s*[=-]+\s*", lines[1]):
        return "setext", f"{'#' * heading.level} {lines[0].strip()}"
    return "setext", None
