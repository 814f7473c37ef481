"""Quotes around link titles that differ from the others."""

from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.edits import Edit, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.style import Place, inconsistent


class TitleQuote(StrEnum):
    """What opens the title of a link."""

    DOUBLE = '"'
    SINGLE = "'"
    PARENTHESIS = "("


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `link-title-style`."""

    style: TitleQuote | None = None
    """What opens all link titles; by default as nearly all are written."""


_TITLE = regex(r">?\s+(?P<quote>[\"'(])(?P<title>[^\"'()\\]*)[\"')]\s*\)")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the titles with other quotes; those that have quotes in them are left alone."""
    yield from inconsistent(context, _titles(context), options.style, "link title quote")


def _titles(context: LintContext) -> Iterator[Place]:
    for link in context.document.links:
        if not link.title or link.label is not None or link.span.end <= link.url_span.end:
            continue
        match = _TITLE.fullmatch(context.text, link.url_span.end, link.span.end)
        if match:
            title = match["title"]
            span = Span(match.start("quote"), match.end("title") + 1)

            def rewrite(quote: str, span: Span = span, title: str = title) -> tuple[Edit, ...]:
                closing = ")" if quote == TitleQuote.PARENTHESIS else quote
                return (replace(span, f"{quote}{title}{closing}"),)

            yield Place(span, match["quote"], rewrite)
