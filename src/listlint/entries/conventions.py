"""Conventions of a list: what nearly all of its entries have in common.

Where enough entries have a value and nearly all agree, it is a convention (at least ten
entries, nine in ten alike; both are options). Where they do not, there is none.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from enum import StrEnum
from typing import Generic, TypeVar

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries import Entry, EntryKind
from listlint.entries.model import inlines_after
from listlint.entries.thresholds import Conventions
from listlint.language.words import ideographs
from listlint.markdown import CodeSpan, Link, Text, walk

A = TypeVar("A", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Convention(Generic[A]):
    """A value that `agreeing` of `total` have."""

    value: A
    agreeing: int
    total: int

    @property
    def counts(self) -> str:
        """The numbers for a message: `2,508 of 2,627`."""
        return f"{self.agreeing:,} of {self.total:,}"


@dataclass(frozen=True, slots=True)
class Outlier(Generic[T, A]):
    """An item whose value differs from the convention."""

    one: T
    value: A
    convention: Convention[A]


@dataclass(frozen=True, slots=True)
class Learned:
    """A convention of a list as an option of a rule, for `listlint init`.

    `value` of `option` would pin it; `agreeing` of `total` follow it already; `what` is the
    plural of those and what they do: "descriptions end with a period".
    """

    option: str
    value: str | int | bool
    agreeing: int
    total: int
    what: str


def learn(values: Iterable[A], thresholds: Conventions) -> Convention[A] | None:
    """Return the value that nearly all have, if there are enough.

    So it is, too, where others are more frequent together, but each of them is an exception.
    """
    counts = Counter(values)
    total = counts.total()
    if total < max(thresholds.minimum, 1):
        return None
    (value, agreeing), *others = counts.most_common(2)
    exceptions = (1 - thresholds.share) * total
    is_clear = agreeing >= total - 2 * exceptions and 2 * agreeing > total
    if agreeing < thresholds.share * total and not (is_clear and others[0][1] < exceptions):
        return None
    return Convention(value, agreeing, total)


def are_exceptions(count: int, total: int, thresholds: Conventions) -> bool:
    """Return whether `count` of `total` places are too few to be a style of their own.

    A single one always is; so this answers for lists too small for a convention.
    """
    return count <= max(1, (1 - thresholds.share) * total)


def outliers(
    items: Iterable[tuple[T, A]], thresholds: Conventions, decided: A | None = None
) -> Iterator[Outlier[T, A]]:
    """Yield the items whose value differs from the convention, or from `decided`."""
    pairs = list(items)
    values = [value for _, value in pairs]
    convention = (
        learn(values, thresholds)
        if decided is None
        else Convention(decided, values.count(decided), len(values))
    )
    if convention is None:
        return
    for one, value in pairs:
        if value != convention.value:
            yield Outlier(one, value, convention)


def outliers_within(
    items: Iterable[tuple[T, A]],
    scope: Callable[[T], Hashable],
    thresholds: Conventions,
    decided: A | None = None,
) -> Iterator[Outlier[T, A]]:
    """Yield the outliers of all items or, without a common convention, those of each scope.

    A scope with a convention counts for the common one as if it had no outliers, so that fixing
    these does not create a common convention.
    """
    pairs = list(items)
    if decided is not None:
        yield from outliers(pairs, thresholds, decided)
        return
    scopes: dict[Hashable, list[tuple[T, A]]] = {}
    for one, value in pairs:
        scopes.setdefault(scope(one), []).append((one, value))
    settled: list[A] = []
    for group in scopes.values():
        values = [value for _, value in group]
        own = learn(values, thresholds)
        settled += [own.value] * len(values) if own else values
    common = learn(settled, thresholds)
    if common is not None:
        yield from outliers(pairs, thresholds, common.value)
        return
    for group in scopes.values():
        yield from outliers(group, thresholds)


def with_values(
    entries: Iterable[Entry], kind: EntryKind, value_of: Callable[[Entry], A | None]
) -> Iterator[tuple[Entry, A]]:
    """Yield the entries of one kind for which `value_of` is not None, each with its value."""
    for entry in entries:
        if entry.kind is kind and (value := value_of(entry)) is not None:
            yield entry, value


def agreed(groups: Iterable[Iterable[A]], thresholds: Conventions) -> Convention[A] | None:
    """Return the convention of all groups together, unless one of them has its own."""
    values = [list(group) for group in groups]
    convention = learn((value for group in values for value in group), thresholds)
    own = (learn(group, thresholds) for group in values)
    if convention is None or any(other and other.value != convention.value for other in own):
        return None
    return convention


# --- Starts of descriptions ----------------------------------------------------------------


class Case(StrEnum):
    """The letter case that a description starts with."""

    UPPER = "upper"
    LOWER = "lower"


ARTICLES = frozenset({"a", "an", "the"})
"""They start a description also without a separator: `[Tool](…) a tool`."""
_OPENING = r"[\"'“‘«(\[*_~]*"
_COMPOUND = regex(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_FIRST_WORD = regex(_OPENING + r"([^\W\d_][\w.+#/@&’'-]*)")


_LETTERS = regex(r"[^\W\d_]{2,}")
_FIRST = 40
"""Characters in which most phrases have three words; few texts are searched further."""


def is_phrase(text: str) -> bool:
    """Return whether a text is long enough to be a phrase: three words, or eight ideographs."""
    if len(_LETTERS.findall(text, 0, _FIRST)) >= 3:
        return True
    return len(_LETTERS.findall(text)) >= 3 or ideographs(text) >= 8


_WORDED = regex(r"\w")
_TIED = regex(r"\w ([a-z]{1,5})$")


def is_within_sentence(entry: Entry) -> bool:
    """Return whether an entry's link is within a sentence: `Fix the parser by [Ada](…)`.

    So it is after several words, and after two if the last is a function word: `Check with`.
    """
    text = entry.leading_text
    return bool(text) and (is_phrase(text) or _TIED.search(text) is not None)


def is_reference(entry: Entry) -> bool:
    """Return whether the description of a row consists of links only: the title of a paper."""
    cell = entry.description_cell
    if cell is None:
        return False
    linked = sum(len(_WORDED.findall(i.text)) for i in walk(cell.inlines) if isinstance(i, Link))
    return linked > 0 and linked * 2 > len(_WORDED.findall(cell.text))


def is_sentence(entry: Entry) -> bool:
    """Return whether the description of an entry is a text of its own, of some words."""
    is_text = is_phrase(entry.description) and not is_reference(entry)
    return is_text and not is_within_sentence(entry)


def starts_with_object(entry: Entry) -> bool:
    """Return whether a description starts with code, a link or an image, perhaps emphasized."""
    if entry.description_span is None:
        return False
    start = entry.description_span.start
    inlines = inlines_after(entry.description_leaf, start)
    if len(inlines) == 1 and isinstance(inlines[0], Text):
        return False
    objects = (i.span.start for i in walk(inlines) if isinstance(i, (CodeSpan, Link)))
    return any(start <= offset <= start + 2 for offset in objects)


def first_word(entry: Entry) -> str | None:
    """Return the word that a description starts with; None if it does not start with one."""
    match = _FIRST_WORD.match(entry.description)
    return match[1].rstrip(".,;:-/&") if match else None


def case(entry: Entry) -> Case | None:
    """Return the letter case that a description starts with; None if it may have either.

    A name with a capital or a digit further in (`iOS`, `LaTeX`, `x86`), code, remarks in brackets
    and scripts without case have none, nor what continues the sentence of the link.
    """
    if not is_sentence(entry) or entry.description.lstrip("*_~\"'“‘«")[:1] in ("(", "["):
        return None
    word = first_word(entry)
    if word is None or starts_with_object(entry):
        return None
    follows = entry.item is not None and entry.separator is None
    if follows and word[0].islower() and word not in ARTICLES:
        return None
    if len(word) == 1:
        return {"A": Case.UPPER, "a": Case.LOWER}.get(word)
    if not (word.isalpha() or _COMPOUND.fullmatch(word)) or not word[1:].islower():
        return None
    if word[0].isupper():
        return Case.UPPER
    return Case.LOWER if word[0].islower() else None
