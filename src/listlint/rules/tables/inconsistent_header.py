"""Headers of columns that other tables of the list spell differently."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Related, Violation
from listlint.entries.columns import header_key
from listlint.entries.context import LintContext, NoOptions
from listlint.language.words import describe_invisible, visible
from listlint.markdown import Cell, Table

_WIDEST = 50
"""The most columns of a table that is compared column by column: time grows by the square."""


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield headers that differ from the same header of other tables."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    for table in context.document.tables:
        for cell in table.header.cells:
            if key := header_key(visible(cell.text)):
                groups[key].append(cell)
    for cells in groups.values():
        yield from _invisible(context, cells)
        yield from _spellings(context, cells)
    yield from _similar_tables(context)


def _invisible(context: LintContext, cells: list[Cell]) -> Iterator[Violation]:
    """Yield headers that look like others and are not: by another space, a format character."""
    plain = {cell.text: cell for cell in reversed(cells) if cell.text == visible(cell.text)}
    for cell in cells:
        written, shown = _written(context, cell), visible(cell.text)
        if written != shown and shown in plain:
            is_space = any(char.isspace() and char != " " for char in written.strip())
            others = "other tables have a space" if is_space else "other tables do not"
            message = f"header `{shown}` contains {describe_invisible(written)}; {others}"
            yield _violation(context, cell, plain[shown], message, Safety.SAFE)


def _written(context: LintContext, cell: Cell) -> str:
    """Return the source of a header that is plain text, else what is shown of it."""
    written = cell.span.of(context.text)
    return written if visible(written) == visible(cell.text) else cell.text


def _spellings(context: LintContext, cells: list[Cell]) -> Iterator[Violation]:
    spelled = Counter(visible(cell.text) for cell in cells)
    if len(spelled) < 2:
        return
    (usual, agreeing), (_, second) = spelled.most_common(2)
    if agreeing < max(context.conventions.majority, 2 * second):
        return
    model = next(cell for cell in cells if visible(cell.text) == usual)
    for cell in cells:
        found = visible(cell.text)
        # As often as makes a convention, it is one.
        if found == usual or spelled[found] >= context.conventions.minimum:
            continue
        message = (
            f"header `{found}` should be spelled `{usual}` ({agreeing:,} of {len(cells):,} are)"
        )
        is_case = found.casefold() == usual.casefold()
        safety = Safety.SAFE if is_case else Safety.UNSAFE
        yield _violation(context, cell, model, message, safety)


def _violation(
    context: LintContext, cell: Cell, model: Cell, message: str, safety: Safety
) -> Violation:
    fix = None
    if cell.span.of(context.text) == _written(context, cell):  # no markup that is lost
        expected = visible(model.text)
        fix = Fix(safety, f"write `{expected}`", (replace(cell.span, expected),))
    return Violation(cell.span, message, fix, related=(Related(model.span, "as here"),))


def _similar_tables(context: LintContext) -> Iterator[Violation]:
    """Yield the one header by which a table differs from others, where it means the same."""
    shapes: dict[tuple[str, ...], list[Table]] = defaultdict(list)
    used: Counter[str] = Counter()
    for table in context.document.tables:
        keys = tuple(header_key(visible(cell.text)) for cell in table.header.cells)
        used.update(set(keys))
        is_compared = context.conventions.shared_columns_minimum < len(keys) <= _WIDEST
        if is_compared and len(set(keys)) == len(keys):
            shapes[keys].append(table)
    # Tables that agree but for one column have in common what is left without it.
    variants: dict[tuple[int, tuple[str, ...]], list[tuple[str, ...]]] = defaultdict(list)
    for keys in shapes:
        for index in range(len(keys)):
            variants[index, keys[:index] + keys[index + 1 :]].append(keys)
    for (index, _), spellings in variants.items():
        ranked = sorted(spellings, key=lambda keys: -len(shapes[keys]))
        usual, *others = ranked
        least = context.conventions.majority
        if not others or len(shapes[usual]) < max(least, 2 * len(shapes[others[0]])):
            continue
        counts = f"{len(shapes[usual]):,} of {sum(len(shapes[keys]) for keys in spellings):,}"
        model = shapes[usual][0].header.cells[index]
        for keys in others:
            is_own = used[keys[index]] > len(shapes[keys])  # other tables have it on purpose
            if is_own or not _mean_the_same(keys[index], usual[index]):
                continue
            for table in shapes[keys]:
                cell = table.header.cells[index]
                message = (
                    f"header `{visible(cell.text)}` should be `{visible(model.text)}`"
                    f" (used by {counts} tables with the same other columns)"
                )
                yield _violation(context, cell, model, message, Safety.UNSAFE)


def _mean_the_same(one: str, other: str) -> bool:
    """Return whether a header is one of the words of the other (`a/b`), or its plural."""
    one, other = sorted((one, other), key=len)
    return one in {part.strip() for part in other.split("/")} or other == one + "s"
