"""Ignore comments: which findings they suppress, and which of them are unused.

`<!-- listlint-disable-next-line dead-link -- why, until=2027-03-01 -->`, `disable-line`,
`disable` … `enable`, `disable-file`. Without names, a comment applies to all rules.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import chain

from listlint.diagnostics.edits import Fix, Safety, delete
from listlint.diagnostics.findings import Finding, Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.similarity import closest_match


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

    def covers(self, rule: str, line: int) -> bool:
        """Return whether a finding of `rule` on `line` is suppressed."""
        meant = rule in self.rules if self.rules else rule not in self.spared
        return meant and self.first <= line <= self.last


_COMMENT = re.compile(r"\s*listlint-(?P<verb>[a-z-]+)(?P<rest>.*)", re.DOTALL)
_UNTIL = re.compile(r"\buntil=(\S+)")
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
    local: dict[int, list[Ignore]] = {}
    regions: list[Ignore] = []
    for ignore in live:
        short = ignore.last <= lines.last.get(ignore.first, ignore.first)
        (local.setdefault(ignore.first, []) if short else regions).append(ignore)
    used: set[Span] = set()
    suppressed: dict[tuple[str, int], bool] = {}  # hostile lists repeat a place many times
    kept = []
    for finding in findings:
        line = context.document.lines.position(finding.span.start).line
        place = (finding.rule, line)
        if place not in suppressed:
            near = {line, lines.first.get(line, line)}
            candidates = chain(regions, *(local.get(number, ()) for number in near))
            covering = [ignore.span for ignore in candidates if ignore.covers(*place)]
            used.update(covering)
            suppressed[place] = bool(covering)
        if not suppressed[place]:
            kept.append(finding)
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
    opened: list[Ignore] = []
    for comment in context.document.comments:
        match = _COMMENT.fullmatch(comment.text)
        if match is None:
            continue
        try:
            verb = Verb(match["verb"])
        except ValueError:
            problem = f"`listlint-{match['verb']}` is not a command; {_near(match['verb'], Verb)}"
            violations.append(Violation(comment.span, problem))
            continue
        rules, until, problem = _arguments(match["rest"])
        if problem:
            violations.append(Violation(comment.span, problem))
            continue
        violations += (
            Violation(comment.span, f"unknown rule `{name}`; {_near(name, known)}")
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


def _near(name: str, known: Iterable[str]) -> str:
    near = closest_match(name, known)
    return f"did you mean `{near}`?" if near else "`listlint rule` lists all rules"
