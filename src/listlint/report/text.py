"""Findings for people at a terminal."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.report import BY, FileReport, OutputStyle, Report
from listlint.report.ansi import BOLD, BOLD_CYAN, BOLD_RED, BOLD_YELLOW, DIM, GREEN, paint
from listlint.report.escape import visible
from listlint.urls.verdict import tally

MANY = 8
"""Findings of one rule in one file beyond which only the first is shown with its source."""

_COLORS = {
    Severity.ERROR: BOLD_RED,
    Severity.WARNING: BOLD_YELLOW,
    Severity.INFO: BOLD_CYAN,
}


def render(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield each finding with its place marked, then a line that sums up."""
    for file in report.files:
        yield from _file(file, style)
    if not style.quiet:
        yield from _summary(report, style)


def _file(file: FileReport, style: OutputStyle) -> Iterator[str]:
    counts = Counter(finding.rule for finding in file.findings)
    told: set[str] = set()
    for finding in file.findings:
        if finding.rule in told:
            continue
        yield from _finding(file, finding, style)
        if counts[finding.rule] > MANY:
            told.add(finding.rule)
            others = [f for f in file.findings if f.rule == finding.rule][1:]
            yield paint(f"    and {len(others)} more of {finding.rule}:", DIM, style.color)
            for other in others:
                position = file.context.document.lines.position(other.span.start)
                place = f"{visible(file.path)}:{position.line}:{position.column}"
                yield f"    {place}: {visible(other.message)}"
            yield ""
    if style.verbose:
        yield from _counts(file, style)
    for note in file.notes:
        yield f"{visible(file.path)}: {visible(note)}"


def _finding(file: FileReport, finding: Finding, style: OutputStyle) -> Iterator[str]:
    position = file.context.document.lines.position(finding.span.start)
    place = paint(f"{visible(file.path)}:{position.line}:{position.column}", BOLD, style.color)
    severity = paint(finding.severity.value, _COLORS[finding.severity], style.color)
    rule = paint(finding.rule, BOLD, style.color)
    yield f"{place}: {severity} {rule}: {visible(finding.message)}"
    yield from _frame(file, finding, style)
    fix = finding.fix
    if fix is not None:
        told = f"      = {paint('fix', GREEN, style.color)} ({BY[fix.safety]}): "
        yield told + visible(fix.description)
    yield ""


def _frame(file: FileReport, finding: Finding, style: OutputStyle) -> Iterator[str]:
    """Yield the source line with the place marked, cut to the width around the place."""
    document = file.context.document
    number = document.lines.position(finding.span.start).line
    line = document.lines.line(number)
    source = line.of(document.text).rstrip("\r\n")
    left = finding.span.start - line.start
    right = max(left, min(finding.span.end - line.start, len(source)))
    before, marked, after = (
        visible(source[:left]).replace("\t", " "),
        visible(source[left:right]).replace("\t", " "),
        visible(source[right:]).replace("\t", " "),
    )
    room = max(20, style.width - 9)
    marked = _keep_start(marked, room)
    space = room - _width(marked)
    before = _keep_end(before, max(space // 2, space - _width(after)))
    after = _keep_start(after, space - _width(before))
    bar = paint("|", DIM, style.color)
    yield f"{number:>5} {bar} {before}{marked}{after}".rstrip()
    caret = paint("^" * max(1, _width(marked)), _COLORS[finding.severity], style.color)
    yield f"      {bar} {' ' * _width(before)}{caret}"


def _width(text: str) -> int:
    """Return how many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def _keep_start(text: str, room: int) -> str:
    if _width(text) <= room:
        return text
    text = text[: max(0, room)]
    while text and _width(text) > room - 1:
        text = text[:-1]
    return text + "…" if room > 0 else ""


def _keep_end(text: str, room: int) -> str:
    if _width(text) <= room:
        return text
    text = text[len(text) - max(0, room) :] if room > 0 else ""
    while text and _width(text) > room - 1:
        text = text[1:]
    return "…" + text if room > 0 else ""


def _counts(file: FileReport, style: OutputStyle) -> Iterator[str]:
    document = file.context.document
    told = (
        f"{len(file.context.entries)} entries, {len(document.tables)} tables, "
        f"{len(document.links)} links, {len(document.headings)} headings"
    )
    yield paint(f"{visible(file.path)}: {told}", DIM, style.color)
    for section in file.context.sections_without_entries:
        name = visible(section.text)
        line = document.lines.position(section.span.start).line
        yield f"{visible(file.path)}:{line}: section {name!r} has links but no entry was understood"


def _summary(report: Report, style: OutputStyle) -> Iterator[str]:
    yield from _findings(report, style)
    if report.verdicts:
        yield tally(report.verdicts.values())


def _findings(report: Report, style: OutputStyle) -> Iterator[str]:
    files = _plural(len(report.files), "file")
    scope = f"{_plural(report.entries, 'entry', 'entries')} of {files}"
    fixed = sum(len(file.fixed) for file in report.files)
    known = sum(file.known for file in report.files)
    mended = sum(file.mended for file in report.files)
    parts = []
    if fixed:
        parts.append(f"{fixed} {'fixed' if report.written else 'would be fixed'}")
    for severity, name in ((Severity.ERROR, "error"), (Severity.WARNING, "warning")):
        if count := report.count(severity):
            parts.append(_plural(count, name))
    if count := report.count(Severity.INFO):
        parts.append(_plural(count, "hint"))
    if known:
        parts.append(f"{known} known to the baseline")
    if mended:
        parts.append(f"{mended} of the baseline mended (`listlint baseline` writes it anew)")
    if not parts:
        yield paint(f"No findings in {scope}.", GREEN, style.color)
        return
    told = f"{', '.join(parts)} in {scope}."
    safe, unsafe = report.fixable(Safety.SAFE), report.fixable(Safety.UNSAFE)
    if safe or unsafe:
        ways = []
        if safe:
            ways.append(f"{safe} with --fix")
        if unsafe:
            ways.append(f"{unsafe} {'more ' if safe else ''}with --unsafe-fixes")
        told += f" Can be fixed: {', '.join(ways)}."
    yield told


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
