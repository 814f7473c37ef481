"""Findings to mended text, and text to files: whole fixes, no harm, byte for byte."""

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
"""How often a text is mended and read again before the fixes are said to fight."""


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """A finding whose fix was applied, and its place in the text that the fix was applied to."""

    finding: Finding
    position: Position


@dataclass(frozen=True, slots=True)
class FixResult:
    """What came of fixing a context.

    `left` is what is found afterwards, `notes` report which rules' fixes were dropped, and why.
    """

    context: LintContext
    fixed: tuple[AppliedFix, ...]
    left: tuple[Finding, ...]
    notes: tuple[str, ...]


def apply_fixes(
    context: LintContext,
    lint: Callable[[LintContext], Sequence[Finding]],
    reread: Callable[[str], LintContext],
    wanted: Iterable[Safety],
) -> FixResult:
    """Apply the fixes of the `wanted` safeties until nothing changes.

    `lint` finds what is wrong with a context, `reread` makes a context of a new text.
    """
    trusted = frozenset(wanted)
    fixed: list[AppliedFix] = []
    notes: list[str] = []
    banned: set[str] = set()
    seen = {context.text}
    findings = lint(context)
    for _ in range(PASSES):
        chosen = choose(findings, trusted, banned)
        if not chosen:
            return FixResult(context, tuple(fixed), tuple(findings), tuple(notes))
        mended = reread(_apply(context.text, chosen))
        if changes_meaning(context, mended, chosen):
            offending = _offending_rules(context, chosen, reread)
            banned |= offending
            notes += (f"the fix of {name} would harm the list: left alone" for name in offending)
            continue
        if mended.text in seen:
            fighting = sorted({finding.rule for finding in chosen})
            notes.append(f"the fixes of {', '.join(fighting)} undo each other: left alone")
            banned.update(fighting)
            continue
        seen.add(mended.text)
        position = context.document.lines.position
        fixed += (AppliedFix(finding, position(finding.span.start)) for finding in chosen)
        context = mended
        findings = lint(context)
    return FixResult(context, tuple(fixed), tuple(findings), tuple(notes))


def choose(
    findings: Sequence[Finding], trusted: frozenset[Safety], banned: Iterable[str] = ()
) -> list[Finding]:
    """Return the findings to mend at once: whole fixes by first offset, none overlapping.

    Fixes that rearrange wait until no other is left, so that the guard sees them apart.
    """
    mendable = [
        finding
        for finding in findings
        if finding.fix and finding.fix.safety in trusted and finding.rule not in banned
    ]
    mendable = [f for f in mendable if not _fix(f).rearranges] or mendable
    mendable.sort(key=lambda f: (_fix(f).span, f.rule))
    chosen: list[Finding] = []
    taken: list[Span] = []
    for finding in mendable:
        spans = [edit.span for edit in _fix(finding).edits]
        if not any(_meets(taken, span) for span in spans):
            chosen.append(finding)
            for span in spans:
                insort(taken, span)
    return chosen


def _meets(spans: Sequence[Span], span: Span) -> bool:
    """Tell whether `span` overlaps or touches one of `spans`, sorted and apart from each other."""
    index = bisect_right(spans, span.end, key=lambda s: s.start)
    return index > 0 and spans[index - 1].end >= span.start


def _within(spans: Sequence[Span], span: Span) -> bool:
    """Tell whether one of `spans`, sorted and apart from each other, cuts into `span`."""
    index = bisect_left(spans, span.end, key=lambda s: s.start)
    return index > 0 and spans[index - 1].end > span.start


def _fix(finding: Finding) -> Fix:
    if finding.fix is None:
        raise ValueError(f"{finding.rule} has no fix here")
    return finding.fix


def _apply(text: str, findings: Sequence[Finding]) -> str:
    return apply_edits(text, [edit for finding in findings for edit in _fix(finding).edits])


def changes_meaning(before: LintContext, after: LintContext, fixed: Sequence[Finding]) -> bool:
    """Tell whether anything that the fixes do not touch has become another thing.

    Looked at: links and headings; and, unless the fixes are meant to rearrange them, the size of
    tables, and the entries and their order.
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
    """Tell whether a link or a heading that no edit cuts into is there no more."""
    old, new = before.document, after.document
    lost = Counter[object](link.url for link in old.links if not _rewritten(edits, link))
    lost.update((h.level, h.text) for h in old.headings if not _within(edits, h.span))
    lost.subtract(Counter[object](link.url for link in new.links))
    lost.subtract(Counter[object]((h.level, h.text) for h in new.headings))
    return any(count > 0 for count in lost.values())


def _rewritten(edits: Sequence[Span], link: Link) -> bool:
    """Tell whether an edit cuts into a link, or into the definition that holds its target."""
    return _within(edits, link.span) or _within(edits, link.url_span)


def _offending_rules(
    context: LintContext, chosen: Sequence[Finding], reread: Callable[[str], LintContext]
) -> set[str]:
    """Return the rules whose fixes harm the list by themselves; all of them if none does."""
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
    """A file could not be written; it is as it was."""


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replace a file's content at once, its mode kept, symbolic links followed.

    Raises `WriteError` where the file is no longer what was read (`before`) or the disk refuses.
    """
    try:
        target = path.resolve(strict=True)
        if target.read_bytes() != before:
            raise WriteError("it was changed while listlint worked on it: run again")
        mode = stat.S_IMODE(target.stat().st_mode)
        if not os.access(target, os.W_OK):
            raise WriteError("it is read-only: nothing was changed")
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
        raise WriteError(f"{reason}: nothing was changed") from error
