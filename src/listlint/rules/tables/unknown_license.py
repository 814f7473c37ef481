"""Licenses in a license column that are misspelled, or not spelled as the list spells them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import Entry
from listlint.entries.columns import license_columns
from listlint.entries.context import LintContext
from listlint.entries.conventions import Convention
from listlint.entries.conventions import learn as learn_convention
from listlint.entries.thresholds import Conventions
from listlint.entries.values import Value, values
from listlint.language.licenses import License, Spelling, fold, read_license
from listlint.markdown import Cell, CodeSpan, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `unknown-license`."""

    columns: tuple[str, ...] = ()
    """Headers, in any spelling, of further columns that hold licenses."""
    extra: tuple[str, ...] = ()
    """Further licenses that are right."""


Named = list[tuple[Value, License]]
"""The values of a column with the license that each means."""
Proposal = tuple[str, Safety, str]
"""What to write instead of a license, how safe that is, and the message."""

# What could be an identifier: one word with a hyphen and a number, as `Foo-1.0`.
_IDENTIFIER = regex(r"[A-Za-z][A-Za-z]*(?:-[A-Za-z0-9.]+)*-v?\d+(?:\.\d+)*(?:-[A-Za-z]+)*")
# Terms of models and products that SPDX has no identifier for.
_OWN_TERMS = regex(
    r"rail|llama|gemma|qwen|deepseek|falcon|glm|baichuan|yi|community|custom|propriet|commercial"
    r"|research|model|open\s?source|fair|licenseref",
    re.IGNORECASE,
)
_DOUBT = regex(r"[?*~†‡]")
"""What restricts a license: `Apache 2.0 (?)` is not certain, and a footnote explains `MIT*`."""
_OPERATOR = regex(r"[ \t]+(?:or|and|OR|AND)[ \t]+(?!(?:any[ \t]+)?(?:later|newer|above))")


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield values of license columns that the list or SPDX spells differently."""
    extra = frozenset(map(fold, options.extra))
    columns = [
        [value for field in column.fields for value in _values(context.text, field.cell)]
        for column in license_columns(context, options.columns)
    ]
    for found in (*columns, _tags(context)):
        named: Named = []
        unknown: list[Value] = []
        for value in found:
            if fold(value.text) in extra or _DOUBT.search(value.text):
                continue
            if license_ := read_license(value.text):
                named.append((value, license_))
            elif _IDENTIFIER.fullmatch(value.text) and not _OWN_TERMS.search(value.text):
                unknown.append(value)
        identifiers = _identifiers(named, context.conventions)
        by_key: dict[str, list[str]] = defaultdict(list)
        for value, license_ in named:
            by_key[license_.key].append(value.text)
        own = {key: learn_convention(texts, context.conventions) for key, texts in by_key.items()}
        usual = _usual_spellings(named)
        suffix = _gnu_suffix(named)
        for value, license_ in named:
            convention = own[license_.key]
            if convention is not None and (len(license_.ids) == 1 or license_.loose):
                proposal = _as_the_list_does(value.text, convention)
            else:
                spellings = usual.get(license_.key, Counter())
                lead = context.conventions.value_lead
                proposal = _proposal(value.text, license_, spellings, lead, identifiers, suffix)
            if proposal is not None:
                expected, safety, message = proposal
                fix = Fix(safety, f"write `{expected}`", (replace(value.span, expected),))
                yield Violation(value.span, message, fix)
        if identifiers is not None:
            for value in unknown:
                message = f"`{value.text}` is not an SPDX license identifier"
                yield Violation(value.span, f"{message} ({identifiers.counts} licenses are)")


def _values(source: str, cell: Cell) -> Iterator[Value]:
    """Yield the licenses of a cell: all of it if it is one, or its values and their parts."""
    whole = cell.span.of(source)
    if whole == cell.text and read_license(whole) is not None:
        yield Value(whole, cell.span)
        return
    for value in values(source, cell):
        parts = _OPERATOR.split(value.text)
        if (
            len(parts) > 1
            and value.span.of(source) == value.text
            and read_license(value.text) is None
            and all(map(read_license, parts))
        ):
            at = 0
            for part in parts:
                at = value.text.index(part, at)
                start = value.span.start + at
                at += len(part)
                yield Value(part, Span(start, start + len(part)))
        else:
            yield value


def _tags(context: LintContext) -> list[Value]:
    """Return the first tags of items (`` `MIT` `Go` ``), if nearly all of these are licenses."""
    found = []
    for entry in context.entries:
        tag = _first_tag(entry) if entry.item else None
        if tag is not None:
            start = context.text.find(tag.text, tag.span.start, tag.span.end)
            parts = re.finditer(r"[^/]+", tag.text) if start >= 0 else ()
            found += [Value(one[0], Span(*one.span()).shifted(start)) for one in parts]
    convention = learn_convention(
        (read_license(value.text) is not None for value in found), context.conventions
    )
    return found if convention and convention.value else []


def _first_tag(entry: Entry) -> CodeSpan | None:
    """Return the first of the code spans that an item ends with."""
    first = None
    for inline in reversed([inline for leaf in entry.leaves for inline in leaf.inlines]):
        if isinstance(inline, CodeSpan):
            first = inline
        elif not isinstance(inline, Text) or inline.text.strip():
            break
    return first


def _identifiers(named: Named, conventions: Conventions) -> Convention[bool] | None:
    """Return how many licenses are identifiers, if nearly all are; None where they are not.

    Names that are identifiers, as `MIT`, show nothing.
    """
    versioned = [license_ for _, license_ in named if re.search(r"[-\d]", license_.ids[0])]
    exact = sum(license_.spelling is Spelling.EXACT for license_ in versioned)
    has_enough = exact >= conventions.name_minimum
    if has_enough and exact >= conventions.name_share * len(versioned):
        return Convention(True, exact, len(versioned))
    return None


def _usual_spellings(named: Named) -> dict[str, Counter[str]]:
    """Return how often each right spelling of each license occurs, the usual one first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    exact: set[str] = set()
    for value, license_ in named:
        if license_.spelling is not Spelling.MISSPELLED:
            counts[license_.key][value.text] += 1
        if license_.spelling is Spelling.EXACT:
            exact.add(value.text)
    return {
        key: Counter(dict(sorted(one.items(), key=lambda n: (-n[1], n[0] not in exact))))
        for key, one in counts.items()
    }


