"""Markdown that works, and says more simply what it says."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, replace
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import (
    CodeBlock,
    Emphasis,
    LinkKind,
    List,
    Paragraph,
    Text,
    every,
)
from listlint.oldkinds import Kind, Violation


class Fault(StrEnum):
    """What is looked for."""

    LABEL = "label"  # capitals and several blanks in [label]: …
    FULL_REFERENCE = "full-reference"  # [text][text]
    EMPHASIS_HEADING = "emphasis-heading"  # a paragraph in bold above another
    HEADING_MARK = "heading-mark"  # headings that end in a mark
    REPEATED_MARK = "repeated-mark"  # !! ?? ~~
    NUMBER = "number"  # numbered items out of turn
    SHELL_PROMPT = "shell-prompt"  # $ before each line of shell code


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`of`: what is looked for."""

    of: Fault


CASES = {"found": ("found", "wanted")}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the places of one fault."""
    yield from _FAULTS[parameters.of](context)


def _hit(span: Span, found: str, wanted: str = "", fix: Fix | None = None) -> Violation:
    return Violation("found", span, {"found": found, "wanted": wanted}, fix)


def _labels(context: LintContext) -> Iterator[Violation]:
    for definition in context.document.definitions:
        label = definition.label
        wanted = re.sub(r"\s+", " ", label).lower()
        start = context.text.find(label, definition.span.start, definition.span.end)
        if label != wanted and start >= 0 and label.isascii():
            span = Span(start, start + len(label))
            fix = Fix(Safety.SAFE, f"write `{wanted}`", (replace(span, wanted),))
            yield _hit(span, label, wanted, fix)


def _full_references(context: LintContext) -> Iterator[Violation]:
    for link in context.document.links:
        text, label = link.text_span.of(context.text), link.label
        if link.kind is LinkKind.HTML or label is None or text.casefold() != label.casefold():
            continue
        span = Span(link.text_span.end + 2, link.span.end - 1)
        if span.start < span.end and span.of(context.text) == label:
            fix = Fix(Safety.SAFE, "leave the label out", (delete(span),))
            yield _hit(link.span, f"[{label}]", "[]", fix)


_LINE = 80
"""Code points of the longest text that may be meant as a heading."""


def _emphasis_headings(context: LintContext) -> Iterator[Violation]:
    for block, following in pairwise(context.document.blocks):
        if not isinstance(block, Paragraph) or not isinstance(following, Paragraph):
            continue
        match block.inlines:
            case (Emphasis(children=(Text(text=text),)),):
                pass
            case _:
                continue
        if not text.rstrip().endswith((":", ".", "!", "?", "。", "：")) and len(text) < _LINE:
            yield _hit(block.span, text)


# A question is a heading, too.
_LAST_MARK = re.compile(r"(?<![.,;:!?])[.,;:!]$")
_ABBREVIATION = re.compile(r"\b(?:etc|inc|vs|co)\.$", re.IGNORECASE)


def _heading_marks(context: LintContext) -> Iterator[Violation]:
    for heading in context.document.headings:
        match = _LAST_MARK.search(heading.text)
        if not match or heading.is_html or _ABBREVIATION.search(heading.text):
            continue
        end = heading.span.start + len(heading.span.of(context.text).rstrip())
        fix = None
        if match[0] in ".,;:" and context.text[end - 1] == match[0]:
            fix = Fix(Safety.UNSAFE, f"remove `{match[0]}`", (delete(Span(end - 1, end)),))
        yield _hit(heading.span, match[0], "", fix)


_REPEATED = re.compile(r"([!！~～·?？，])\1++(?![\w])")


def _repeated_marks(context: LintContext) -> Iterator[Violation]:
    for prose in context.prose:
        for match in _REPEATED.finditer(prose.text):
            span = prose.span(*match.span())
            fix = Fix(Safety.UNSAFE, f"write `{match[1]}`", (replace(span, match[1]),))
            yield _hit(span, match[0], match[1], fix)


def _numbers(context: LintContext) -> Iterator[Violation]:
    for block in every(context.document.blocks):
        if not isinstance(block, List) or not block.ordered:
            continue
        markers = [item.marker.of(context.text).strip() for item in block.items]
        numbers = [int(marker.rstrip(".)")) for marker in markers]
        start = numbers[0]
        rest = set(numbers[1:])
        # `1. 1. 1.` leaves the counting to Markdown: a style.
        if rest == {start} or (start == 0 and rest == {0}):
            continue
        for place, (item, number) in enumerate(zip(block.items, numbers, strict=True)):
            wanted = start + place
            if number != wanted:
                span = Span(item.marker.start, item.marker.start + len(markers[place]) - 1)
                same = len(str(wanted)) == span.end - span.start
                edits: tuple[Edit, ...] = (replace(span, str(wanted)),)
                # What stands below an item hangs on the width of its number.
                fix = Fix(Safety.SAFE, f"write {wanted}", edits)
                simple = same or len(item.children) == 1
                yield _hit(span, str(number), str(wanted), fix if simple else None)


_SHELL = ("sh", "bash", "zsh", "shell", "console", "shell-session")


def _shell_prompts(context: LintContext) -> Iterator[Violation]:
    for block in every(context.document.blocks):
        if not isinstance(block, CodeBlock) or block.info.split(" ")[0].lower() not in _SHELL:
            continue
        prompts: list[Edit] = []
        offset = block.span.start
        whole = True
        for number, line in enumerate(block.span.of(context.text).splitlines(keepends=True)):
            match = re.match(r"[ \t]*(\$[ \t]+)\S", line)
            if match:
                prompts.append(delete(Span(*match.span(1)).shifted(offset)))
            elif number and line.strip() and not re.match(r"[ \t>]*[`~]{3,}", line):
                whole = False
            offset += len(line)
        if prompts and whole:
            fix = Fix(Safety.UNSAFE, "remove the prompts", tuple(prompts))
            yield _hit(prompts[0].span, "$", "", fix)


_FAULTS: dict[Fault, Callable[[LintContext], Iterator[Violation]]] = {
    Fault.LABEL: _labels,
    Fault.FULL_REFERENCE: _full_references,
    Fault.EMPHASIS_HEADING: _emphasis_headings,
    Fault.HEADING_MARK: _heading_marks,
    Fault.REPEATED_MARK: _repeated_marks,
    Fault.NUMBER: _numbers,
    Fault.SHELL_PROMPT: _shell_prompts,
}

KIND = Kind(Parameters, CASES, check)
