"""Values that most rows of their column spell differently."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import unescape

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Related, Violation
from listlint.diagnostics.records import dataclass
from listlint.entries.columns import header_key
from listlint.entries.context import LintContext
from listlint.entries.conventions import learn as learn_convention
from listlint.entries.values import (
    ColumnContent,
    ColumnType,
    FieldValue,
    column_contents,
    is_quoted,
    value_key,
)
from listlint.language.names import NAMES
from listlint.language.words import describe_invisible, is_not_applicable, visible, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `inconsistent-value`."""

    ignored: tuple[str, ...] = ("license",)
    """Headers, in any spelling, of columns that are not checked."""


Spellings = Mapping[str, list[FieldValue]]
"""The values of a column that mean the same, by how they are spelled."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield values that differ from the usual spelling of the same value."""
    ignored = set(map(header_key, options.ignored))
    for content in column_contents(context):
        if content.type is ColumnType.NUMBERS or content.column.key in ignored:
            continue
        for spelled in _meanings(content, context.conventions.column_share):
            if len(spelled) > 1:
                yield from _violations(context, content, spelled)


def _meanings(content: ColumnContent, share: float) -> Iterator[Spellings]:
    """Yield the values of a column that mean the same, in a group each.

    Among sentences, only what fills its cell is a value.
    """
    held = content.values
    if content.type is ColumnType.TEXT:
        held = tuple(v for v in held if v.value.text == " ".join(v.field.cell.text.split()))
    alike: dict[str, list[FieldValue]] = defaultdict(list)
    for one in held:
        alike[one.value.text].append(one)
    answers = sum(len(group) for text, group in alike.items() if yes_or_no(text) is not None)
    has_answers = answers >= share * len(held)
    meant: dict[str | bool, dict[str, list[FieldValue]]] = defaultdict(dict)
    for text, group in alike.items():
        key: str | bool = value_key(text)
        if has_answers and (answer := yes_or_no(text)) is not None:
            key = answer
        elif is_not_applicable(text):
            key = "-"
        elif not any(char.isalpha() for char in text):
            key = text
        meant[key][text] = group
    yield from meant.values()


def _violations(
    context: LintContext, content: ColumnContent, spelled: Spellings
) -> Iterator[Violation]:
    usual = max(spelled, key=lambda text: (text in NAMES, len(spelled[text])))
    model = spelled[usual]
    total = sum(map(len, spelled.values()))
    if usual in NAMES:
        yield from _other_names(context.text, spelled, usual)
        return
    limits = context.conventions
    if len(model) < limits.value_lead or usual != visible(usual):
        return
    is_link = any(one.value.url is not None for group in spelled.values() for one in group)
    texts = (text for text, group in spelled.items() for _ in group)
    if (is_link or content.type is ColumnType.TEXT) and learn_convention(texts, limits) is None:
        return  # the names of two pages may differ by as little as their case
    counts = f"{len(model):,} of {total:,}"
    has_convention = total >= limits.name_minimum and len(model) >= limits.name_share * total
    for found, group in spelled.items():
        if found == usual or len(group) * limits.value_lead > len(model):
            continue
        is_case = found.casefold() == usual.casefold()
        is_same = visible(found) == usual
        if not is_same and (len(model) < limits.majority or (is_case and not has_convention)):
            continue
        for one in group:
            if is_quoted(context, one) or (is_case and _is_later(one, model)):
                continue
            message, safety = _difference(found, usual, counts, is_safe=has_convention)
            fix = _fix(context.text, one, model[0], usual, safety)
            related = (Related(model[0].value.span, "as here"),)
            yield Violation(one.value.span, message, fix, related=related)


def _other_names(text: str, spelled: Spellings, name: str) -> Iterator[Violation]:
    """Yield the links with another spelling of a known name; `name-spelling` has the others."""
    for found, group in spelled.items():
        for one in group:
            if found != name and one.value.url is not None:
                fix = _fix(text, one, spelled[name][0], name, Safety.UNSAFE)
                message = f"`{found}` should be spelled `{name}`"
                yield Violation(one.value.span, message, fix)


def _is_later(one: FieldValue, model: list[FieldValue]) -> bool:
    """Return whether the usual spelling begins a cell and a value does not: `Read, write`."""
    return not one.is_first and all(other.is_first for other in model)


def _difference(found: str, usual: str, counts: str, *, is_safe: bool) -> tuple[str, Safety]:
    """Return the message for a spelling, and how safe it is to write the usual one.

    An invisible character is never part of the spelling that was meant.
    """
    if visible(found) == usual:
        invisible = describe_invisible(found)
        return f"`{usual}` contains {invisible} ({counts} do not)", Safety.SAFE
    if value_key(found) == value_key(usual):
        safety = Safety.SAFE if is_safe else Safety.UNSAFE
        return f"`{found}` should be spelled `{usual}` ({counts} are)", safety
    return f"use `{usual}` instead of `{found}` ({counts} rows do)", Safety.UNSAFE


def _fix(text: str, one: FieldValue, model: FieldValue, usual: str, safety: Safety) -> Fix | None:
    """Return the fix that writes a value as its model is written in the source."""
    written = one.value.span.of(text)
    if " ".join(unescape(written).split()) != one.value.text:
        return None  # there is markup in it
    edit = replace(one.value.span, model.value.span.of(text))
    return Fix(safety, f"write `{usual}`", (edit,))
