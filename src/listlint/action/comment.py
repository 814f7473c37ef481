"""The findings of comments and issues, as data and as Markdown. Pure functions.

The data may be the artifact of an untrusted run: it is checked strictly, and all of its text is
escaped.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import unified_diff
from itertools import pairwise
from typing import Annotated, Any, Literal
from urllib.parse import quote

from listlint.action.plan import SHA, ActionError
from listlint.diagnostics.edits import Edit, Safety, excerpt
from listlint.diagnostics.findings import Severity
from listlint.diagnostics.problems import InvalidData
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import LineIndex, Position, Span
from listlint.entries.submissions import Outcome, in_words
from listlint.fields import Checked, number
from listlint.language.words import counted
from listlint.report.escape import markdown, visible
from listlint.report.markdown import HEAD, row, rule_pages, submission

SHOWN = 10
"""Findings, and changes, that a body shows at first; others are in a part that opens."""
MOST = 200
"""Most findings of a message."""
CHANGES = 50
"""Most changes of a message."""
_REST = 20_000
"""Characters of the other findings, and of the changes; GitHub refuses more than 65,536 in all."""
_FILE = 10_000_000
"""Most bytes of an artifact; `MOST` findings take fewer."""
_FIXES = 20
"""Most fixes of one change: an entry may have thousands."""
_LINES = 12
"""Most lines of a change that is shown."""
_WIDTH = 1_500
"""Most characters of each text of a finding."""
_TEXT = 300
"""Most characters of each text in a table."""
Natural = Annotated[int, number(least=0, most=10**9)]


def _rule_name(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9-]{0,60}", name):
        raise ValueError("should be the name of a rule")
    return name


def _commit(name: str) -> str:
    if name and not SHA.fullmatch(name):
        raise ValueError("should be the hash of a commit")
    return name


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding of a message; `entry` is the name of its entry, `fix` says what its fix does."""

    path: str
    line: Natural
    entry: str
    rule: Annotated[str, Checked(_rule_name)]
    severity: Severity
    message: str
    safety: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What the fixes of one entry change, in whole lines from `line` on.

    These are its safe fixes; if it has none, its unsafe ones, and so on.
    """

    path: str
    line: Natural
    entry: str
    safety: Safety
    messages: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReportedCheck:
    """A requirement of the policy, by its key, and whether an added entry meets it."""

    key: str
    outcome: Outcome
    text: str


@dataclass(frozen=True, slots=True)
class ReportedSubmission:
    """An added entry with its checks."""

    path: str
    line: Natural
    name: str
    checks: tuple[ReportedCheck, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """The worst findings of a run, what fixes change, the added entries, and how much there is.

    `pull` is the number of the pull request (0: none), `head` its last commit, `commit` the one
    that was checked.
    """

    pull: Natural
    head: Annotated[str, Checked(_commit)]
    commit: Annotated[str, Checked(_commit)]
    findings: tuple[ReportedFinding, ...]
    changes: tuple[Change, ...]
    errors: Natural
    warnings: Natural
    infos: Natural
    entries: Natural
    submissions: tuple[ReportedSubmission, ...] = ()
    version: Literal[2] = 2

    def __post_init__(self) -> None:
        """Raise `ValueError` for more findings or changes than there may be."""
        if len(self.findings) > min(self.total, MOST) or len(self.changes) > CHANGES:
            raise ValueError("more findings than there are in total")
        if len(self.submissions) > CHANGES:
            raise ValueError("more entries than are listed")

    @property
    def total(self) -> int:
        """The number of findings."""
        return self.errors + self.warnings + self.infos

    @property
    def counts(self) -> str:
        """How many findings each severity has: `1 error, 2 warnings`."""
        numbers = zip((self.errors, self.warnings, self.infos), Severity, strict=True)
        return ", ".join(counted(number, name) for number, name in numbers if number)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where GitHub shows a repository and a run: URLs without `/` at the end."""

    repository: str
    run: str


# --- From a report -------------------------------------------------------------------------

_Diagnostic = Mapping[str, Any]


def worst(diagnostics: Sequence[_Diagnostic]) -> list[_Diagnostic]:
    """Return the diagnostics of a report in `json`, errors first."""
    order = list(Severity)
    return sorted(diagnostics, key=lambda one: order.index(Severity(one["severity"])))


def findings(diagnostics: Sequence[_Diagnostic]) -> Iterator[ReportedFinding]:
    """Yield the findings of a message."""
    for one in diagnostics[:MOST]:
        fix = one["fix"] or {}
        yield ReportedFinding(
            one["path"][:_WIDTH],
            one["line"],
            _name(one)[:_WIDTH],
            one["rule"],
            Severity(one["severity"]),
            one["message"][:_WIDTH],
            fix.get("safety", ""),
            fix.get("description", "")[:_WIDTH],
        )


