"""Descriptions that begin with the name of their entry."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries import Entry
from listlint.habits import is_reference
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, Span, replace


@dataclass(frozen=True, slots=True)
class Parameters:
    """Nothing can be set."""


CASES = {"repeated": ("name",)}

_OPENING = r"[*_`\"'“‘«\[]*"
# What makes the name the subject of a sentence: a verb, a comma, or their like.
_SUBJECT = re.compile(
    r"[*_`\"'”’»\]]*(?:[ \t]+(?:are|can|will|[a-z]+(?<![sS])s)\b|,[ \t]+(?:an?|the|your)\b|，|[ \t]+[-—–][ \t]|[ \t]*是)"
)
# Plurals that name what the entry is: `Foo bindings`, `NASA images`.
_PLURAL = re.compile(
    r"\W*(?:apis|bindings|books|cards|clients|commands|components|courses|docs|drivers|examples"
    r"|extensions|files|games|helpers|images|items|libraries|models|modules|news|packages|plugins"
    r"|posts|prices|projects|releases|resources|scripts|servers|services|stats|tests|themes|tips"
    r"|tools|users|utils|videos|wrappers)\b"
)
_IS_A = re.compile(r"[*_`\"'”’»]*[ \t]+(?:is|are)[ \t]+(?P<article>an?|the)(?=[ \t])")


def check(listing: Listing, _: Parameters) -> Iterator[Hit]:
    """Yield descriptions with the name as their subject; the fix leaves `Name is` out."""
    for entry in listing.entries:
        about = entry.description_span
        if about is None or len(entry.name) < 2 or is_reference(entry):
            continue
        said = about.of(listing.text)
        match = re.match(_OPENING + re.escape(entry.name), said, re.IGNORECASE)
        if match is None or not _SUBJECT.match(said, match.end()):
            continue
        if _PLURAL.match(said, match.end()):
            continue
        start = about.start + match.end() - len(entry.name)
        place = Span(start, about.start + match.end())
        yield Hit(
            "repeated", place, {"name": entry.name}, _fix(entry, about, said, match), entry.url
        )


def _fix(entry: Entry, about: Span, said: str, match: re.Match[str]) -> Fix | None:
    if match[0].casefold() != entry.name.casefold():
        return None
    verb = _IS_A.match(said, match.end())
    if verb is None:
        return None
    article = verb["article"]
    span = Span(about.start, about.start + verb.end())
    wanted = article[0].upper() + article[1:]
    return Fix(Safety.UNSAFE, f"begin with `{wanted}`", (replace(span, wanted),))


KIND = Kind(Parameters, CASES, check)
