"""URLs that lost their last letter on the way into the list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from listlint.diagnostics.edits import Fix, Safety, insert
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.markdown import Link
from listlint.oldkinds import Kind, Violation
from listlint.urls.hosts import host_is
from listlint.urls.parse import split_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`least`: how many letters the last part of a URL's path must have to be compared."""

    least: int = 5


CASES = {"letter": ("segment", "text", "letter"), "arxiv": ("id", "digits")}
_ARXIV = re.compile(r"/(?:abs|pdf|html)/(?P<month>\d{4})\.(?P<number>\d{1,5})(?:v\d+)?(?:\.pdf)?")
_FIVE_DIGITS = "1501"
"""The month (yymm) since which arXiv's numbers have five digits, four before
(https://info.arxiv.org/help/arxiv_identifier.html)."""


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links whose text has one letter more at its end than their URL."""
    for link in context.document.links:
        if link.is_image or not link.url:
            continue
        yield from _arxiv(link)
        violation = _letter(context.text, link, parameters.least)
        if violation is not None:
            yield violation


def _letter(text: str, link: Link, least: int) -> Violation | None:
    parts = split_url(link.url)
    segment = unquote(parts.path.rstrip("/").rpartition("/")[2])
    name = link.text.strip()
    if not segment[-1:].isalpha() or not name[-2:].isalpha() or parts.query or parts.fragment:
        return None
    written, shown = normalized_letters(segment), normalized_letters(name)
    if len(written) < least or len(shown) != len(written) + 1 or not shown.startswith(written):
        return None
    # A plural names many where the page has one; a capital behind small letters begins a word.
    lost = shown[-1]
    if lost == "s" or (name[-1].isupper() and name[-2].islower()):
        return None
    letter = lost if segment[-1].islower() else lost.upper()
    end = link.url_span.start + len(link.url_span.of(text).rstrip("/"))
    fix = Fix(Safety.UNSAFE, f"add the `{letter}`", (insert(end, letter),))
    values = {"segment": segment, "text": name, "letter": letter}
    return Violation("letter", link.span, values, fix, url=link.url)


def _arxiv(link: Link) -> Iterator[Violation]:
    parts = split_url(link.url)
    match = _ARXIV.fullmatch(parts.path.rstrip("/"))
    if match and host_is(parts.host, "arxiv.org"):
        digits = 5 if match["month"] >= _FIVE_DIGITS else 4
        if len(match["number"]) < digits:
            values = {"id": f"{match['month']}.{match['number']}", "digits": str(digits)}
            yield Violation("arxiv", link.span, values, url=link.url)


KIND = Kind(Parameters, CASES, check)
