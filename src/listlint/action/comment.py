"""The findings of comments and issues, as data and as Markdown. Pure functions.

The data may be the artifact of an untrusted run: it is checked strictly, and all of its text is
escaped.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from listlint.action.plan import ActionError
from listlint.diagnostics.edits import Edit, Safety, excerpt
from listlint.diagnostics.findings import Severity
from listlint.diagnostics.problems import InvalidData
from listlint.diagnostics.spans import LineIndex, Position, Span
from listlint.fields import Checked, number
from listlint.report import PAGES
from listlint.report.escape import markdown, visible
from listlint.report.markdown import MARKS
from listlint.rules.page import page_names

LONGEST = 60_000
"""Characters of a body; GitHub refuses more than 65,536."""
MOST = 200
"""Most findings of a message."""
_FILE = 10_000_000
"""Most bytes of an artifact; `MOST` findings take fewer."""
_LINES = 12
"""Most lines of a change that is shown."""
_WIDTH = 1_500
"""Most characters of each text of a finding."""
Natural = Annotated[int, number(least=0, most=10**9)]


def _rule_name(name: str) -> str:
    if not re.fullmatch("[a-z][a-z0-9-]{0,60}", name):
        raise ValueError("should be the name of a rule")
    return name


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding of a message: `before` and `after` are the lines that its fix changes."""

    path: str
    line: Natural
    rule: Annotated[str, Checked(_rule_name)]
    severity: Severity
    message: str
    safety: str = ""
    fix: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """The worst findings of a run, how many there are in `total`, and in how many entries.

    `pull` is the number of the pull request (0: none), `head` its last commit.
    """

    pull: Natural
    head: str
    findings: tuple[ReportedFinding, ...]
    total: Natural
    entries: Natural
    version: Literal[1] = 1

    def __post_init__(self) -> None:
        """Raise `ValueError` for more findings than there may be."""
        if len(self.findings) > min(self.total, MOST):
            raise ValueError("more findings than there are in total")


def worst(
    diagnostics: Sequence[Mapping[str, Any]], texts: Mapping[str, str]
) -> Iterator[ReportedFinding]:
    """Yield the worst findings of a report in `json`, with what their fixes change in `texts`."""
    order = list(Severity)
    for one in sorted(diagnostics, key=lambda d: order.index(Severity(d["severity"])))[:MOST]:
        fix = one["fix"] or {}
        before, after = _change(texts.get(one["path"], ""), fix.get("edits", ()))
        yield ReportedFinding(
            one["path"][:_WIDTH],
            one["line"],
            one["rule"],
            Severity(one["severity"]),
            one["message"][:_WIDTH],
            fix.get("safety", ""),
            fix.get("description", "")[:_WIDTH],
            before,
            after,
        )


def _change(text: str, edits: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the whole lines that edits change, before and after; empty if they are too long."""
    if not text or not edits:
        return "", ""
    lines = LineIndex(text)
    whole = []
    for edit in edits:
        start = lines.offset(Position(edit["line"], edit["column"]))
        end = lines.offset(Position(edit["end_line"], edit["end_column"]))
        whole.append(Edit(Span(start, end), edit["text"]))
    span = Span(min(e.span.start for e in whole), max(e.span.end for e in whole))
    if len(lines.numbers(span)) > _LINES:
        return "", ""
    before, after = excerpt(text, lines.whole(span), whole)
    if max(len(before), len(after)) > _WIDTH:
        return "", ""
    return before.rstrip("\r\n"), after.rstrip("\r\n")


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


def comment(message: Message) -> str:
    """Return the comment on a pull request."""
    where = "in entries that this pull request adds or changes"
    if not message.total:
        return f"{COMMENT}\n**listlint**: no findings {where}. ✅\n"
    intro = f"**listlint**: {_findings(message.total)} {where}."
    outro = "Run `listlint --fix` to apply the safe fixes. This comment is updated with each push."
    return _body(COMMENT, intro, message, outro)


def issue(message: Message) -> str:
    """Return the body of the issue about a whole list."""
    if not message.total:
        return f"{ISSUE}\n**listlint**: no findings in {_entries(message.entries)}. ✅\n"
    intro = f"**listlint**: {_findings(message.total)} in {_entries(message.entries)}."
    outro = "This issue is updated with each scheduled run, and closed when there are no findings."
    return _body(ISSUE, intro, message, outro)


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count:,} findings"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"


def _body(mark: str, intro: str, message: Message, outro: str) -> str:
    """Return a body with as many findings as fit."""
    parts = [mark, intro]
    left = LONGEST - len(mark) - len(intro) - len(outro) - 200
    for one in message.findings:
        section = _section(one)
        if len(section) > left:
            break
        left -= len(section) + 2
        parts.append(section)
    if omitted := message.total - (len(parts) - 2):
        parts.append(f"… and {omitted:,} more: see the job summary.")
    return "\n\n".join((*parts, outro)) + "\n"


def _section(finding: ReportedFinding) -> str:
    place = f"{markdown(finding.path[:_WIDTH])}:{finding.line}"
    mark = MARKS[Severity(finding.severity)]
    head = f"{mark} **{place}** · {_rule(finding.rule)}: {markdown(finding.message[:_WIDTH])}"
    return f"{head}\n\n{_how(finding)}"


def _how(finding: ReportedFinding) -> str:
    """Return how to fix a finding: its fix, or a link to the page of its rule."""
    fix = markdown(finding.fix[:_WIDTH])
    match finding.safety:
        case Safety.SAFE:
            how = f"How to fix: {fix}; `listlint --fix` applies it."
        case Safety.UNSAFE:
            command = "`listlint --fix --unsafe-fixes` applies it"
            how = f"How to fix: {fix}, if that is correct ({command})."
        case Safety.DISPLAY_ONLY:
            how = f"How to fix: {fix}."
        case _:
            return f"How to fix: see {_rule(finding.rule)}."
    if finding.before == finding.after or max(len(finding.before), len(finding.after)) > _WIDTH:
        return how
    return f"{how}\n\n{_diff(finding.before, finding.after)}"


def _diff(before: str, after: str) -> str:
    """Return a fenced diff, with a fence longer than any in its lines."""
    lines = [f"-{visible(line)}" for line in before.splitlines()]
    lines += [f"+{visible(line)}" for line in after.splitlines()]
    longest = max((len(ticks) for ticks in re.findall("`+", "\n".join(lines))), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join((f"{fence}diff", *lines, fence))


def _rule(name: str) -> str:
    if name in page_names():
        return f"[{name}]({PAGES}/blob/main/rules/{name}.md)"
    return markdown(name)
