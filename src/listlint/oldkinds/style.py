"""Marks that Markdown leaves to choose: bullets, emphasis, fences, and which one the list has.

Each question has a closed set of answers. Readers see the same whatever the answer; those who
edit the list see a hundred places of one kind and one of another.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from listlint.diagnostics.edits import Edit, Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries import is_table_of_contents
from listlint.entries.context import LintContext
from listlint.entries.conventions import outliers
from listlint.markdown import (
    Block,
    CodeBlock,
    Emphasis,
    EmphasisStyle,
    FootnoteDefinition,
    Heading,
    Item,
    List,
    Quote,
    ThematicBreak,
    every,
    walk,
)
from listlint.oldkinds import Kind, Violation


class Question(StrEnum):
    """What is asked, and of what."""

    BULLET = "bullet"  # list items: - * +
    NUMBER_MARK = "number-mark"  # numbered items: . )
    EMPHASIS = "emphasis"  # emphasis: * _
    STRONG = "strong"  # strong emphasis: ** __
    TASK_BOX = "task-box"  # ticked boxes: x X
    FENCE = "fence"  # fenced code: ` ~
    RULE = "rule"  # thematic breaks: ---, * * *, …
    HEADING = "heading"  # headings: atx (#), setext (underlined), closed (# … #)
    TITLE_QUOTE = "title-quote"  # titles of links: " ' (


ANSWERS = {
    Question.BULLET: ("-", "*", "+"),
    Question.NUMBER_MARK: (".", ")"),
    Question.EMPHASIS: ("*", "_"),
    Question.STRONG: ("**", "__"),
    Question.TASK_BOX: ("x", "X"),
    Question.FENCE: ("`", "~"),
    Question.RULE: ("---", "***", "___", "- - -", "* * *", "_ _ _"),
    Question.HEADING: ("atx",),
    Question.TITLE_QUOTE: ('"', "'", "("),
}
"""What can be wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`of`: what is asked; `wanted`: the answer for all; without it, the list's own convention."""

    of: Question
    wanted: str | None = None

    def __post_init__(self) -> None:
        """Check the answer. Raises `ValueError`."""
        known = ANSWERS[self.of]
        if self.wanted is not None and self.wanted not in known:
            names = ", ".join(f"`{answer}`" for answer in known)
            raise ValueError(f"wanted must be one of {names}, not {self.wanted!r}")


CASES = {"odd": ("found", "wanted", "agreeing", "total"), "decided": ("found", "wanted")}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is given, what makes another of it, and what it is compared with."""

    span: Span
    rewrite: Callable[[str], tuple[Edit, ...]]
    """Returns the edits that change the answer; none where it cannot be changed safely."""
    among: object = None


Asked = Iterator[tuple[Place, str]]


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the places that answer otherwise than nearly all, or than was decided."""
    groups: dict[object, list[tuple[Place, str]]] = {}
    for place, answer in _QUESTIONS[parameters.of](context):
        groups.setdefault(place.among, []).append((place, answer))
    for group in groups.values():
        for odd in outliers(group, context.conventions, parameters.wanted):
            wanted = odd.convention.answer
            edits = odd.one.rewrite(wanted)
            fix = Fix(Safety.SAFE, f"write `{wanted}`", edits) if edits else None
            values = {"found": odd.answer, "wanted": wanted, **odd.convention.values}
            case = "odd" if parameters.wanted is None else "decided"
            yield Violation(case, odd.one.span, values, fix)


# --- Lists ---------------------------------------------------------------------------------


def _lists(context: LintContext, *, ordered: bool) -> Iterator[tuple[List, object, bool]]:
    """Yield lists, what they are compared with, and whether no other list touches them.

    Tables of contents and the levels of nested lists may each have a mark of their own.
    """
    stack: list[tuple[Sequence[Block], int, bool]] = [(context.document.blocks, 0, False)]
    while stack:
        siblings, depth, within = stack.pop()
        for index, block in enumerate(siblings):
            match block:
                case List():
                    contents = within or is_table_of_contents(block)
                    near = siblings[max(0, index - 1) : index + 2]
                    alone = sum(isinstance(sibling, List) for sibling in near) == 1
                    if block.ordered is ordered:
                        yield block, (contents, depth), alone
                    stack.append((block.items, depth + 1, contents))
                case Item() | Quote() | FootnoteDefinition():
                    stack.append((block.children, depth, within))


def _bullets(context: LintContext) -> Asked:
    for block, among, alone in _lists(context, ordered=False):
        for item in block.items:
            yield _mark(item.marker, alone, among), item.marker.of(context.text).strip()


def _number_marks(context: LintContext) -> Asked:
    for block, among, alone in _lists(context, ordered=True):
        for item in block.items:
            marker = item.marker.of(context.text).rstrip()
            end = item.marker.start + len(marker)
            yield _mark(Span(end - 1, end), alone, among), marker[-1:]


def _mark(span: Span, alone: bool, among: object) -> Place:
    # Lists side by side are two by their marks alone: one mark would make them one.
    return Place(span, lambda wanted: (replace(span, wanted),) if alone else (), among)


def _task_boxes(context: LintContext) -> Asked:
    for block, _, _ in _lists(context, ordered=False):
        for item in block.items:
            if item.checked:
                match = re.compile(r"\s*\[([xX])\]").match(context.text, item.marker.end)
                if match:
                    yield _simple(Span(*match.span(1))), match[1]


