"""The same word twice in a row."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.english import is_english


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `repeated-word`."""

    words: tuple[str, ...] = (
        "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be",
        "because", "been", "before", "both", "but", "by", "can", "could", "does", "each", "easily",
        "every", "for", "from", "has", "have", "how", "if", "into", "its", "like", "may", "must",
        "my", "next", "not", "of", "only", "or", "other", "our", "should", "some", "such", "than",
        "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to",
        "use", "used", "uses", "using", "via", "was", "we", "were", "what", "when", "where",
        "which", "while", "who", "will", "with", "within", "without", "would", "your",
    )  # fmt: skip
    """Words that are never repeated on purpose; an empty list reports any word."""


_MAYBE_TWICE = regex(r"[^A-Za-z0-9](?<!\w)(\w++)[ \t\n]++\1(?!\w)")
"""`_TWICE` and more, found faster."""
_TWICE = regex(r"(?<![\w\-'’./@#\"“])([^\W\d_]+)[ \t\n]+(\1)(?![\w\-'’/@])(?!\.\w)")
_WORD = regex(r"[^\W\d_]+")
_AROUND = 80
# Twice on purpose: keywords as in "for for loops", "and and or", and "a a posteriori estimate".
_INTENDED = regex(
    r"[ \t\n]+(?:(?:block|branch|clause|condition|expression|gate|keyword|loop|operator|statement)"
    r"(?:e?s)?|(?:n?or|not|xor)|priori|posteriori|fortiori|cappella)\b"
)
_CONNECTING = frozenset((
    "a", "an", "and", "because", "but", "every", "if", "its", "my", "or", "our", "than", "the",
    "their", "your",
))  # fmt: skip
"""Words that need another one after them."""
_CLAUSE = regex(
    r"\b(?:he|how|i|it|one|she|that|they|wh(?:at|en|ere|ich|om?|ose)|we|you)\b[^.!?:;]*$",
    re.IGNORECASE,
)
"""The start of a clause that may end with any other word: "the page it links to to explain"."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield words in lower case that repeat the word before them, with nothing between."""
    words = frozenset(options.words)
    for prose in context.prose_with(_MAYBE_TWICE, html=True):
        for match in _TWICE.finditer(prose.text):
            word = match[1]
            if not word.islower() or (words and word not in words):
                continue
            if _INTENDED.match(prose.text, match.end()) or not _is_english(prose.text, match):
                continue
            span = prose.span(match.start(), match.end())
            if not re.fullmatch(rf"{word}\s+(?:>\s*)*{word}", span.of(context.text)):
                continue
            again = Span(prose.offset(match.end(1) - 1) + 1, span.end)
            before = prose.text[max(0, match.start() - _AROUND) : match.start()]
            is_sure = word in _CONNECTING or not _CLAUSE.search(before)
            trust = context.safety(prose.leaf, span) if is_sure else Safety.UNSAFE
            fix = Fix(trust, f"remove the second `{word}`", (delete(again),))
            yield Violation(span, f"repeated word `{word}`", fix)


def _is_english(text: str, match: re.Match[str]) -> bool:
    """Return whether the words around are English: "a" and "at" are words elsewhere, too."""
    before = _WORD.findall(text, max(0, match.start() - _AROUND), match.start())
    after = _WORD.findall(text, match.end(), match.end() + _AROUND)
    return is_english([*before, match[1], *after], len(before))
