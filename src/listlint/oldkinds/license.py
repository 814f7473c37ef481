"""Licenses in a license column: known ones, in the spelling that the list itself uses."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries.columns import Column, Value, license_columns, values
from listlint.entries.context import LintContext
from listlint.entries.conventions import learn
from listlint.entries.thresholds import Conventions
from listlint.language.licenses import License, Spelling, fold, read_license
from listlint.markdown import Cell
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`columns`: headers of columns with licenses, in any spelling; `extra`: further licenses."""

    columns: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


_HABIT = ("found", "wanted", "agreeing", "total")
CASES = {
    "own-spelling": _HABIT,
    "identifier": _HABIT,
    "several": ("found", "wanted"),
    "misspelt": ("found", "wanted"),
    "unclear": ("found", "choices"),
    "unknown": ("found", "agreeing", "total"),
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A value of the column with the license that it means."""

    value: Value
    license: License


# What could be an identifier: one word with a hyphen and a number, as `Foo-1.0`.
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z]*(?:-[A-Za-z0-9.]+)*-v?\d+(?:\.\d+)*(?:-[A-Za-z]+)*")
# Terms of models and products that SPDX has no identifier for.
_OWN_TERMS = re.compile(
    r"rail|llama|gemma|qwen|deepseek|falcon|glm|baichuan|yi|community|custom|propriet|commercial"
    r"|research|model|open\s?source|fair|licenseref",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[ \t]+(?:or|and|OR|AND)[ \t]+(?!(?:any[ \t]+)?(?:later|newer|above))")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield values of license columns that are misspelt, or spelt otherwise than the list does."""
    extra = frozenset(fold(name) for name in parameters.extra)
    for column in license_columns(context, parameters.columns):
        yield from _column(context, column, extra)


def _column(context: LintContext, column: Column, extra: frozenset[str]) -> Iterator[Violation]:
    named: list[_Named] = []
    unknown: list[Value] = []
    for field in column.fields:
        for value in _values(context.text, field.cell):
            if fold(value.text) in extra:
                continue
            license_ = read_license(value.text)
            if license_ is not None:
                named.append(_Named(value, license_))
            elif _IDENTIFIER.fullmatch(value.text) and not _OWN_TERMS.search(value.text):
                unknown.append(value)
    style = _style(named)
    own = _own_spellings(named, context.conventions)
    usual = _usual_spellings(named)
    for one in named:
        violation = _hit(one, named, style, own, usual)
        if violation is not None:
            yield violation
    if style is not None:
        for value in unknown:
            yield Violation("unknown", value.span, {"found": value.text, **style})


def _values(source: str, cell: Cell) -> Iterator[Value]:
    """Yield the licenses of a cell: all of it if it is one, or its values and their parts."""
    whole = cell.span.of(source)
    if whole == cell.text and read_license(whole) is not None:
        yield Value(whole, cell.span)
        return
    for value in values(source, cell):
        parts = _JOINED.split(value.text)
        if (
            len(parts) > 1
            and value.span.of(source) == value.text
            and read_license(value.text) is None
            and all(read_license(part) for part in parts)
        ):
            at = 0
            for part in parts:
                at = value.text.index(part, at)
                start = value.span.start + at
                yield Value(part, Span(start, start + len(part)))
                at += len(part)
        else:
            yield value


def _style(named: list[_Named]) -> dict[str, str] | None:
    """Tell how many write identifiers, if at least half do; None where they do not.

    Names that are identifiers, as `MIT`, say nothing.
    """
    asked = [one for one in named if re.search(r"[-\d]", one.license.ids[0])]
    exact = sum(one.license.spelling is Spelling.EXACT for one in asked)
    if exact < 2 or exact * 2 < len(asked):
        return None
    return {"agreeing": str(exact), "total": str(len(asked))}


def _own_spellings(
    named: list[_Named], thresholds: Conventions
) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the spelling that nearly all use for a license, with how many do."""
    own: dict[str, tuple[str, dict[str, str]]] = {}
    for key in {one.license.key for one in named}:
        convention = learn((one.value.text for one in named if one.license.key == key), thresholds)
        if convention is not None:
            own[key] = (convention.answer, convention.values)
    return own


def _usual_spellings(named: list[_Named]) -> dict[str, str]:
    """Return the most common right spelling of each license: of several, the identifier."""
    counts: dict[str, Counter[str]] = {}
    exact: set[str] = set()
    for one in named:
        if one.license.spelling is not Spelling.MISSPELT:
            counts.setdefault(one.license.key, Counter())[one.value.text] += 1
        if one.license.spelling is Spelling.EXACT:
            exact.add(one.value.text)
    return {
        key: max(counter, key=lambda text: (counter[text], text in exact))
        for key, counter in counts.items()
    }


def _hit(
    one: _Named,
    named: list[_Named],
    style: dict[str, str] | None,
    own: dict[str, tuple[str, dict[str, str]]],
    usual: dict[str, str],
) -> Violation | None:
    found, license_ = one.value.text, one.license
    if license_.key in own and (len(license_.ids) == 1 or license_.loose):
        wanted, strength = own[license_.key]
        if found == wanted:
            return None
        values_ = {"found": found, "wanted": wanted, **strength}
        return Violation("own-spelling", one.value.span, values_, _write(one, wanted, Safety.SAFE))
    if license_.spelling is Spelling.MISSPELT:
        wanted = usual.get(license_.key, license_.loose or license_.ids[0])
        values_ = {"found": found, "wanted": wanted}
        return Violation("misspelt", one.value.span, values_, _write(one, wanted, Safety.SAFE))
    if len(license_.ids) == 1 and style is None and found != usual[license_.key]:
        values_ = {"found": found, "wanted": usual[license_.key]}
        return Violation(
            "several", one.value.span, values_, _write(one, values_["wanted"], Safety.SAFE)
        )
    if style is None or license_.spelling is Spelling.EXACT:
        return None
    if len(license_.ids) == 1:
        values_ = {"found": found, "wanted": license_.ids[0], **style}
        return Violation(
            "identifier", one.value.span, values_, _write(one, license_.ids[0], Safety.SAFE)
        )
    if license_.loose is not None:
        suffix = _gnu_habit(named)
        if suffix is not None:
            wanted = license_.loose + suffix
            safety = Safety.UNSAFE if suffix else Safety.SAFE
            values_ = {"found": found, "wanted": wanted, **style}
            return Violation("identifier", one.value.span, values_, _write(one, wanted, safety))
    choices = " or ".join(f"`{choice}`" for choice in license_.ids[:2])
    values_ = {"found": found, "choices": choices}
    return Violation(
        "unclear", one.value.span, values_, _write(one, license_.ids[0], Safety.DISPLAY_ONLY)
    )


def _gnu_habit(named: list[_Named]) -> str | None:
    """Return what most identifiers of GNU licenses end with: nothing, `-only` or `-or-later`."""
    counts = Counter(
        match[1] or ""
        for one in named
        if one.license.spelling is Spelling.EXACT
        and (match := re.fullmatch(r"[AL]?GPL-\d\.\d(-only|-or-later)?", one.value.text))
    )
    return counts.most_common(1)[0][0] if counts else None


def _write(one: _Named, wanted: str, safety: Safety) -> Fix:
    return Fix(safety, f"write `{wanted}`", (replace(one.value.span, wanted),))


KIND = Kind(Parameters, CASES, check)