def _simple(span: Span) -> Place:
    return Place(span, lambda wanted: (replace(span, wanted),))


# --- Inlines -------------------------------------------------------------------------------


def _emphasis(context: LintContext) -> Asked:
    yield from _marked(context, EmphasisStyle.EMPHASIS)


def _strong(context: LintContext) -> Asked:
    yield from _marked(context, EmphasisStyle.STRONG)


def _marked(context: LintContext, style: EmphasisStyle) -> Asked:
    for leaf in context.document.leaves():
        for inline in walk(leaf.inlines):
            if isinstance(inline, Emphasis) and inline.style is style:
                mark = Span(inline.span.start, inline.inner.start).of(context.text)
                yield _pair(context.text, inline), mark


def _pair(text: str, inline: Emphasis) -> Place:
    before = text[max(0, inline.span.start - 1) : inline.span.start]
    after = text[inline.span.end : inline.span.end + 1]
    inner = inline.inner.of(text)
    # `_` marks nothing within a word, and marks side by side are read as one.
    free = not re.search(r"[\w*_]", before + after) and not re.match(
        r"[*_]|.*[*_]$", inner, re.DOTALL
    )

    def rewrite(wanted: str) -> tuple[Edit, ...]:
        if not free or wanted[0] in inner:
            return ()
        opening = Span(inline.span.start, inline.inner.start)
        return replace(opening, wanted), replace(Span(inline.inner.end, inline.span.end), wanted)

    return Place(inline.span, rewrite)


def _title_quotes(context: LintContext) -> Asked:
    closing = {'"': '"', "'": "'", "(": ")"}
    for link in context.document.links:
        if not link.title or link.label is not None or link.span.end <= link.url_span.end:
            continue
        rest = Span(link.url_span.end, link.span.end).of(context.text)
        match = re.fullmatch(r">?\s+(?P<mark>[\"'(])(?P<title>[^\"'()\\]*)[\"')]\s*\)", rest)
        if match:
            start = link.url_span.end + match.start("mark")
            span = Span(start, start + len(match["title"]) + 2)
            title = match["title"]

            def rewrite(wanted: str, span: Span = span, title: str = title) -> tuple[Edit, ...]:
                return (replace(span, f"{wanted}{title}{closing.get(wanted, wanted)}"),)

            yield Place(span, rewrite), match["mark"]


# --- Blocks --------------------------------------------------------------------------------


def _fences(context: LintContext) -> Asked:
    for block in every(context.document.blocks):
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
            wanted: str, opening: Span = opening, closing: Span = closing, body: str = body
        ) -> tuple[Edit, ...]:
            if closing.end - closing.start < 3 or closing.start <= opening.end or wanted in body:
                return ()
            size = opening.end - opening.start
            return replace(opening, wanted * size), replace(closing, wanted * size)

        yield Place(opening, rewrite), match[1][0]


def _rules(context: LintContext) -> Asked:
    for block in every(context.document.blocks):
        if not isinstance(block, ThematicBreak):
            continue
        source = block.span.of(context.text)
        found = source.strip()
        start = block.span.start + len(source) - len(source.lstrip())
        span = Span(start, start + len(found))
        line = context.document.lines.position(start).line
        above = context.document.lines.line(line - 1).of(context.text) if line > 1 else ""
        # Below a line of text, `---` makes a heading of it.
        free = not re.search(r"[^\s>]", above)

        def rewrite(wanted: str, span: Span = span, free: bool = free) -> tuple[Edit, ...]:
            return (replace(span, wanted),) if free or "-" not in wanted else ()

        yield Place(span, rewrite), found


def _headings(context: LintContext) -> Asked:
    for block in every(context.document.blocks):
        if not isinstance(block, Heading) or block.is_html:
            continue
        source = block.span.of(context.text).rstrip()
        match = re.match(r"#{1,6}[ \t]+(?=\S)", source)
        if match is None:
            answer, bare = ("setext" if "\n" in source else "atx"), None
        else:
            bare = source.rstrip("#")
            closed = len(bare) > match.end() and bare[-1] in " \t" and bare != source
            answer, bare = ("closed", bare.rstrip()) if closed else ("atx", source)
        yield Place(block.span, _as_atx(block, source, bare)), answer


def _as_atx(heading: Heading, source: str, bare: str | None) -> Callable[[str], tuple[Edit, ...]]:
    """Return what makes a heading one with `#` before it; `bare` is it without those behind."""

    def rewrite(wanted: str) -> tuple[Edit, ...]:
        if wanted != "atx":
            return ()
        span = Span(heading.span.start, heading.span.start + len(source))
        if bare is not None:
            return (replace(span, bare),)
        lines = source.splitlines()
        if len(lines) != 2 or not re.fullmatch(r"\s*[=-]+\s*", lines[1]):
            return ()
        return (replace(span, f"{'#' * heading.level} {lines[0].strip()}"),)

    return rewrite


_QUESTIONS: dict[Question, Callable[[LintContext], Asked]] = {
    Question.BULLET: _bullets,
    Question.NUMBER_MARK: _number_marks,
    Question.EMPHASIS: _emphasis,
    Question.STRONG: _strong,
    Question.TASK_BOX: _task_boxes,
    Question.FENCE: _fences,
    Question.RULE: _rules,
    Question.HEADING: _headings,
    Question.TITLE_QUOTE: _title_quotes,
}

KIND = Kind(Parameters, CASES, check)
