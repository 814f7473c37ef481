"""Sections that a list must have, or must not."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`required` and `unwanted`: names of sections in any letter case; `Licence|License` is one."""

    required: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


CASES = {"missing": ("name",), "unwanted": ("name",)}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the end of the page for each section that is missing, and the unwanted headings."""
    names = [_name(heading.text) for heading in context.document.headings]
    there = set(names)
    for wanted in parameters.required:
        if not there & set(_spellings(wanted)):
            end = len(context.text.rstrip())
            yield Violation("missing", Span(end, end), {"name": wanted.replace("|", " or ")})
    unwanted = {name for given in parameters.unwanted for name in _spellings(given)}
    for heading, name in zip(context.document.headings, names, strict=True):
        if name in unwanted:
            yield Violation("unwanted", heading.span, {"name": heading.text})


def _spellings(given: str) -> list[str]:
    return [_name(name) for name in given.split("|")]


def _name(text: str) -> str:
    """Return what counts of a heading: its words, without emoji, marks and letter case."""
    return " ".join("".join(c if c.isalnum() else " " for c in text).casefold().split())


KIND = Kind(Parameters, CASES, check)
