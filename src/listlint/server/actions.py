"""Code actions: a fix of a finding, all safe fixes, and a comment that ignores a finding."""

from collections.abc import Iterator, Sequence

from lsprotocol import types

from listlint.diagnostics.edits import Edit, Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span
from listlint.server import messages
from listlint.server.positions import PositionMap

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.listlint"
MOST = 50
"""Findings of a range that get actions."""


def in_range(findings: Sequence[Finding], span: Span, rule: str | None = None) -> list[Finding]:
    """Return the findings that overlap or touch a span, of a rule or of all."""
    return [
        one
        for one in findings
        if one.span.start <= span.end and span.start <= one.span.end and rule in (None, one.rule)
    ]


def code_actions(
    findings: Sequence[Finding],
    span: Span,
    only: Sequence[types.CodeActionKind | str] | None,
    uri: str,
    positions: PositionMap,
) -> Iterator[tuple[types.CodeAction, list[Edit]]]:
    """Yield the actions of these kinds (None: all) for a span, each with its edits."""
    if _wants(only, types.CodeActionKind.QuickFix):
        near = in_range(findings, span)[:MOST]
        for finding in near:
            if finding.fix:
                action = _action(messages.title(finding), finding, positions, uri)
                action.is_preferred = finding.fix.safety is Safety.SAFE
                yield action, list(finding.fix.edits)
        for finding in near:
            action = _action(f"Ignore {finding.rule} here, with a reason", finding, positions, uri)
            start = positions.position(finding.span.start)
            place = [uri, finding.rule, start.line, start.character]
            action.command = types.Command(action.title, "listlint.ignore", arguments=place)
            yield action, []
    if _wants(only, FIX_ALL) and any(f.fix and f.fix.safety is Safety.SAFE for f in findings):
        title = "Fix all safe findings of listlint"
        command = types.Command(title, "listlint.fixAll", arguments=[uri])
        yield (
            types.CodeAction(title, FIX_ALL, command=command),
            [],
        )


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Return whether a kind is one of `only`, or below one."""
    wanted = [str(getattr(one, "value", one)) for one in only or ()]
    return only is None or any(not one or f"{kind}.".startswith(f"{one}.") for one in wanted)


def _action(title: str, finding: Finding, positions: PositionMap, uri: str) -> types.CodeAction:
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics=[messages.diagnostic(finding, positions, uri)],
    )
