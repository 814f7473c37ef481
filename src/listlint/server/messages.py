"""Findings, fixes and sections as the protocol has them."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from lsprotocol import types

from listlint.diagnostics.edits import Edit, Safety
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.report.escape import visible
from listlint.rules.page import rule_url
from listlint.server.positions import PositionMap

SOURCE = "listlint"
MOST_FINDINGS = 1_000
"""Most findings that are sent for a document: errors first, then in their order."""
_MOST_LINES = 20_000
"""Lines of the longest text of which changed lines are looked for; others change as a whole."""
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_MARKS = {Safety.SAFE: "", Safety.UNSAFE: " (unsafe)", Safety.DISPLAY_ONLY: " (suggestion)"}


def diagnostics(
    findings: Iterable[Finding], positions: PositionMap, uri: str
) -> list[types.Diagnostic]:
    """Return the findings of a document."""
    ranked = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    return [diagnostic(finding, positions, uri) for finding in ranked[:MOST_FINDINGS]]


def diagnostic(finding: Finding, positions: PositionMap, uri: str) -> types.Diagnostic:
    """Return a finding, with a link to the page of its rule."""
    url = rule_url(finding.rule)
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri, positions.range(one.span)), visible(one.message)
        )
        for one in finding.related
    ]
    return types.Diagnostic(
        range=positions.range(finding.span),
        message=visible(finding.message),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(url) if url else None,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if _is_deleted(finding) else None,
        related_information=related or None,
    )


def _is_deleted(finding: Finding) -> bool:
    """Return whether the fix of a finding deletes all of it."""
    edits = finding.fix.edits if finding.fix else ()
    return len(edits) == 1 and not edits[0].text and edits[0].span.contains(finding.span)


def problem(message: str) -> types.Diagnostic:
    """Return why a document was not linted, at its start."""
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=types.Range(start, start),
        message="\n".join(map(visible, message.splitlines())),
        severity=types.DiagnosticSeverity.Error,
        source=SOURCE,
    )


def title(finding: Finding) -> str:
    """Return the title of the code action that fixes a finding."""
    if finding.fix is None:
        return ""
    text = visible(finding.fix.description)
    return f"{text[:1].upper()}{text[1:]}{_MARKS[finding.fix.safety]}"


def text_edits(edits: Iterable[Edit], positions: PositionMap) -> list[types.TextEdit]:
    """Return edits of a text."""
    return [types.TextEdit(positions.range(edit.span), edit.text) for edit in edits]


def changed_lines(before: str, after: str) -> Iterator[Edit]:
    """Yield the edits that make one text of another, as few lines as possible."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    if max(len(old), len(new)) > _MOST_LINES:
        yield Edit(Span(0, len(before)), after)
        return
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for kind, i, j, m, n in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            yield Edit(Span(starts[i], starts[j]), "".join(new[m:n]))


_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


# --- Symbols -------------------------------------------------------------------------------


def symbols(context: LintContext, positions: PositionMap) -> list[types.DocumentSymbol]:
    """Return the sections of a document with their entries."""
    outline = context.outline
    top: list[types.DocumentSymbol] = []
    inside: list[list[types.DocumentSymbol]] = []
    for index, heading in enumerate(outline.headings):
        parent = outline.parents[index]
        section = _symbol(positions, heading.text, outline.whole(index), heading.span)
        section.kind = types.SymbolKind.Namespace
        children: list[types.DocumentSymbol] = []
        section.children = children
        inside.append(children)
        (top if parent is None else inside[parent]).append(section)
    for entry in context.entries:
        around = outline.innermost(entry.span.start)
        symbol = _symbol(positions, entry.name, entry.span, entry.place)
        symbol.detail = visible(entry.url or "") or None
        (top if around is None else inside[around]).append(symbol)
    return top


def _symbol(positions: PositionMap, name: str, span: Span, place: Span) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=visible(name).strip() or "(no name)",
        kind=types.SymbolKind.Field,
        range=positions.range(span),
        selection_range=positions.range(place if span.contains(place) else span),
    )
