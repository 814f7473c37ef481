"""URLs that lost their last character when they were copied."""

from collections.abc import Iterator
from urllib.parse import unquote

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.markdown import Link
from listlint.urls.hosts import host_is
from listlint.urls.parse import split_url

_ARXIV = regex(r"/(?:abs|pdf|html)/(?P<month>\d{4})\.(?P<number>\d{1,5})(?:v\d+)?(?:\.pdf)?")
_FIVE_DIGITS = "1501"
"""The month (yymm) since which arXiv's numbers have five digits, four before
(https://info.arxiv.org/help/arxiv_identifier.html)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `truncated-url`."""

    minimum_length: int = 5
    """Letters that the last part of a URL's path must have to be compared with the link text."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links whose text has one letter more at its end than their URL."""
    for link in context.document.links:
        if link.is_image or not link.url:
            continue
        if "arxiv.org" in link.url.lower():
            yield from _short_arxiv_number(link)
        parts, name = split_url(link.url), link.text.strip()
        segment = unquote(parts.path.rstrip("/").rpartition("/")[2])
        # What is before the last letter of the name ends the URL: not so for nearly all links.
        is_near = name[-2:].casefold()[-2:-1] == segment[-1:].casefold()[-1:]
        if is_near and not parts.query and not parts.fragment:
            yield from _lost_letter(context.text, link, segment, options.minimum_length)


def _lost_letter(text: str, link: Link, segment: str, minimum_length: int) -> Iterator[Violation]:
    name = link.text.strip()
    if not segment[-1:].isalpha() or not name[-2:].isalpha():
        return
    written, shown = normalized_letters(segment), normalized_letters(name)
    if len(written) < minimum_length or len(shown) != len(written) + 1:
        return
    # A plural names many where the page has one; a capital after small letters begins a word.
    lost = shown[-1]
    if not shown.startswith(written) or lost == "s" or (name[-1].isupper() and name[-2].islower()):
        return
    letter = lost if segment[-1].islower() else lost.upper()
    end = link.url_span.start + len(link.url_span.of(text).rstrip("/"))
    fix = Fix(Safety.UNSAFE, f"add the `{letter}`", (insert(end, letter),))
    message = f"`{segment}` at the end of the URL lacks the last letter of `{name}`"
    yield Violation(link.span, message, fix, link.url)


def _short_arxiv_number(link: Link) -> Iterator[Violation]:
    parts = split_url(link.url)
    match = _ARXIV.fullmatch(parts.path.rstrip("/"))
    if match and host_is(parts.host, "arxiv.org"):
        digits = 5 if match["month"] >= _FIVE_DIGITS else 4
        if len(match["number"]) < digits:
            number = f"{match['month']}.{match['number']}"
            message = f"arXiv number `{number}` should have {digits} digits after the dot"
            yield Violation(link.span, message, url=link.url)
