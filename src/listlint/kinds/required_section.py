"""Sections that a list must have, or must not have."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext

PLACEHOLDERS = ("name",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `required-section`; emoji, punctuation and letter case do not matter."""

    required: tuple[str, ...] = ()
    """Names of sections that must be there; `License|Licence` is either."""
    unwanted: tuple[str, ...] = ()
    """Names of sections that must not be there."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the end of the page for each section that is missing, and the unwanted headings."""
    headings = [(_words(heading.text), heading) for heading in context.document.headings]
    present = {words for words, _ in headings}
    for required in options.required:
        if not present & _alternatives(required):
            end = len(context.text.rstrip())
            names = " or ".join(f"`{name.strip()}`" for name in required.split("|"))
            message = f"missing section {names}"
            yield Violation(Span(end, end), message, values={"name": required.replace("|", " or ")})
    unwanted = {name for names in options.unwanted for name in _alternatives(names)}
    for words, heading in headings:
        if words in unwanted:
            message = f"unwanted section `{heading.text}`"
            yield Violation(heading.span, message, values={"name": heading.text})


def _alternatives(names: str) -> set[str]:
    return {_words(name) for name in names.split("|")}


def _words(text: str) -> str:
    """Return the words of a heading in lower case, without emoji and punctuation."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())
