"""Words and phrases that a list does not want, or wants replaced."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from listlint.diagnostics.edits import Fix, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext

PLACEHOLDERS = ("expected",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `phrases`; letter case does not matter."""

    phrases: tuple[str, ...] = ()
    """Words and phrases to report."""
    replacements: Mapping[str, str] = field(default_factory=dict)
    """Words and phrases to report, each with what to write instead."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for an empty phrase."""
        if not all(phrase.strip() for phrase in (*self.phrases, *self.replacements)):
            raise ValueError("a phrase must not be empty")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the places of the phrases, as whole words, outside of links and code."""
    replacements = {phrase.casefold(): word for phrase, word in options.replacements.items()}
    phrases = {*replacements, *(phrase.casefold() for phrase in options.phrases)}
    if not phrases:
        return
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    words = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    initials = re.escape("".join(sorted({phrase[0] for phrase in phrases}))).replace(r"\ ", r"\s")
    # To try all phrases at every character would take twice as long.
    quick = re.compile(rf"[^\w-](?=[{initials}])(?:{words})(?![\w-])", re.IGNORECASE)
    pattern = regex(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    for prose in context.prose_with(quick):
        for match in pattern.finditer(prose.text):
            found, span = match[0], prose.span(*match.span())
            expected = replacements.get(" ".join(found.split()).casefold())
            if expected is None:
                yield Violation(span, f"avoid `{found}`", values={"found": found, "expected": ""})
            elif found != expected:
                fix = Fix(
                    context.safety(prose.leaf, span),
                    f"write `{expected}`",
                    (replace(span, expected),),
                )
                message = f"use `{expected}` instead of `{found}`"
                yield Violation(span, message, fix, values={"found": found, "expected": expected})
