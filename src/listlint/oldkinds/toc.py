"""Tables of contents against the headings that they lead to."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from listlint.diagnostics.edits import Edit, Fix, Safety, delete, insert, newline_of, replace
from listlint.diagnostics.findings import Related
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.entries.sequences import longest_rising
from listlint.entries.toc import MOSTLY, Contents, Line, Targets, heading_name, tables_of_contents
from listlint.language.words import normalized_letters
from listlint.markdown import (
    Heading,
    LinkKind,
)
from listlint.oldkinds import Kind, Violation

OPTIONAL = (
    "acknowledgements", "acknowledgments", "back to top", "changelog", "code of conduct",
    "contact", "contents", "contribute", "contributing", "contribution", "contributions",
    "contributors", "credits", "footnotes", "license", "licence", "related", "related lists",
    "see also", "sponsors", "star history", "table of contents", "thanks", "toc",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a table of contents must list, beyond its own convention.

    `optional`: headings that it may leave out, in any letter case; `unwanted`: headings that it
    must not list; `depth`: how many levels it may have (0: any number); `exact`: whether the
    items must say what the headings say; `first`: whether no other section may stand before it;
    `complete`: whether every section must be listed, and every part of one of which a part is.
    """

    optional: tuple[str, ...] = OPTIONAL
    unwanted: tuple[str, ...] = ()
    depth: int = 0
    exact: bool = False
    first: bool = False
    complete: bool = False


