"""Findings for a terminal."""

from collections import Counter
from collections.abc import Iterator

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.language.words import counted
from listlint.report import BY, FileReport, OutputStyle, Report
from listlint.report.ansi import BOLD, BOLD_CYAN, BOLD_RED, BOLD_YELLOW, DIM, GREEN, paint
from listlint.report.escape import visible
from listlint.urls.verdict import tally

MANY = 8
"""With more findings of one rule in one file, only the first is shown with its source."""

_COLORS = {
    Severity.ERROR: BOLD_RED,
    Severity.WARNING: BOLD_YELLOW,
    Severity.INFO: BOLD_CYAN,
}


def render(report: Report, style: OutputStyle) -> Iterator[str]:
    """Yield each finding with its place marked, then a summary."""
    for file in report.files:
        yield from _file(file, style)
    if not style.quiet:
        yield from _summary(report, style)


def _file(file: FileReport, style: OutputStyle) -> Iterator[str]:
    counts = Counter(finding.rule for finding in file.findings)
    shortened: set[str] = set()
    for finding in file.findings:
        if finding.rule in shortened:
            continue
        yield from _finding(file, finding, style)
        if counts[finding.rule] > MANY:
            shortened.add(finding.rule)
            others = [f for f in file.findings if f.rule == finding.rule][1:]
            yield paint(f"    and {len(others):,} more of {finding.rule}:", DIM, style.color)
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
        label = f"{paint('fix', GREEN, style.color)} ({BY[fix.safety]})"
        yield f"      = {label}: {visible(fix.description)}"
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
    available = max(20, style.width - 9)
    marked = _keep_start(marked, available)
    rest = available - _width(marked)
    before = _keep_end(before, max(rest // 2, rest - _width(after)))
    after = _keep_start(after, rest - _width(before))
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
    document = file.context.document
    counts = (
        counted(len(file.context.entries), "entry", "entries"),
        counted(len(document.tables), "table"),
        counted(len(document.links), "link"),
        counted(len(document.headings), "heading"),
    )
    yield paint(f"{visible(file.path)}: {', '.join(counts)}", DIM, style.color)
    for section in file.context.sections_without_entries:
        line = document.lines.position(section.span.start).line
        message = f"no entries recognized in section `{visible(section.text)}`, which has links"
        yield f"{visible(file.path)}:{line}: {message}"


def _summary(report: Report, style: OutputStyle) -> Iterator[str]:
    yield from _findings(report, style)
    if report.verdicts:
        yield tally(report.verdicts.values())


def _findings(report: Report, style: OutputStyle) -> Iterator[str]:
    fixed = sum(len(file.fixed) for file in report.files)
    known = sum(file.known for file in report.files)
    resolved = sum(file.resolved for file in report.files)
    parts = report.counts
    if fixed:
        parts.insert(0, f"{fixed:,} {'fixed' if report.written else 'would be fixed'}")
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
        ways.append(f"{unsafe:,} {'more' if safe else 'fixable'} with `--unsafe-fixes`")
    yield f"{summary} {', '.join(ways)}." if ways else summary
