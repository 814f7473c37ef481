"""Ignore comments: which findings they silence, and which of them are of no use.

`<!-- listlint-disable-next-line dead-link -- why, until=2027-03-01 -->`, `disable-line`,
`disable` … `enable`, `disable-file`. Without names, a comment means every rule.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum

from listlint.document import Comment, Document
from listlint.kinds import Hit
from listlint.text import Finding, Fix, Safety, Span, delete


class Verb(StrEnum):
    """What an ignore comment asks for."""

    NEXT_LINE = "disable-next-line"
    LINE = "disable-line"
    FILE = "disable-file"
    DISABLE = "disable"
    ENABLE = "enable"


@dataclass(frozen=True, slots=True)
class Ignore:
    """A comment that silences `rules` (empty: all) from line `first` to line `last`."""

    span: Span
    rules: frozenset[str]
    first: int
    last: int
    until: date | None
    reason: str

    def covers(self, rule: str, line: int) -> bool:
        """Tell whether a finding of `rule` on `line` is silenced."""
        return self.first <= line <= self.last and (not self.rules or rule in self.rules)


_COMMENT = re.compile(r"\s*listlint-(?P<verb>[a-z-]+)(?P<rest>.*)", re.DOTALL)
_UNTIL = re.compile(r"\buntil=(\S+)")
_FOREVER = 10**9
OWN_RULE = "unused-ignore"


def silence(
    document: Document, findings: Sequence[Finding], known: Iterable[str], today: date
) -> tuple[list[Finding], list[Hit]]:
    """Return the findings that no comment silences, and the hits of `unused-ignore`.

    `known` are the names that a comment may use; a comment past its `until=` date counts no more.
    """
    hits: list[Hit] = []
    ignores = list(_ignores(document, sorted(known), hits))
    live = [ignore for ignore in ignores if ignore.until is None or today <= ignore.until]
    used: set[Ignore] = set()
    kept = []
    for finding in findings:
        line = document.lines.position(finding.span.start).line
        covering = [ignore for ignore in live if ignore.covers(finding.rule, line)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    for ignore in ignores:
        names = ", ".join(sorted(ignore.rules)) or "any rule"
        if ignore not in live:
            values = {"rules": names, "date": str(ignore.until)}
            hits.append(Hit("expired", ignore.span, values))
        elif ignore not in used:
            fix = Fix(Safety.UNSAFE, "remove the comment", (delete(ignore.span),))
            hits.append(Hit("unused", ignore.span, {"rules": names}, fix))
    return kept, hits


def _ignores(document: Document, known: list[str], hits: list[Hit]) -> Iterator[Ignore]:
    """Yield the ignores of a document; what is wrong with a comment is added to `hits`."""
    opened: list[Ignore] = []
    for comment in document.comments:
        match = _COMMENT.fullmatch(comment.text)
        if match is None:
            continue
        try:
            verb = Verb(match["verb"])
        except ValueError:
            problem = f"`listlint-{match['verb']}` is no command: {_near(match['verb'], Verb)}"
            hits.append(Hit("malformed", comment.span, {"problem": problem}))
            continue
        rules, until, reason, problem = _arguments(match["rest"])
        if problem:
            hits.append(Hit("malformed", comment.span, {"problem": problem}))
            continue
        for name in sorted(rules.difference(known)):
            values = {"name": name, "hint": _near(name, known)}
            hits.append(Hit("unknown", comment.span, values))
        if rules and not (rules := rules.intersection(known)):
            continue
        first, last = document.lines.position(comment.span.start).line, 0
        match verb:
            case Verb.LINE:
                last = first
            case Verb.NEXT_LINE:
                first = document.lines.position(comment.span.end).line + 1
                last = first
            case Verb.FILE:
                first, last = 1, _FOREVER
            case Verb.DISABLE:
                last = _FOREVER
            case Verb.ENABLE:
                yield from _close(opened, rules, first)
                continue
        ignore = Ignore(comment.span, rules, first, last, until, reason)
        if verb is Verb.DISABLE:
            opened.append(ignore)
        else:
            yield ignore
    yield from opened


def _close(opened: list[Ignore], rules: frozenset[str], line: int) -> Iterator[Ignore]:
    """End the regions that an `enable` of `rules` (empty: all) closes."""
    for ignore in list(opened):
        if not rules or ignore.rules <= rules:
            opened.remove(ignore)
            yield Ignore(ignore.span, ignore.rules, ignore.first, line, ignore.until, ignore.reason)


def _arguments(rest: str) -> tuple[frozenset[str], date | None, str, str]:
    """Cut what stands behind the command: rules, date, reason; and a problem, if any."""
    names, _, reason = rest.partition("--")
    until: date | None = None
    if (match := _UNTIL.search(rest)) is not None:
        try:
            until = date.fromisoformat(match[1].rstrip(".,;)"))
        except ValueError:
            return frozenset(), None, "", f"`until={match[1]}` is no date like 2027-03-01"
        names = _UNTIL.sub("", names)
        reason = _UNTIL.sub("", reason)
    rules = frozenset(name for name in re.split(r"[\s,]+", names.strip()) if name)
    return rules, until, reason.strip(" ,;"), ""


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, [str(k) for k in known], n=1)
    return f"did you mean `{near[0]}`?" if near else "`listlint rule` lists the names"


def is_ignore(comment: Comment) -> bool:
    """Tell whether a comment is addressed to listlint."""
    return _COMMENT.fullmatch(comment.text) is not None
