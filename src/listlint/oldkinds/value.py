"""Values that are spelled otherwise than in most rows of their column."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Related
from listlint.entries.columns import (
    Content,
    Nature,
    Placed,
    bare,
    contents,
    header_key,
    unseen,
    value_key,
)
from listlint.entries.context import LintContext
from listlint.entries.conventions import learn
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`ignored` are headers, in any spelling, of columns whose values are left alone.

    Licenses have names of their own: the rule about them knows better than a majority.
    """

    ignored: tuple[str, ...] = ("license",)


_NAMES = ("found", "expected", "agreeing", "total", "column")
CASES = {"spelling": _NAMES, "unseen": ("names", *_NAMES), "word": _NAMES}

_LEAD = 2
"""How many times as often as another spelling the usual one must stand."""
_YES = frozenset(("yes", "y", "true", "✓", "✔", "✅", "☑", "是"))
_NO = frozenset(("no", "n", "false", "✗", "✘", "✖", "❌", "☒", "否"))
_NOTHING = frozenset(("-", "–", "—", "--", "---", "n/a", "na", "not applicable"))


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield values that differ from the usual spelling of the same value."""
    ignored = set(map(header_key, parameters.ignored))
    for content in contents(context):
        if content.nature is Nature.NUMBERS or content.column.key in ignored:
            continue
        for spelled in _answers(content).values():
            if len(spelled) > 1:
                yield from _odd(context, content, spelled)


def _answers(content: Content) -> Mapping[str, Mapping[str, list[Placed]]]:
    """Return the values of a column by what they mean, then by how they are spelled.

    Among sentences, only what fills its cell is a value.
    """
    asked = content.values
    if content.nature is Nature.TEXT:
        asked = tuple(p for p in asked if p.value.text == " ".join(p.field.cell.text.split()))
    marks = [bare(placed.value.text).casefold() for placed in asked]
    answers = sum(mark in _YES or mark in _NO for mark in marks)
    is_answer = answers * 10 >= len(marks) * 9
    meant: dict[str, dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for placed, mark in zip(asked, marks, strict=True):
        key = value_key(placed.value.text)
        if is_answer and mark in _YES:
            key = "yes"
        elif is_answer and mark in _NO:
            key = "no"
        elif mark in _NOTHING:
            key = "-"
        elif not any(char.isalpha() for char in mark):
            key = placed.value.text
        meant[key][placed.value.text].append(placed)
    return meant


def _odd(
    context: LintContext, content: Content, spelled: Mapping[str, list[Placed]]
) -> Iterator[Violation]:
    usual = max(spelled, key=lambda text: len(spelled[text]))
    model = spelled[usual]
    total = sum(map(len, spelled.values()))
    if len(model) < _LEAD or usual != bare(usual):
        return
    is_name = any(placed.value.url is not None for group in spelled.values() for placed in group)
    answers = (text for text, group in spelled.items() for _ in group)
    if (is_name or content.nature is Nature.TEXT) and learn(answers, context.conventions) is None:
        return  # the names of two pages may differ by as little as their case
    for found, group in spelled.items():
        if found == usual or len(group) * _LEAD > len(model):
            continue
        values = {
            "found": found,
            "expected": usual,
            "agreeing": str(len(model)),
            "total": str(total),
            "column": content.column.header,
        }
        case, safety = _difference(found, usual)
        if case == "unseen":
            values["names"] = unseen(found)
        for placed in group:
            fix = _fix(context.text, placed, model[0], usual, safety)
            related = (Related(model[0].value.span, "as here"),)
            yield Violation(case, placed.value.span, values, fix, related=related)


def _difference(found: str, usual: str) -> tuple[str, Safety]:
    if bare(found) == usual:
        return "unseen", Safety.SAFE
    if value_key(found) == value_key(usual):
        return "spelling", Safety.SAFE
    return "word", Safety.UNSAFE


def _fix(text: str, placed: Placed, model: Placed, usual: str, safety: Safety) -> Fix | None:
    """Return the fix that writes a value as its model is written in the source."""
    written = placed.value.span.of(text)
    if " ".join(unescape(written).split()) != placed.value.text:
        return None  # there is markup in it
    edit = replace(placed.value.span, model.value.span.of(text))
    return Fix(safety, f"write `{usual}`", (edit,))


KIND = Kind(Parameters, CASES, check)
