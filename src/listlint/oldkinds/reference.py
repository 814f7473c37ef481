"""Reference links and footnotes whose definition is missing, and definitions nobody uses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown.prose import OBJECT, mask_markup
from listlint.oldkinds import Kind, Violation


class Side(StrEnum):
    """Which half of a pair is looked at."""

    REFERENCES = "references"
    DEFINITIONS = "definitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`of`: references (without a definition) or definitions (without a reference)."""

    of: Side = Side.REFERENCES


CASES = {"reference": ("label",), "footnote": ("label",), "definition": ("label",)}
_FULL = re.compile(r"(?<![\w\\\])])\[([^\[\]\n]+)\]\[([^\[\]\n]*)\]")
_FOOTNOTE = re.compile(r"(?<!\\)\[\^([^\[\]\s]+)\](?!\()")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the halves that have no other half."""
    if parameters.of is Side.DEFINITIONS:
        yield from _definitions(context)
        return
    for leaf in context.document.leaves():
        if "[" not in leaf.span.of(context.text):
            continue
        text, base = mask_markup(context.text, leaf), leaf.span.start
        for match in _FULL.finditer(text):
            label = match[2] or match[1]
            # Digits are indices or quotations, a mask_markup link is only dressed in brackets.
            if label.isdigit() or OBJECT in match[0] or label.startswith("^"):
                continue
            yield Violation("reference", Span(*match.span()).shifted(base), {"label": label})
        for match in _FOOTNOTE.finditer(text):
            yield Violation("footnote", Span(*match.span()).shifted(base), {"label": match[1]})


def _definitions(context: LintContext) -> Iterator[Violation]:
    for definition in context.document.definitions:
        # `[//]: # (…)` and its kin are how people write comments.
        if definition.used or definition.url in ("#", "") or definition.label == "//":
            continue
        line = context.document.lines.whole(Span(definition.span.start, definition.span.start))
        whole = Span(definition.span.start, max(line.end, definition.span.end))
        fix = Fix(Safety.UNSAFE, "remove it", (delete(whole),))
        yield Violation("definition", definition.span, {"label": definition.label}, fix)


KIND = Kind(Parameters, CASES, check)