def _gnu_suffix(named: Named) -> str | None:
    """Return the suffix of most identifiers of GNU licenses: none, `-only` or `-or-later`."""
    counts = Counter(
        match[1] or ""
        for value, license_ in named
        if license_.spelling is Spelling.EXACT
        and (match := re.fullmatch(r"[AL]?GPL-\d\.\d(-only|-or-later)?", value.text))
    )
    return counts.most_common(1)[0][0] if counts else None


def _as_the_list_does(found: str, convention: Convention[str]) -> Proposal | None:
    expected = convention.value
    if found == expected:
        return None
    message = f"`{found}` should be spelled `{expected}` ({convention.counts} are)"
    return expected, Safety.SAFE, message


def _proposal(
    found: str,
    license_: License,
    spellings: Counter[str],
    lead: int,
    identifiers: Convention[bool] | None,
    suffix: str | None,
) -> Proposal | None:
    """Return what to write for a license that the list has no spelling of its own for."""
    is_clear = len(license_.ids) == 1
    known = next(iter(spellings), None)
    if license_.spelling is Spelling.MISSPELLED:
        expected = known or license_.family or license_.loose or license_.ids[0]
        safety = Safety.SAFE if known else Safety.UNSAFE
        return expected, safety, f"`{found}` is not a license; did you mean `{expected}`?"
    if license_.spelling is Spelling.EXACT:
        return None
    if identifiers is None:
        identifier = license_.ids[0]
        is_case = is_clear and identifier in spellings and identifier.lower() == found.lower()
        expected = identifier if is_case else known or ""
        is_usual = is_clear and known and spellings[known] >= lead * spellings[found]
        if not (is_case or is_usual):
            return None
        message = f"`{found}` and `{expected}` are one license; use `{expected}`"
        return expected, Safety.SAFE if is_case else Safety.UNSAFE, message
    expected, safety = license_.ids[0], Safety.SAFE
    if not is_clear and license_.loose is not None and suffix is not None:
        expected, safety = license_.loose + suffix, Safety.UNSAFE if suffix else Safety.SAFE
    elif not is_clear:
        choices = " or ".join(f"`{choice}`" for choice in license_.ids[:2])
        return expected, Safety.DISPLAY_ONLY, f"`{found}` is ambiguous; use {choices}"
    message = f"`{found}` should be `{expected}` ({identifiers.counts} licenses are identifiers)"
    return expected, safety, message
