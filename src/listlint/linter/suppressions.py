"""Ignore comments: which findings they suppress, and which of them are unused.

`<!-- listlint-disable-next-line dead-link -- why, until=2027-03-01 -->`, `disable-line`,
`disable` … `enable`, `disable-file`. Without names, a comment applies to all rules.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import accumulate, chain

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Finding, Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.similarity import SimilarNames


class Verb(StrEnum):
    """The command of an ignore comment."""

    NEXT_LINE = "disable-next-line"
    LINE = "disable-line"
    FILE = "disable-file"
    DISABLE = "disable"
    ENABLE = "enable"


@dataclass(frozen=True, slots=True)
class Ignore:
    """What a comment suppresses: `rules` (empty: all) except `spared`, on lines `first` to `last`.

    `span` is that of the comment; one comment may have several ignores.
    """

    span: Span
    rules: frozenset[str]
    first: int
    last: int
    until: date | None
    spared: frozenset[str] = frozenset()


_COMMENT = regex(r"\s*listlint-(?P<verb>[a-z-]+)(?P<rest>.*)", re.DOTALL)
_UNTIL = regex(r"\buntil=(\S+)")
_FOREVER = 10**9
_MOST_OPEN = 100
"""Most regions open at once; bounds the time for hostile input."""
OWN_RULE = "unused-ignore"


def apply_suppressions(
    context: LintContext,
    findings: Sequence[Finding],
    known: Iterable[str],
    today: date,
    can_be_unused: Callable[[Ignore], bool] = lambda _ignore: True,
) -> tuple[list[Finding], list[Violation]]:
    """Return the findings that no comment suppresses, and the violations of `unused-ignore`.

    `known` are the names that a comment may use; a comment has no effect after its `until=` date.
    `can_be_unused` returns whether enough was checked to report an ignore as unused.
    """
    violations: list[Violation] = []
    lines = _EntryLines(context)
    ignores = list(_ignores(context, lines, sorted(known), violations))
    live = [ignore for ignore in ignores if ignore.until is None or today <= ignore.until]
    position = context.document.lines.position
    numbered = [(finding, position(finding.span.start).line) for finding in findings]
    suppressed, used = _cover(live, {(finding.rule, line) for finding, line in numbered})
    kept = [finding for finding, line in numbered if (finding.rule, line) not in suppressed]
    by_comment: dict[Span, list[Ignore]] = {}
    for ignore in ignores:
        by_comment.setdefault(ignore.span, []).append(ignore)
    for span, parts in by_comment.items():
        until = parts[0].until
        if until is not None and until < today:
            violations.append(Violation(span, f"ignore comment expired on {until}"))
        elif span not in used and all(map(can_be_unused, parts)):
            fix = Fix(Safety.UNSAFE, "remove the comment", (delete(span),))
            rules = sorted(frozenset().union(*(ignore.rules for ignore in parts)))
            names = ", ".join(f"`{rule}`" for rule in rules)
            nothing = f"no {names} finding here" if names else "no finding here"
            violations.append(Violation(span, f"unused ignore comment: {nothing}", fix))
    return kept, violations


_Place = tuple[str, int]
"""A rule and a line with findings of it."""


def _cover(ignores: Iterable[Ignore], places: Iterable[_Place]) -> tuple[set[_Place], set[Span]]:
    """Return the places that are suppressed, and the comments that suppress any.

    For each rule, each ignore is looked at once, however many lines it covers.
    """
    lines: dict[str, list[int]] = {}
    for rule, line in sorted(places):
        lines.setdefault(rule, []).append(line)
    named: dict[str, list[Ignore]] = {}
    unnamed = []
    for ignore in ignores:
        for rule in ignore.rules:
            named.setdefault(rule, []).append(ignore)
        if not ignore.rules:
            unnamed.append(ignore)
    suppressed: set[_Place] = set()
    used: set[Span] = set()
    for rule, numbers in lines.items():
        changes = [0] * (len(numbers) + 1)
        for ignore in chain(named.get(rule, ()), unnamed):
            start, end = bisect_left(numbers, ignore.first), bisect_right(numbers, ignore.last)
            if start < end and rule not in ignore.spared:
                used.add(ignore.span)
                changes[start] += 1
                changes[end] -= 1
        covered = zip(numbers, accumulate(changes), strict=False)
        suppressed |= {(rule, line) for line, count in covered if count}
    return suppressed, used


def ignores(context: LintContext, known: Iterable[str]) -> Iterator[Ignore]:
    """Yield what the comments of a list suppress."""
    return _ignores(context, _EntryLines(context), sorted(known), [])


class _EntryLines:
    """The lines of entries that span several."""

    def __init__(self, context: LintContext) -> None:
        self.last: dict[int, int] = {}
        """The last line of each entry, by its first."""
        self.first: dict[int, int] = {}
        """The first line of the entry that each further line continues."""
        for entry in context.entries:
            first, *others = context.document.lines.numbers(entry.span)
            self.last[first] = first + len(others)
            self.first |= dict.fromkeys(others, first)


def _ignores(
    context: LintContext, lines: _EntryLines, known: list[str], violations: list[Violation]
) -> Iterator[Ignore]:
    """Yield the ignores of a context; errors in comments are added to `violations`."""
    position = context.document.lines.position
    similar = SimilarNames(known)
    opened: list[Ignore] = []
    for comment in context.document.comments:
        match = _COMMENT.fullmatch(comment.text)
        if match is None:
            continue
        try:
            verb = Verb(match["verb"])
        except ValueError:
            near = _near(match["verb"], SimilarNames(Verb))
            problem = f"`listlint-{match['verb']}` is not a command; {near}"
            violations.append(Violation(comment.span, problem))
            continue
        rules, until, problem = _arguments(match["rest"])
        if problem:
            violations.append(Violation(comment.span, problem))
            continue
        violations += (
            Violation(comment.span, f"unknown rule `{name}`; {_near(name, similar)}")
            for name in sorted(rules.difference(known))
        )
        if rules and not (rules := rules.intersection(known)):
            continue
        begin, end = position(comment.span.start).line, position(comment.span.end).line
        ignore = Ignore(comment.span, rules, begin, _FOREVER, until)
        match verb:
            case Verb.LINE:
                first = lines.first.get(begin, begin)
                yield replace(ignore, first=first, last=lines.last.get(first, begin))
            case Verb.NEXT_LINE:
                yield replace(ignore, first=end + 1, last=lines.last.get(end + 1, end + 1))
            case Verb.FILE:
                yield replace(ignore, first=1)
            case Verb.DISABLE if len(opened) < _MOST_OPEN:
                opened.append(ignore)
            case Verb.DISABLE:
                problem = f"more than {_MOST_OPEN} open regions; close some with `listlint-enable`"
                violations.append(Violation(comment.span, problem))
            case Verb.ENABLE:
                closed = list(_close(opened, rules, begin))
                if not closed:
                    problem = "`listlint-enable` without a `listlint-disable` before it"
                    violations.append(Violation(comment.span, problem))
                yield from closed
    yield from opened


def _close(opened: list[Ignore], rules: frozenset[str], line: int) -> Iterator[Ignore]:
    """End the regions that an `enable` of `rules` (empty: all) closes, wholly or in part."""
    for ignore in list(opened):
        ended = ignore.rules & rules if ignore.rules and rules else ignore.rules or rules
        if rules and not ended - ignore.spared:
            continue
        opened.remove(ignore)
        if not rules or ignore.rules == ended:
            yield replace(ignore, last=line)
        elif ignore.rules:
            yield replace(ignore, rules=ended, last=line)
            opened.append(replace(ignore, rules=ignore.rules - ended))
        else:
            yield replace(ignore, last=line)
            opened.append(replace(ignore, first=line, spared=ignore.spared | rules))


def _arguments(rest: str) -> tuple[frozenset[str], date | None, str]:
    """Return the rules, the date and the error, if any, of the text after the command."""
    names = rest.partition("--")[0]
    until: date | None = None
    if (match := _UNTIL.search(rest)) is not None:
        try:
            until = date.fromisoformat(match[1].rstrip(".,;)"))
        except ValueError:
            return frozenset(), None, f"`until={match[1]}` is not a date such as 2027-03-01"
        names = _UNTIL.sub("", names)
    rules = frozenset(name for name in re.split(r"[\s,]+", names.strip()) if name)
    return rules, until, ""


def _near(name: str, known: SimilarNames) -> str:
    near = known.closest(name)
    return f"did you mean `{near}`?" if near else "`listlint rule` lists all rules"
