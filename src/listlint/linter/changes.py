"""What a change adds to a list: findings and URLs that its previous version does not have.

Line numbers are not compared: an entry or a line that only moves has not changed.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from operator import attrgetter

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.linter.index import list_index

_LONGEST = 200
"""Characters of a text that are compared."""


def new_urls(before: LintContext, after: LintContext) -> frozenset[str]:
    """Return the URLs that only `after` links to."""
    known = {link.url for link in before.document.links}
    return frozenset(link.url for link in after.document.links if link.url not in known)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A finding, its line, and by what it is recognized.

    `subject` holds the URL of its entry or its section, `place` the name of its entry or the
    line: so one is the same where an entry gets another URL or a section another heading.
    Findings outside of entries may also be the same by their `message`: those about the page.
    """

    finding: Finding
    line: str
    subject: Hashable
    place: Hashable
    message: Hashable


def new_findings(
    before: LintContext,
    old: Iterable[Finding],
    after: LintContext,
    new: Iterable[Finding],
    learning: Container[str] = (),
) -> list[Finding]:
    """Return the findings `new` of `after` without those that `before` has, wherever they are.

    Of several that are alike, those on changed lines are the new ones. Rules that are `learning`
    conventions report changed lines only: a change makes no convention for the others.
    """
    count = len(before.document.lines)
    lines = {_line(before, number) for number in range(1, count + 1)}
    known = _marked(before, old)
    left = sorted(_marked(after, new), key=lambda one: one.line not in lines)
    for key in (attrgetter("subject"), attrgetter("place"), attrgetter("message")):
        left, known = _without(left, known, key), _without(known, left, key)
    position = after.document.lines.position

    def is_new(one: _Marked) -> bool:
        if one.finding.rule not in learning or one.line not in lines:
            return True
        places = (position(related.span.start).line for related in one.finding.related)
        return any(_line(after, number) not in lines for number in places)

    return sorted((one.finding for one in left if is_new(one)), key=lambda f: (f.span, f.rule))


def _line(context: LintContext, number: int) -> str:
    return context.document.lines.line(number).of(context.text).strip()


def _marked(context: LintContext, findings: Iterable[Finding]) -> list[_Marked]:
    index, position = list_index(context), context.document.lines.position
    marked = []
    for finding in findings:
        span = finding.span
        line = _line(context, position(span.start).line)
        text = re.sub(r"\s+", " ", context.text[span.start : span.end][:_LONGEST]).strip()
        entry = index.entry_at(span)
        subject = entry.key if entry else context.sections.at(span.start)
        place = entry.name if entry else line[:_LONGEST]
        known = (finding.rule, entry is not None, text)
        message = finding.rule, entry and entry.key, text if entry else finding.message
        marked.append(_Marked(finding, line, (*known, subject), (*known, place), message))
    return marked


def _without(
    items: Sequence[_Marked], others: Iterable[_Marked], key: Callable[[_Marked], Hashable]
) -> list[_Marked]:
    """Return `items` without as many with the same key as `others` has."""
    counts = Counter(map(key, others))
    left = []
    for one in items:
        counts[key(one)] -= 1
        if counts[key(one)] < 0:
            left.append(one)
    return left
