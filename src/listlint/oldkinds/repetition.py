"""The same word twice in a row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, delete
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown.prose import safety
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`words`: words that never stand twice on purpose; any word without it."""

    words: tuple[str, ...] = ()


CASES = {"repeated": ("word",)}
_TWICE = re.compile(r"(?<![\w\-'’./@#])([^\W\d_]+)[ \t\n]+(\1)(?![\w\-'’/@])(?!\.\w)")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield words that repeat the word before them, in small letters, with nothing between."""
    words = frozenset(parameters.words)
    for prose in context.every_prose:
        for match in _TWICE.finditer(prose.text):
            word = match[1]
            if not word.islower() or (words and word not in words):
                continue
            span = prose.span(match.start(), match.end())
            if not re.fullmatch(rf"{word}\s+(?:>\s*)*{word}", span.of(context.text)):
                continue
            again = Span(prose.offset(match.end(1) - 1) + 1, span.end)
            fix = Fix(safety(prose.leaf), "remove one", (delete(again),))
            yield Violation("repeated", span, {"word": word}, fix)


KIND = Kind(Parameters, CASES, check)