def _name(diagnostic: _Diagnostic) -> str:
    name: str = (diagnostic.get("entry") or {}).get("name", "")
    return name


def submissions(policy: Sequence[Mapping[str, Any]]) -> Iterator[ReportedSubmission]:
    """Yield the added entries of a report in `json`, each with its checks."""
    for one in [one for one in policy if one["checks"]][:SHOWN]:
        checks = (
            ReportedCheck(check["key"], outcome, in_words(outcome, *_values(check))[:_WIDTH])
            for check in one["checks"]
            for outcome in [Outcome(check["outcome"])]
        )
        name = one["name"] or one["url"] or ""
        yield ReportedSubmission(one["path"][:_WIDTH], one["line"], name[:_WIDTH], tuple(checks))


def _values(check: Mapping[str, Any]) -> tuple[str, str]:
    return check["value"], check["expected"]


def changes(diagnostics: Sequence[_Diagnostic], texts: Mapping[str, str]) -> Iterator[Change]:
    """Yield what the fixes of diagnostics change in `texts`, once for each entry and line."""
    indexes = {path: LineIndex(text) for path, text in texts.items()}
    groups: dict[tuple[str, int], list[_Diagnostic]] = {}
    for one in diagnostics:
        if one["fix"] and one["path"] in texts:
            line = (one.get("entry") or one)["line"]
            groups.setdefault((one["path"], line), []).append(one)
    taken: set[tuple[str, int]] = set()
    count = 0
    for (path, _), group in groups.items():
        change, numbers = _change(texts[path], indexes[path], group)
        places = {(path, line) for line in numbers}
        if change is not None and not places & taken:
            taken |= places
            yield change
            count += 1
        if count == CHANGES:
            return


def _change(
    text: str, lines: LineIndex, group: Sequence[_Diagnostic]
) -> tuple[Change | None, Sequence[int]]:
    """Return the change of a group of diagnostics, and its lines; none if it is too long."""
    safety = min((Safety(one["fix"]["safety"]) for one in group), key=list(Safety).index)
    edits: list[Edit] = []
    messages = []
    for one in group[:_FIXES]:
        own = [_edit(lines, edit) for edit in one["fix"]["edits"]]
        together = [*edits, *(edit for edit in own if edit not in edits)]
        if one["fix"]["safety"] == safety and _fit(lines, together):
            edits = together
            messages.append(one["message"][:_WIDTH])
    if not edits:
        return None, ()
    span = _span(edits)
    before, after = (part.rstrip("\r\n") for part in excerpt(text, lines.whole(span), edits))
    if before == after or max(len(before), len(after)) > _WIDTH:
        return None, ()
    numbers = lines.numbers(span)
    first = group[0]
    change = Change(
        first["path"],
        numbers[0],
        _name(first)[:_WIDTH],
        safety,
        tuple(dict.fromkeys(messages)),
        before,
        after,
    )
    return change, numbers


def _edit(lines: LineIndex, edit: Mapping[str, Any]) -> Edit:
    start = lines.offset(Position(edit["line"], edit["column"]))
    return Edit(
        Span(start, lines.offset(Position(edit["end_line"], edit["end_column"]))), edit["text"]
    )


def _span(edits: Sequence[Edit]) -> Span:
    return Span(min(e.span.start for e in edits), max(e.span.end for e in edits))


def _fit(lines: LineIndex, edits: Sequence[Edit]) -> bool:
    """Return whether edits are few lines and apart from each other."""
    ordered = sorted(edits, key=lambda edit: edit.span)
    apart = all(
        one.span.end < two.span.start or (one.span.end == two.span.start and one.span != two.span)
        for one, two in pairwise(ordered)
    )
    return apart and len(lines.numbers(_span(edits))) <= _LINES


# --- Data ----------------------------------------------------------------------------------


def dump(message: Message) -> str:
    """Return a message as JSON."""
    return json.dumps(asdict(message))


def load(raw: bytes) -> Message:
    """Return the message from untrusted JSON. Raises `ActionError`."""
    from listlint.schema import build_json

    if len(raw) > _FILE:
        raise ActionError("the artifact is too large")
    try:
        return build_json(Message, raw)
    except InvalidData as error:
        if any(problem.keys == ("version",) for problem in error.problems):
            raise ActionError("the artifact was made by another version of listlint") from None
        raise ActionError("the artifact was not made by listlint") from None


# --- Bodies --------------------------------------------------------------------------------

COMMENT = "<!-- listlint: comment -->"
ISSUE = "<!-- listlint: issue -->"
"""First lines of our comments and issues, by which they are found."""


