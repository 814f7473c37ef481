"""Code fences whose characters differ from the others."""

import re
from collections.abc import Iterator
from enum import StrEnum

from listlint.diagnostics.edits import Edit, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.style import Place, inconsistent
from listlint.markdown import CodeBlock


class FenceCharacter(StrEnum):
    """What code fences are made of."""

    BACKTICK = "backtick"
    TILDE = "tilde"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `code-fence-style`."""

    style: FenceCharacter | None = None
    """Character of all fences; by default the one that nearly all have."""


_CHARACTERS = {FenceCharacter.BACKTICK: "`", FenceCharacter.TILDE: "~"}


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the opening fences with another character."""
    yield from inconsistent(context, _fences(context), options.style, "code fence character")


def _fences(context: LintContext) -> Iterator[Place]:
    for block in context.document.every_block:
        if not isinstance(block, CodeBlock) or not block.fenced:
            continue
        source = block.span.of(context.text)
        match = re.match(r"[ \t]*(`{3,}|~{3,})", source)
        if not match:
            continue
        opening = Span(*match.span(1)).shifted(block.span.start)
        whole = source.rstrip()
        end = len(whole.rstrip(match[1][0])) if block.closed else len(whole)
        closing = Span(end, len(whole)).shifted(block.span.start)
        body = source[match.end() : end]

        def rewrite(
            style: str, opening: Span = opening, closing: Span = closing, body: str = body
        ) -> tuple[Edit, ...]:
            character = _CHARACTERS[FenceCharacter(style)]
            if closing.end - closing.start < 3 or closing.start <= opening.end or character in body:
                return ()
            fence = character * (opening.end - opening.start)
            return replace(opening, fence), replace(closing, fence)

        backtick = match[1][0] == "`"
        style = FenceCharacter.BACKTICK if backtick else FenceCharacter.TILDE
        yield Place(opening, style, rewrite)