CASES = {
    "missing": ("names", "count"),
    "extra": ("name",),
    "renamed": ("name", "heading"),
    "order": ("name", "other"),
    "anchor": ("name", "url", "anchor"),
    "text": ("name", "heading"),
    "unwanted": ("name",),
    "depth": ("name", "depth"),
    "first": ("name",),
}
_LISTED = 0.75
"""Which share of a level's headings makes the level one that the table of contents lists."""
_SPECIAL = re.compile(r"[\[\]`*_<\\|]")
"""What Markdown may read in a text that was read once already."""
_TOP = "#top"
"""GitHub's own way to the top of the page."""
_ORNAMENT = re.compile(r"^[^\w.#]+(?=\w)|:\w{1,40}:|\s+[^\w\s.)!?+#]+$")
"""What stands around the name in a heading: emoji, badges."""
_NEAR = 5000
"""How far from a table of contents, in code points, a link may still be part of it."""
_LEAST = 3
"""How many headings of a level must be listed before one that is not is missed."""


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield what is wrong with the tables of contents of a list."""
    page = Targets(context)
    countable = _countable(page, parameters)
    seen: set[int] = set()
    outermost: list[Contents] = []
    for contents in tables_of_contents(page):
        # The first one of a family is the one that may have to be complete.
        complete = parameters.complete and contents.scope.stop not in seen
        seen.add(contents.scope.stop)
        outermost += [contents] if contents.scope.stop == len(page.headings) else []
        wrong = dict(_wrong_anchors(page, contents))
        gone = set(_without_section(page, contents, wrong))
        for position, target in wrong.items():
            yield _wrong(page, contents.lines[position], target)
        lost = _left_out(page, contents, countable, complete=complete) - set(wrong.values())
        yield from _missing(page, contents, lost, gone)
        for position in sorted(gone):
            yield _extra(page, contents.lines[position])
        yield from _order(page, contents)
        yield from _decided(page, contents, parameters)
    if parameters.first and outermost:
        yield from _first(page, outermost[0])


# --- Wrong anchors and sections that are gone ----------------------------------------------


def _wrong_anchors(page: Targets, contents: Contents) -> Iterator[tuple[int, int]]:
    """Yield items (by position) that lead elsewhere than their text says, and to where it does."""
    uses = Counter(line.target for line in contents.lines if line.target is not None)
    named = Counter(normalized_letters(line.link.text) for line in contents.lines)
    same = {name: page.called(name, contents.scope, len(contents.lines) + 1) for name in named}
    free = {
        name: [index for index in indices if index not in contents.listed]
        for name, indices in same.items()
    }
    turn: Counter[str] = Counter()
    for position, line in enumerate(contents.lines):
        name = normalized_letters(line.link.text)
        place = turn[name]
        turn[name] += 1
        if line.target is None or line.target not in contents.scope:
            if len(free[name]) == 1:
                yield position, free[name][0]
        elif (
            uses[line.target] > 1
            and len(same[name]) == named[name] > 1
            and same[name][place] != line.target
        ):
            # Sections of one name: the first link was copied to all of them.
            yield position, same[name][place]


def _without_section(page: Targets, contents: Contents, wrong: Mapping[int, int]) -> Iterator[int]:
    """Yield the positions of items that lead nowhere and are called like no section."""
    for position, line in enumerate(contents.lines):
        if line.target is not None or position in wrong or line.link.url == _TOP:
            continue
        name = normalized_letters(line.link.text)
        same = page.by_text.get(name, ())[:_LEAST]
        if name and not any(index in contents.scope for index in same):
            yield position


def _wrong(page: Targets, line: Line, target: int) -> Violation:
    anchor = page.headings[target].anchor
    written = quote(anchor) if "%" in line.link.url else anchor
    edit = replace(line.link.url_span, "#" + written)
    fix = Fix(Safety.SAFE, f"link to #{anchor}", (edit,))
    values = {"name": line.link.text, "url": line.link.url, "anchor": anchor}
    return Violation("anchor", line.link.span, values, fix, url=line.link.url)


def _extra(page: Targets, line: Line) -> Violation:
    values = {"name": line.link.text}
    return Violation("extra", line.link.span, values, _removal(page, line), url=line.link.url)


def _removal(page: Targets, line: Line) -> Fix | None:
    """Return the fix that removes an item; None for one with words or items of its own."""
    whole = _whole_lines(page, line)
    front = Span(whole.start, line.link.span.start).of(page.text)
    back = Span(line.link.span.end, whole.end).of(page.text)
    if len(line.item.children) > 1 or re.search(r"\w", front + back):
        return None
    return Fix(Safety.UNSAFE, "remove the item", (delete(whole),))


def _whole_lines(page: Targets, line: Line) -> Span:
    return page.document.lines.whole(Span(line.item.marker.start, line.paragraph.span.end))


# --- Missing headings ----------------------------------------------------------------------

Levels = Mapping[int, Sequence[int]]
"""By level: headings, in the order of the page."""


def _missing(
    page: Targets, contents: Contents, lost: frozenset[int], gone: set[int]
) -> Iterator[Violation]:
    """Yield the headings that the table of contents leaves out though it lists their like.

    Neighbours come as one violation, with one fix. What stands before the first one listed is an
    introduction, and left out on purpose. Where an item without a section stands in the very
    place, the section has been renamed; such items are taken out of `gone`.
    """
    if not lost:
        return
    positions = {line.target: position for position, line in enumerate(contents.lines)}
    models = _models(page, contents)
    before: int | None = None
    run: list[Heading] = []
    for index in (*sorted(lost | contents.listed), -1):
        if index in lost:
            run.append(page.headings[index])
            continue
        if run and before is not None:
            if len(run) == 1 and before + 1 in gone:
                gone.discard(before + 1)
                yield _renamed(contents.lines[before + 1], run[0])
            else:
                yield _run(page, contents.lines[before], models, run)
        run = []
        before = positions.get(index)


def _renamed(line: Line, heading: Heading) -> Violation:
    values = {"name": line.link.text, "heading": heading_name(heading)}
    related = (Related(heading.span, "this section"),)
    fix = None
    if line.link.kind is LinkKind.INLINE and not _SPECIAL.search(heading_name(heading)):
        edits = (
            replace(line.link.text_span, heading_name(heading)),
            replace(line.link.url_span, f"#{heading.anchor}"),
        )
        fix = Fix(Safety.UNSAFE, f"rename the item to “{heading_name(heading)}”", edits)
    return Violation("renamed", line.link.span, values, fix, line.link.url, related)


def _countable(page: Targets, parameters: Parameters) -> Levels:
    """Return, by level, the headings that a table of contents may be expected to list."""
    optional = {name.casefold() for name in (*parameters.optional, *parameters.unwanted)}
    levels: dict[int, list[int]] = {}
    skipped = 0
    for index, heading in enumerate(page.headings):
        if index < skipped:
            continue
        if heading_name(heading).casefold() in optional:
            skipped = page.outline.ends[index]
        elif parameters.complete or page.outline.has_entries(index):
            levels.setdefault(heading.level, []).append(index)
    return levels


def _left_out(
    page: Targets, contents: Contents, countable: Levels, *, complete: bool
) -> frozenset[int]:
    """Return the headings of the listed levels that are not listed.

    A level is listed if nearly all of its headings are (or any, where all must be), so the work
    is linear in what is listed.
    """
    first = contents.lines[0].item.span.start
    start = max(contents.scope.start, bisect_left(page.starts, first))
    listed = Counter(page.headings[i].level for i in contents.listed if i in contents.scope)
    sibling_groups: dict[int | None, set[int]] = {}
    for level, count in listed.items():
        every = countable.get(level, [])
        left, right = bisect_left(every, start), bisect_left(every, contents.scope.stop)
        if complete or (count >= _LEAST and count >= _LISTED * (right - left)):
            for index in {*every[left:right], *contents.listed}:
                if page.headings[index].level == level:
                    sibling_groups.setdefault(page.outline.parents[index], set()).add(index)
    lost: set[int] = set()
    for parent, family in sorted(sibling_groups.items(), key=lambda pair: pair[0] or -1):
        gone = family - contents.listed
        new = parent is not None and parent in lost and not complete
        # A section of which no part is listed was meant to be closed.
        if new or len(gone) * 2 < len(family) or (complete and len(gone) < len(family)):
            lost |= gone
    if lost:
        # Some tables of contents are spread over lists and other blocks of one section.
        last = contents.lines[-1].item.span.end
        lost -= page.linked_between(first - _NEAR, last + _NEAR)
    return frozenset(lost)


Models = Mapping[int, Sequence[Line]]
"""By level of the heading: the items that show how others look."""


def _models(page: Targets, contents: Contents) -> Models:
    models: dict[int, list[Line]] = {}
    for line in contents.lines:
        if line.target is not None and line.link.kind is LinkKind.INLINE:
            models.setdefault(page.headings[line.target].level, []).append(line)
    return models


def _run(page: Targets, before: Line, models: Models, headings: Sequence[Heading]) -> Violation:
    names = ", ".join(f"“{heading_name(heading)}”" for heading in headings[:3])
    if len(headings) > 3:
        names += f" and {len(headings) - 3} more"
    fix = _insertion(page, before, models, headings)
    related = tuple(Related(heading.span, "this section") for heading in headings)
    values = {"names": names, "count": str(len(headings))}
    return Violation("missing", before.link.span, values, fix, related=related)


def _insertion(
    page: Targets, before: Line, models: Models, headings: Sequence[Heading]
) -> Fix | None:
    """Return the fix that adds items behind another, each made as its siblings are."""
    lines: list[str] = []
    for heading in headings:
        line = _made(page, before, models.get(heading.level, ()), heading)
        if line is None:
            return None
        lines.append(line)
    whole = _whole_lines(page, before)
    gap = newline_of(whole.of(page.text)) * (2 if before.loose else 1)
    end = whole.start + len(whole.of(page.text).rstrip("\r\n"))
    edit = insert(end, "".join(gap + line for line in lines))
    count = "an item" if len(lines) == 1 else f"{len(lines)} items"
    return Fix(Safety.SAFE, f"add {count} to the table of contents", (edit,))


def _made(page: Targets, near: Line, siblings: Sequence[Line], heading: Heading) -> str | None:
    """Return the line of a new item; None where no sibling shows how it looks."""
    if not siblings or _SPECIAL.search(heading_name(heading)):
        return None
    place = bisect_right(siblings, near.item.span.start, key=lambda line: line.item.span.start)
    model = siblings[max(place - 1, 0)]
    whole = _whole_lines(page, model)
    front = Span(whole.start, model.link.span.start).of(page.text)
    back = Span(model.link.span.end, whole.end).of(page.text).rstrip("\r\n")
    inner = model.link.text_span.of(page.text)
    # Numbers would have to be counted anew, and words around the link are its own.
    if re.search(r"\w", front + back) or model.link.text not in inner:
        return None
    name = heading_name(heading)
    if model.target is not None and model.link.text.strip() != heading_name(
        page.headings[model.target]
    ):
        name = _ORNAMENT.sub("", name).strip()
    label = inner.replace(model.link.text, name)
    anchor = quote(heading.anchor) if "%" in model.link.url else heading.anchor
    return f"{front}[{label}](#{anchor}){back}"


# --- Order ---------------------------------------------------------------------------------


def _order(page: Targets, contents: Contents) -> Iterator[Violation]:
    """Yield the fewest items that stand elsewhere than their headings do."""
    lines = [line for line in contents.lines if line.target in contents.scope]
    once = list({line.target: line for line in reversed(lines)}.values())[::-1]
    kept = longest_rising([line.target or 0 for line in once])
    if len(once) < _LEAST + 1 or len(kept) < MOSTLY * len(once):
        return
    in_order = [once[position] for position in kept]
    targets = [line.target or 0 for line in in_order]
    for position in sorted(set(range(len(once))) - set(kept)):
        line = once[position]
        place = bisect_right(targets, line.target or 0)
        other = in_order[place - 1] if place else None
        values = {
            "name": line.link.text,
            "other": f"behind “{other.link.text}”" if other else "first",
        }
        fix = _move(page, line, other, in_order[0])
        yield Violation("order", line.link.span, values, fix, url=line.link.url)


def _move(page: Targets, line: Line, other: Line | None, first: Line) -> Fix | None:
    """Return the fix that moves an item, if it has none below it, behind another or first."""
    near = other or first
    if len(line.item.children) > 1 or line.loose or near.depth < line.depth - 1:
        return None
    whole, beside = _whole_lines(page, line), _whole_lines(page, near)
    moved = whole.of(page.text)
    if not moved.endswith("\n") or not beside.of(page.text).endswith("\n"):
        return None
    if re.match(r"[\s>]*\d", moved):  # numbers would have to be counted anew
        return None
    place = beside.end if other else beside.start
    edits: tuple[Edit, ...] = (delete(whole), insert(place, moved))
    return Fix(Safety.SAFE, "move the item", edits)


# --- What is decided -----------------------------------------------------------------------


def _decided(page: Targets, contents: Contents, parameters: Parameters) -> Iterator[Violation]:
    unwanted = {name.casefold() for name in parameters.unwanted}
    # The page's title, with all else below it, is no level of its own.
    first = contents.lines[0]
    outermost = [line for line in contents.lines if line.depth == first.depth]
    titled = first.target is not None and page.headings[first.target].level == 1
    least = first.depth + parameters.depth + (titled and len(outermost) == 1)
    deep = [line for line in contents.lines if parameters.depth and line.depth >= least]
    if deep:
        values = {"name": deep[0].link.text, "depth": str(parameters.depth)}
        related = tuple(Related(line.link.span, "so is this") for line in deep[1:])
        yield Violation("depth", deep[0].link.span, values, related=related)
    for line in contents.lines:
        name = line.link.text
        if name.strip().casefold() in unwanted:
            yield Violation("unwanted", line.link.span, {"name": name}, _removal(page, line))
        elif parameters.exact and line.target is not None:
            heading = page.headings[line.target]
            if normalized_letters(name) != normalized_letters(heading.text):
                values = {"name": name, "heading": heading_name(heading)}
                yield Violation("text", line.link.span, values)


def _first(page: Targets, contents: Contents) -> Iterator[Violation]:
    """Yield the section that stands before the table of contents of the whole page."""
    section = next((heading for heading in page.headings[1:] if heading.level > 1), None)
    own = page.outline.innermost(contents.lines[0].item.span.start)
    if section is not None and own is not None and section.span.start < page.starts[own]:
        yield Violation("first", section.span, {"name": section.text})


KIND = Kind(Parameters, CASES, check)
