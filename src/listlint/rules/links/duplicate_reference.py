"""Labels of links that are defined more than once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from listlint.diagnostics.findings import Related, Violation
from listlint.entries.context import LintContext, NoOptions

if TYPE_CHECKING:
    from listlint.markdown import Definition


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield definitions of a label that an earlier one defines with another URL."""
    first: dict[str, Definition] = {}
    for definition in context.document.definitions:
        other = first.setdefault(definition.key, definition)
        if definition.used and other.url != definition.url:
            line = context.document.lines.position(other.span.start).line
            message = (
                f"label `{definition.label}` is defined twice; GitHub uses the definition "
                f"on line {line:,}"
            )
            related = (Related(other.span, "first definition"),)
            yield Violation(definition.span, message, related=related)
