"""Unusual names of the list's file."""

import re
from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext

_UNUSUAL = regex(r"[^A-Za-z0-9._-]")
_ARTICLE = regex(r"(the|a|an)(?=[-_])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `file-name`."""

    extensions: tuple[str, ...] = ("md", "markdown")
    """Extensions that the file may have, without the dot, in any letter case."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the top of the page for each problem of its file's name."""
    name = re.split(r"[\\/]", context.document.path)[-1]
    if name != "-":
        for problem in _problems(name, options.extensions):
            yield Violation(Span(0, 0), f"file name `{name}` {problem}")


def _problems(name: str, extensions: tuple[str, ...]) -> Iterator[str]:
    start, _, extension = name.rpartition(".")
    stem = start or name
    if not start or extension.casefold() not in {known.casefold() for known in extensions}:
        yield f"should end with {' or '.join(f'`.{known}`' for known in extensions)}"
    if unusual := _UNUSUAL.search(stem):
        yield f"contains `{unusual[0]}`; use letters, digits, hyphens, underscores and dots"
    if "--" in stem or "__" in stem:
        yield "has several hyphens or underscores in a row"
    if stem[:1] in "-_" or stem[-1:] in "-_":
        yield "should not start or end with a hyphen or an underscore"
    if article := _ARTICLE.match(stem):
        yield f"should not start with the article `{article[1]}`"
    if stem.upper() != stem and stem.lower() != stem:
        yield "is in mixed case; use lower case or upper case"