def comment(message: Message, pages: Pages) -> str:
    """Return the comment on a pull request."""
    intro = f"**listlint**: this pull request adds {message.counts or 'no findings'}."
    if not message.total:
        return "\n\n".join((f"{COMMENT}\n{intro} ✅", *_checklist(message, pages))) + "\n"
    outro = "`listlint --fix` applies the safe fixes. This comment is updated with each push."
    return _body(COMMENT, intro, message, pages, outro)


def issue(message: Message, pages: Pages) -> str:
    """Return the body of the issue about a whole list."""
    scope = counted(message.entries, "entry", "entries")
    if not message.total:
        return f"{ISSUE}\n**listlint**: no findings in {scope}. ✅\n"
    intro = f"**listlint**: {message.counts} in {scope}."
    outro = "This issue is updated with each scheduled run, and closed when there are no findings."
    return _body(ISSUE, intro, message, pages, outro)


def _body(mark: str, intro: str, message: Message, pages: Pages, outro: str) -> str:
    first, others = message.findings[:SHOWN], message.findings[SHOWN:]
    rows = [_row(one, message, pages, how=True) for one in first]
    parts = [f"{mark}\n{intro}", "\n".join((*HEAD, *rows))]
    parts += _checklist(message, pages)
    if others:
        rows = _fitting([_row(one, message, pages, how=False) for one in others])
        omitted = message.total - len(first) - len(rows)
        more = f"\n\n… and {omitted:,} more: see the [job summary]({pages.run})." if omitted else ""
        title = f"{message.total - len(first):,} more"
        parts.append(_details(title, "\n".join((*HEAD, *rows)) + more))
    if shown := _fitting([_shown(one, message, pages) for one in message.changes[:SHOWN]]):
        title = f"How to fix {counted(len(shown), 'entry', 'entries')}"
        if len(shown) < len(message.changes):
            title = f"How to fix the first {len(shown)} entries"
        parts.append(_details(title, "\n\n".join(shown)))
    definitions = "\n".join(rule_pages(one.rule for one in message.findings))
    return "\n\n".join((*parts, outro, definitions)).rstrip() + "\n"


def _checklist(message: Message, pages: Pages) -> Iterator[str]:
    """Yield the added entries, each with its checks."""
    lists = []
    for one in message.submissions:
        checks = ((c.key, c.outcome, _clip(c.text)) for c in one.checks)
        place = _place(one.path, one.line, message, pages)
        lists.append("\n".join(submission(_clip(one.name), place, checks)))
    if lists:
        yield "**New entries**"
        yield "\n".join(_fitting(lists))


def _fitting(parts: Sequence[str]) -> list[str]:
    """Return the first parts, as many as fit into a body."""
    kept, left = [], _REST
    for part in parts:
        left -= len(part) + 2
        if left < 0:
            break
        kept.append(part)
    return kept


def _details(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _row(finding: ReportedFinding, message: Message, pages: Pages, *, how: bool) -> str:
    return row(
        finding.severity,
        _place(finding.path, finding.line, message, pages),
        _clip(finding.entry),
        _clip(finding.message),
        _how(finding) if how else "",
        finding.rule,
    )


def _clip(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[:_TEXT]}…"


def _place(path: str, line: int, message: Message, pages: Pages) -> str:
    """Return a place as a link to the line in the commit that was checked."""
    shown = f"{_clip(path)}:{line}"
    if not message.commit or "`" in shown or not shown.isprintable():
        return markdown(shown)
    url = f"{pages.repository}/blob/{message.commit}/{quote(path, errors='replace')}#L{line}"
    return f"[{markdown(shown)}]({url})"


def _how(finding: ReportedFinding) -> str:
    """Return what the fix of a finding does."""
    fix = markdown(_clip(finding.fix))
    match finding.safety:
        case Safety.SAFE:
            return f"Fix: {fix}"
        case Safety.UNSAFE:
            return f"Fix, if that is correct: {fix}"
        case Safety.DISPLAY_ONLY:
            return f"Help: {fix}"
        case _:
            return ""


def _shown(change: Change, message: Message, pages: Pages) -> str:
    name = f" {markdown(_clip(change.entry))}" if change.entry else ""
    doubt = "" if change.safety is Safety.SAFE else ", if that is correct"
    head = f"{_place(change.path, change.line, message, pages)}{name}{doubt}:"
    return f"{head}\n\n{_diff(change.before[:_WIDTH], change.after[:_WIDTH])}"


def _diff(before: str, after: str) -> str:
    """Return a fenced diff; unified_diff begins with the names of files and a place."""
    sides = (before.splitlines(), after.splitlines())
    lines = list(unified_diff(*sides, n=_LINES, lineterm=""))[3:]
    return fenced("diff", [line[:1] + visible(line[1:]) for line in lines])


def fenced(language: str, lines: Sequence[str]) -> str:
    """Return lines as a fenced block, with a fence longer than any in them."""
    longest = max((len(ticks) for line in lines for ticks in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))
