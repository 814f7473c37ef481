"""Descriptions that begin with the name of their entry."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.conventions import is_reference
from listlint.oldkinds import Kind, NoParameters, Violation

CASES = {"repeated": ("name",)}

_OPENING = re.compile(r"[*_`\"'“‘«\[]*")
# What makes the name the subject of a sentence: a verb, a comma, or their like.
_SUBJECT = re.compile(
    r"[*_`\"'”’»\]]*(?:[ \t]+(?:are|can|will|[a-z]+(?<!s)s)\b|,[ \t]+(?:an?|the|your)\b|，"
    r"|[ \t]+[-—–][ \t]|[ \t]*是)"
)
# Plurals that name what the entry is: `Foo bindings`, `NASA images`.
_PLURAL = re.compile(
    r"\W*(?:apis|bindings|books|cards|clients|commands|components|courses|docs|drivers|examples"
    r"|extensions|files|games|helpers|images|items|libraries|models|modules|news|packages|plugins"
    r"|posts|prices|projects|releases|resources|scripts|servers|services|stats|tests|themes|tips"
    r"|tools|users|utils|videos|wrappers)\b"
)
_IS_A = re.compile(r"[*_`\"'”’»]*[ \t]+(?:is|are)[ \t]+(?P<article>an?|the)(?=[ \t])")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield descriptions with the name as their subject; the fix leaves `Name is` out."""
    for entry in context.entries:
        about = entry.description_span
        if about is None or len(entry.name) < 2 or is_reference(entry):
            continue
        said = about.of(context.text)
        start = _name_at(said, entry.name)
        if start is None:
            continue
        end = start + len(entry.name)
        if not _SUBJECT.match(said, end) or _PLURAL.match(said, end):
            continue
        place = Span(about.start + start, about.start + end)
        fix = _fix(about, said, end) if start == 0 else None
        yield Violation("repeated", place, {"name": entry.name}, fix, entry.url)


def _name_at(said: str, name: str) -> int | None:
    """Return where the name begins if the description begins with it."""
    opening = _OPENING.match(said)
    start = opening.end() if opening else 0
    same = said[start : start + len(name)].casefold() == name.casefold()
    return start if same else None


def _fix(about: Span, said: str, end: int) -> Fix | None:
    verb = _IS_A.match(said, end)
    if verb is None:
        return None
    wanted = verb["article"].capitalize()
    span = Span(about.start, about.start + verb.end())
    return Fix(Safety.UNSAFE, f"begin with `{wanted}`", (replace(span, wanted),))


KIND = Kind(NoParameters, CASES, check)
