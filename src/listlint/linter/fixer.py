"""Apply fixes to a text, without side effects on other entries, and write files."""

import os
import stat
import tempfile
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from listlint.diagnostics.edits import Fix, Safety, apply_edits
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Position, Span
from listlint.entries.context import LintContext
from listlint.markdown import Link

PASSES = 10
"""Most passes of applying fixes and linting again."""


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """A finding whose fix was applied, and its place in the text that the fix was applied to."""

    finding: Finding
    position: Position


@dataclass(frozen=True, slots=True)
class FixResult:
    """The result of applying fixes.

    `context` is the fixed one, `fixed` the findings whose fixes were applied, `left` the
    remaining findings, `notes` which fixes were not applied, and why.
    """

    context: LintContext
    fixed: tuple[AppliedFix, ...]
    left: tuple[Finding, ...]
    notes: tuple[str, ...]


def apply_fixes(
    context: LintContext,
    lint: Callable[[LintContext], Sequence[Finding]],
    reread: Callable[[str], LintContext],
    safeties: Iterable[Safety],
) -> FixResult:
    """Apply the fixes of these `safeties` until none is left.

    `lint` returns the findings of a context, `reread` the context of a new text.
    """
    allowed = frozenset(safeties)
    fixed: list[AppliedFix] = []
    notes: list[str] = []
    banned: set[str] = set()
    seen = {context.text}
    findings = lint(context)
    for _ in range(PASSES):
        chosen = choose(findings, allowed, banned)
        if not chosen:
            return FixResult(context, tuple(fixed), tuple(findings), tuple(notes))
        updated = reread(_apply(context.text, chosen))
        if changes_meaning(context, updated, chosen):
            offending = _offending_rules(context, chosen, reread)
            banned |= offending
            notes += (
                f"fixes of `{name}` not applied: they would change other entries"
                for name in offending
            )
            continue
        if updated.text in seen:
            conflicting = sorted({finding.rule for finding in chosen})
            names = ", ".join(f"`{name}`" for name in conflicting)
            notes.append(f"fixes of {names} not applied: they undo each other")
            banned.update(conflicting)
            continue
        seen.add(updated.text)
        position = context.document.lines.position
        fixed += (AppliedFix(finding, position(finding.span.start)) for finding in chosen)
        context = updated
        findings = lint(context)
    return FixResult(context, tuple(fixed), tuple(findings), tuple(notes))


def choose(
    findings: Sequence[Finding], allowed: frozenset[Safety], banned: Iterable[str] = ()
) -> list[Finding]:
    """Return the findings to fix in one pass: in source order, none overlapping.

    Fixes that rearrange come last, in passes of their own, so that they are verified separately.
    """
    fixable = [
        finding
        for finding in findings
        if finding.fix and finding.fix.safety in allowed and finding.rule not in banned
    ]
    fixable = [f for f in fixable if not _fix(f).rearranges] or fixable
    fixable.sort(key=lambda f: (_fix(f).span, f.rule))
    chosen: list[Finding] = []
    taken: list[Span] = []
    for finding in fixable:
        spans = [edit.span for edit in _fix(finding).edits]
        if not any(_meets(taken, span) for span in spans):
            chosen.append(finding)
            for span in spans:
                insort(taken, span)
    return chosen


def _meets(spans: Sequence[Span], span: Span) -> bool:
    """Return whether `span` overlaps or touches one of `spans` (sorted, disjoint)."""
    index = bisect_right(spans, span.end, key=lambda s: s.start)
    return index > 0 and spans[index - 1].end >= span.start


def _within(spans: Sequence[Span], span: Span) -> bool:
    """Return whether `span` overlaps one of `spans` (sorted, disjoint)."""
    index = bisect_left(spans, span.end, key=lambda s: s.start)
    return index > 0 and spans[index - 1].end > span.start


def _fix(finding: Finding) -> Fix:
    if finding.fix is None:
        raise ValueError(f"this finding of {finding.rule} has no fix")
    return finding.fix


def _apply(text: str, findings: Sequence[Finding]) -> str:
    return apply_edits(text, [edit for finding in findings for edit in _fix(finding).edits])


def changes_meaning(before: LintContext, after: LintContext, fixed: Sequence[Finding]) -> bool:
    """Return whether anything outside the edits has changed.

    Links and headings are compared and, unless the fixes rearrange entries, the numbers of rows
    of tables, and the entries and their order.
    """
    edits = sorted(edit.span for finding in fixed for edit in _fix(finding).edits)
    if _lost(before, after, edits):
        return True
    if any(_fix(finding).rearranges for finding in fixed):
        return False
    old, new = before.document, after.document
    if [len(table.rows) for table in old.tables] != [len(table.rows) for table in new.tables]:
        return True
    if len(old.headings) != len(new.headings) or len(before.entries) != len(after.entries):
        return True
    pairs = zip(before.entries, after.entries, strict=True)
    return any(
        (a.name, a.url) != (b.name, b.url)
        for a, b in pairs
        if (a.link is None or not _rewritten(edits, a.link)) and not _within(edits, a.name_span)
    )


def _lost(before: LintContext, after: LintContext, edits: Sequence[Span]) -> bool:
    """Return whether a link or a heading that no edit overlaps is missing."""
    old, new = before.document, after.document
    lost = Counter[object](link.url for link in old.links if not _rewritten(edits, link))
    lost.update((h.level, h.text) for h in old.headings if not _within(edits, h.span))
    lost.subtract(Counter[object](link.url for link in new.links))
    lost.subtract(Counter[object]((h.level, h.text) for h in new.headings))
    return any(count > 0 for count in lost.values())


def _rewritten(edits: Sequence[Span], link: Link) -> bool:
    """Return whether an edit overlaps a link, or the definition with its URL."""
    return _within(edits, link.span) or _within(edits, link.url_span)


def _offending_rules(
    context: LintContext, chosen: Sequence[Finding], reread: Callable[[str], LintContext]
) -> set[str]:
    """Return the rules whose fixes alone change other entries; all rules if none does."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in chosen:
        by_rule.setdefault(finding.rule, []).append(finding)
    alone = {
        rule
        for rule, findings in by_rule.items()
        if changes_meaning(context, reread(_apply(context.text, findings)), findings)
    }
    return alone or set(by_rule)


# --- Files ---------------------------------------------------------------------------------


class WriteError(OSError):
    """A file could not be written; it is unchanged."""


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replace the content of a file atomically; its mode is kept, symbolic links are followed.

    Raises `WriteError` if the content is not `before`, or if the file cannot be written.
    """
    try:
        target = path.resolve(strict=True)
        if target.read_bytes() != before:
            raise WriteError("was changed while listlint was running; run it again")
        mode = stat.S_IMODE(target.stat().st_mode)
        if not os.access(target, os.W_OK):
            raise WriteError("is read-only; nothing was changed")
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(after)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(mode)
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except WriteError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{reason}; nothing was changed") from error
