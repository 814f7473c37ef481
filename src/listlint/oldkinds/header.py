"""Headers of columns that are spelled otherwise in other tables of the list."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Related
from listlint.entries.columns import bare, header_key, unseen
from listlint.entries.context import LintContext
from listlint.markdown import Cell, Table
from listlint.oldkinds import Kind, NoParameters, Violation

_NAMES = ("found", "expected", "agreeing", "total")
CASES = {"spelling": _NAMES, "unseen": ("expected", "names"), "name": _NAMES}

_SHARED = 3
"""The columns that two tables must share to be siblings."""
_WIDE = 50
"""The most columns of a table that is compared column by column: time grows by the square."""


@dataclass(frozen=True, slots=True)
class _Head:
    cell: Cell
    table: Table

    @property
    def text(self) -> str:
        return self.cell.text


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield headers that differ from the same header of other tables."""
    heads: dict[str, list[_Head]] = defaultdict(list)
    for table in context.document.tables:
        for cell in table.header.cells:
            if key := header_key(bare(cell.text)):
                heads[key].append(_Head(cell, table))
    for group in heads.values():
        yield from _unseen(context, group)
        yield from _spellings(context, group)
    yield from _siblings(context)


def _unseen(context: LintContext, group: list[_Head]) -> Iterator[Violation]:
    """Yield headers that look like others and are not: a blank that is none, a mark of format."""
    plain = {head.text: head for head in reversed(group) if head.text == bare(head.text)}
    for head in group:
        shown = bare(head.text)
        if head.text != shown and shown in plain:
            values = {"expected": shown, "names": unseen(head.text)}
            yield _hit(context, "unseen", head, plain[shown], values, Safety.SAFE)


def _spellings(context: LintContext, group: list[_Head]) -> Iterator[Violation]:
    spelled = Counter(bare(head.text) for head in group)
    if len(spelled) < 2:
        return
    (usual, agreeing), (_, second) = spelled.most_common(2)
    if agreeing == second:
        return
    model = next(head for head in group if bare(head.text) == usual)
    for head in group:
        found = bare(head.text)
        # As often as makes a convention, it is one.
        if found == usual or spelled[found] >= context.conventions.minimum:
            continue
        values = {
            "found": found,
            "expected": usual,
            "agreeing": str(agreeing),
            "total": str(len(group)),
        }
        same = found.casefold() == usual.casefold()
        safety = Safety.SAFE if same else Safety.UNSAFE
        yield _hit(context, "spelling", head, model, values, safety)


def _hit(
    context: LintContext,
    case: str,
    head: _Head,
    model: _Head,
    values: dict[str, str],
    safety: Safety,
) -> Violation:
    fix = None
    if head.cell.span.of(context.text) == head.text:  # no markup that the edit would lose
        edit = replace(head.cell.span, values["expected"])
        fix = Fix(safety, f"write `{values['expected']}`", (edit,))
    related = (Related(model.cell.span, "as here"),)
    return Violation(case, head.cell.span, values, fix, related=related)


def _siblings(context: LintContext) -> Iterator[Violation]:
    """Yield headers that alone differ from tables of the same shape, and mean the same."""
    shapes: dict[tuple[str, ...], list[Table]] = defaultdict(list)
    for table in context.document.tables:
        keys = tuple(header_key(bare(cell.text)) for cell in table.header.cells)
        if _SHARED < len(keys) <= _WIDE and len(set(keys)) == len(keys):
            shapes[keys].append(table)
    # Tables that agree but for one column meet under what is left without it.
    holes: dict[tuple[int, tuple[str, ...]], list[tuple[str, ...]]] = defaultdict(list)
    for keys in shapes:
        for index in range(len(keys)):
            holes[index, keys[:index] + keys[index + 1 :]].append(keys)
    for (index, _), family in holes.items():
        ranked = sorted(family, key=lambda keys: -len(shapes[keys]))
        if len(ranked) < 2 or len(shapes[ranked[0]]) == len(shapes[ranked[1]]):
            continue
        usual, *others = ranked
        total = sum(len(shapes[keys]) for keys in family)
        model = _Head(shapes[usual][0].header.cells[index], shapes[usual][0])
        for keys in others:
            if not _means_the_same(keys[index], usual[index]):
                continue
            for table in shapes[keys]:
                values = {
                    "found": bare(table.header.cells[index].text),
                    "expected": bare(model.text),
                    "agreeing": str(len(shapes[usual])),
                    "total": str(total),
                }
                head = _Head(table.header.cells[index], table)
                yield _hit(context, "name", head, model, values, Safety.UNSAFE)


def _means_the_same(one: str, other: str) -> bool:
    """Tell whether a header is one of the words of the other (`a/b`), or its plural."""
    one, other = sorted((one, other), key=len)
    return one in {part.strip() for part in other.split("/")} or other == one + "s"


KIND = Kind(NoParameters, CASES, check)
