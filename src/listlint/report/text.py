"""Findings for a terminal."""

from collections.abc import Iterator, Sequence

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.submissions import Outcome
from listlint.language.words import counted
from listlint.report import BY, FileReport, OutputStyle, Report
from listlint.report.ansi import BOLD, DIM, GREEN, SEVERITY_COLORS, paint
from listlint.report.escape import visible
from listlint.urls.verdict import VerdictKind, tally

MANY = 8
"""With more findings of one rule in one file, only the first is shown with its source."""

NAME = 60
"""Cells of the longest name of an entry that is shown whole."""
LONG = 30
"""Cells of a longer place are not all marked if its fix changes only a part of it."""
_ONE_CELL = regex(r"[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0559\u2010-\u2027\u2030-\u205e]+")
"""A text of Latin, Greek and Cyrillic, whose characters take one terminal cell each."""
_TWO_CELLS = (
    *(("\u3000", "\u3029"), ("\u3041", "\u3096"), ("\u309b", "\u30ff")),
    *(("\u4e00", "\u9fff"), ("\uac00", "\ud7a3"), ("\uff01", "\uff60")),
)
"""The first and last characters of Chinese, Japanese and Korean scripts: they take two."""


def render(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield each finding with its place marked, then a summary."""
    for file in report.files:
        yield from _file(file, style)
        yield from notes(file, style)
    yield from ending(report, style)


def ending(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield the fixes that were applied and a summary, as far as they are to be shown."""
    if style.show_fixes:
        yield from _applied(report, style)
    if not style.quiet:
        yield from summary(report, style)


def _file(file: FileReport, style: OutputStyle) -> Iterator[str]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in file.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for finding in file.findings:
        same_rule = by_rule[finding.rule]
        if len(same_rule) <= MANY:
            yield from _finding(file, finding, style)
        elif finding is same_rule[0]:
            yield from _finding(file, finding, style)
            yield from _others(file, same_rule, style)
            yield ""


def notes(file: FileReport, style: OutputStyle) -> Iterator[str]:
    """Yield the counts of a file, if they are to be shown, and its notes."""
    if style.verbose:
        yield from _counts(file, style)
        yield from _checklist(file, style)
    for note in file.notes:
        yield f"{visible(file.path)}: {visible(note)}"


def _checklist(file: FileReport, style: OutputStyle) -> Iterator[str]:
    """Yield a line for each added entry that a policy applies to."""
    for one in file.policy:
        line = file.index.lines.position(one.span.start).line
        passed = [check.key for check in one.checks if check.outcome is Outcome.PASSED]
        parts = [f"passed {', '.join(passed)}"] if passed else []
        parts += (
            f"{check.key} {check.text}"
            for check in one.checks
            if check.outcome is not Outcome.PASSED
        )
        if parts:
            head = f"{file.path}:{line}: new entry `{one.name or one.url}`"
            yield paint(visible(f"{head}: {'; '.join(parts)}"), DIM, style.color)


def _others(file: FileReport, findings: Sequence[Finding], style: OutputStyle) -> Iterator[str]:
    """Yield a line for each finding of a rule but the first, those of one message together."""
    first, *others = findings
    by_message: dict[str, list[Finding]] = {first.message: []}
    for other in others:
        by_message.setdefault(other.message, []).append(other)
    for message, group in by_message.items():
        named = message == first.message or len(group) > 1
        if named and group:
            what = "the same message:" if message == first.message else f"the message: {message}"
            yield paint(f"  {len(group):,} more with {visible(what)}", DIM, style.color)
        for finding in group:
            about = _about(file, finding) if named else visible(message)
            yield f"  {head(file, finding, style)}: {about}"


def _about(file: FileReport, finding: Finding) -> str:
    """Return the name of the entry of a finding, or else the text found, or else the message."""
    entry = file.index.entry_at(finding.span)
    name = entry.name if entry and entry.name else finding.span.of(file.index.text)
    return _keep_start(visible(name.strip()), NAME) or visible(finding.message)


def head(file: FileReport, finding: Finding, style: OutputStyle) -> str:
    """Return how the line of a finding begins: `path:line:col: severity rule`."""
    place = paint(_place(file, finding), BOLD, style.color)
    severity = paint(finding.severity.value, SEVERITY_COLORS[finding.severity], style.color)
    return f"{place}: {severity} {paint(finding.rule, BOLD, style.color)}"


def _place(file: FileReport, finding: Finding) -> str:
    position = file.index.lines.position(finding.span.start)
    return f"{visible(file.path)}:{position.line}:{position.column}"


def _applied(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield a line for each fix that was applied."""
    label = paint("fixed" if report.written else "would be fixed", GREEN, style.color)
    for file in report.files:
        for finding in file.fixed:
            place = f"{visible(file.path)}:{finding.line}:{finding.column}"
            rule = paint(finding.rule, BOLD, style.color)
            what = visible(finding.fix.description if finding.fix else finding.message)
            yield f"{place}: {label} {rule}: {what}"


def _finding(file: FileReport, finding: Finding, style: OutputStyle) -> Iterator[str]:
    yield f"{head(file, finding, style)}: {visible(finding.message)}"
    yield from _frame(file, finding, style)
    fix = finding.fix
    if fix is not None:
        is_help = fix.safety is Safety.DISPLAY_ONLY
        label = paint("help" if is_help else "fix", GREEN, style.color)
        by = "" if is_help else f" ({BY[fix.safety]})"
        yield f"      = {label}{by}: {visible(fix.description)}"
    yield ""


def _frame(file: FileReport, finding: Finding, style: OutputStyle) -> Iterator[str]:
    """Yield the source line with the place marked, cut to the width around the place."""
    text, lines = file.index.text, file.index.lines
    number = lines.position(finding.span.start).line
    line = lines.line(number)
    source = line.of(text).rstrip("\r\n")
    span = _marked(file, finding)
    left = span.start - line.start
    right = max(left, min(span.end - line.start, len(source)))
    before, marked, after = (
        visible(source[:left]).replace("\t", " "),
        visible(source[left:right]).replace("\t", " "),
        visible(source[right:]).replace("\t", " "),
    )
    available = max(20, style.width - 9)
    marked = _keep_start(marked, available)
    rest = available - _width(marked)
    before = _keep_end(before, max(rest // 2, rest - _width(after)))
    after = _keep_start(after, rest - _width(before))
    bar = paint("|", DIM, style.color)
    yield f"{number:>5} {bar} {before}{marked}{after}".rstrip()
    caret = paint("^" * max(1, _width(marked)), SEVERITY_COLORS[finding.severity], style.color)
    yield f"      {bar} {' ' * _width(before)}{caret}"


def _marked(file: FileReport, finding: Finding) -> Span:
    """Return what is marked of a finding: of a link its URL, of a long place what a fix changes."""
    lines = file.index.lines
    whole = lines.line(lines.position(finding.span.start).line)
    url = file.index.url_spans.get((finding.span, finding.url))
    parts = [url] if url else []
    if finding.fix and finding.span.end - finding.span.start > LONG:
        parts.append(finding.fix.span)
    fitting = (part for part in parts if whole.contains(part) and finding.span.contains(part))
    return next(fitting, finding.span)


def _width(text: str) -> int:
    """Return how many terminal cells a text takes."""
    rest = _ONE_CELL.sub("", text)
    if all(any(first <= char <= last for first, last in _TWO_CELLS) for char in rest):
        return len(text) + len(rest)
    from wcwidth import wcswidth  # slow to import

    return max(0, wcswidth(text))


def _keep_start(text: str, cells: int) -> str:
    if _width(text) <= cells:
        return text
    text = text[: max(0, cells)]
    while text and _width(text) > cells - 1:
        text = text[:-1]
    return text + "…" if cells > 0 else ""


def _keep_end(text: str, cells: int) -> str:
    if _width(text) <= cells:
        return text
    text = text[len(text) - max(0, cells) :] if cells > 0 else ""
    while text and _width(text) > cells - 1:
        text = text[1:]
    return "…" + text if cells > 0 else ""


def _counts(file: FileReport, style: OutputStyle) -> Iterator[str]:
    index = file.index
    counts = (
        counted(len(index.entries), "entry", "entries"),
        counted(index.tables, "table"),
        counted(len(index.links), "link"),
        counted(index.headings, "heading"),
    )
    yield paint(f"{visible(file.path)}: {', '.join(counts)}", DIM, style.color)


def summary(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield the summary of a run: its findings, errors first, and its links."""
    yield from _findings(report, style)
    if report.verdicts:
        unknown = any(one.kind is VerdictKind.UNKNOWN for one in report.verdicts.values())
        more = " `listlint links` shows which are unknown." if unknown else ""
        yield tally(report.verdicts.values()) + more


def _findings(report: Report, style: OutputStyle) -> Iterator[str]:
    fixed = sum(len(file.fixed) for file in report.files)
    known = sum(file.known for file in report.files)
    resolved = sum(file.resolved for file in report.files)
    parts = report.counts
    if fixed:
        parts.append(f"{fixed:,} {'fixed' if report.written else 'would be fixed'}")
    if known:
        parts.append(f"{known:,} ignored by the baseline")
    if resolved:
        findings = counted(resolved, "baseline finding")
        parts.append(f"{findings} resolved (`listlint baseline` updates the file)")
    if not parts:
        yield paint(f"No findings in {report.scope}.", GREEN, style.color)
        return
    summary = f"{', '.join(parts)} in {report.scope}."
    ways = []
    if safe := report.fixable(Safety.SAFE):
        ways.append(f"{safe:,} fixable with `--fix`")
    if unsafe := report.fixable(Safety.UNSAFE):
        ways.append(f"{unsafe:,} {'more' if safe else 'fixable'} with `{BY[Safety.UNSAFE]}`")
    yield f"{summary} {', '.join(ways)}." if ways else summary
