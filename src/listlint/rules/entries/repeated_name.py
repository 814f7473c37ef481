"""Descriptions that start with the name of their entry."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.conventions import is_reference

_OPENING = regex(r"[*_`\"'“‘«\[]*")
# What makes the name the subject of a sentence: a verb, a comma, or their like.
_SUBJECT = regex(
    r"[*_`\"'”’»\]]*(?:[ \t]+(?:are|can|will|[a-z]+(?<!s)s)\b|,[ \t]+(?:an?|the|your)\b|，"
    r"|[ \t]+[-—–][ \t]|[ \t]*是)"
)
# Plurals that say what the entry is: `Foo bindings`, `NASA images`.
_PLURAL = regex(
    r"\W*(?:apis|bindings|books|cards|clients|commands|components|courses|docs|drivers|examples"
    r"|extensions|files|games|helpers|images|items|libraries|models|modules|news|packages|plugins"
    r"|posts|prices|projects|releases|resources|scripts|servers|services|stats|tests|themes|tips"
    r"|tools|users|utils|videos|wrappers)\b"
)
_IS_A = regex(r"[*_`\"'”’»]*[ \t]+(?:is|are)[ \t]+(?P<article>an?|the)(?=[ \t])")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield descriptions with the name as their subject; the fix removes `Name is`."""
    for entry in context.entries:
        span = entry.description_span
        if span is None or len(entry.name) < 2 or is_reference(entry):
            continue
        description = span.of(context.text)
        opening = _OPENING.match(description)
        start = opening.end() if opening else 0
        end = start + len(entry.name)
        if description[start:end].casefold() != entry.name.casefold():
            continue
        if not _SUBJECT.match(description, end) or _PLURAL.match(description, end):
            continue
        place = Span(start, end).shifted(span.start)
        message = f"description repeats the name `{entry.name}`"
        fix = _fix(span, description, end) if start == 0 else None
        yield Violation(place, message, fix, entry.url)


def _fix(span: Span, description: str, end: int) -> Fix | None:
    verb = _IS_A.match(description, end)
    if verb is None:
        return None
    article = verb["article"].capitalize()
    edit = replace(Span(span.start, span.start + verb.end()), article)
    return Fix(Safety.UNSAFE, f"start with `{article}`", (edit,))
