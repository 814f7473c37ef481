"""Apply fixes to a text, without side effects on other entries, and write files.

The fixes are those of the findings in the text as it was read. What a fixed text gives rise to, a
later run reports: fixing never creates the conventions that it enforces.
"""

import os
import stat
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from listlint.diagnostics.edits import Edit, Fix, Safety, apply_edits
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Link

PASSES = 20
"""Most passes of applying fixes and linting again."""
TRIALS = 64
"""Most texts that are parsed in one pass to find the fixes that change other entries."""


@dataclass(frozen=True, slots=True)
class AppliedFixes:
    """The result of applying fixes.

    `context` is that of the text with the fixes, `fixed` are the findings that were fixed, each at
    its place in the text that its fix was applied to, `findings` those that remain, `notes` which
    fixes were not applied, and why.
    """

    context: LintContext
    fixed: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def apply_fixes(
    context: LintContext,
    lint: Callable[[LintContext], Sequence[Finding]],
    reread: Callable[[str], LintContext],
    safeties: Iterable[Safety],
) -> AppliedFixes:
    """Apply the fixes of these `safeties` that `lint` reports in `context`, and no others.

    `lint` returns the findings of a context, `reread` the context of a new text. A fix that
    overlaps another one is applied in a later pass, as the rule then reports it.
    """
    allowed = frozenset(safeties)
    findings = lint(context)
    pending = [f for f in findings if f.fix and f.fix.safety in allowed]
    fixed: list[Finding] = []
    refused: list[Finding] = []
    dropped: Counter[str] = Counter()
    for _ in range(PASSES):
        chosen = choose(pending, allowed)
        if not chosen:
            break
        applied, updated = _verified(context, chosen, reread)
        done = {id(finding) for finding in applied}
        harmful = [finding for finding in chosen if id(finding) not in done]
        dropped.update(finding.rule for finding in harmful)
        refused += harmful
        done |= {id(finding) for finding in harmful}
        pending = [finding for finding in pending if id(finding) not in done]
        if not applied:
            continue
        found = lint(updated)
        later = _Later(found, [edit for finding in applied for edit in _fix(finding).edits])
        still = [(finding, later.find(finding)) for finding in pending]
        # What is no longer found was fixed together with another finding.
        fixed += applied
        fixed += (finding for finding, same in still if same is None)
        pending = [same for _, same in still if same is not None and same.fix]
        refused = [same for finding in refused if (same := later.find(finding)) is not None]
        context, findings = updated, found
    left = tuple(_left(findings, allowed, pending, refused))
    return AppliedFixes(context, tuple(fixed), left, tuple(_notes(dropped)))


def _left(
    findings: Sequence[Finding],
    allowed: frozenset[Safety],
    pending: Sequence[Finding],
    refused: Sequence[Finding],
) -> Iterator[Finding]:
    """Yield the findings without the fixes that cannot be applied.

    Fixable ones that the first text did not have are left to a later run.
    """
    waiting = {id(finding) for finding in pending}
    inapplicable = {id(finding) for finding in refused}
    for finding in findings:
        if id(finding) in inapplicable:
            yield replace(finding, fix=None)
        elif id(finding) in waiting or not finding.fix or finding.fix.safety not in allowed:
            yield finding


def _notes(dropped: Counter[str]) -> Iterator[str]:
    for rule, count in sorted(dropped.items()):
        fixes, they = ("1 fix", "it") if count == 1 else (f"{count:,} fixes", "they")
        yield f"{fixes} of `{rule}` not applied: {they} would change other entries"


class _Later:
    """Finds findings again in the text that edits have changed."""

    def __init__(self, findings: Sequence[Finding], edits: Iterable[Edit]) -> None:
        self._edits = sorted(edits, key=lambda edit: edit.span)
        self._ends = [edit.span.end for edit in self._edits]
        growth = (len(e.text) - (e.span.end - e.span.start) for e in self._edits)
        self._shifts = list(accumulate(growth, initial=0))
        self._places: dict[str, list[tuple[Span, int]]] = {}
        for index, finding in enumerate(findings):
            places = self._places.setdefault(finding.rule, [])
            places += ((span, index) for span in _places(finding))
        for places in self._places.values():
            places.sort()
        self._findings = findings
        self._taken: set[int] = set()

    def find(self, finding: Finding) -> Finding | None:
        """Return the finding of the same rule at the place where `finding` is now, if any."""
        places = self._places.get(finding.rule, ())
        for span in _places(finding):
            moved = Span(self._offset(span.start), self._offset(span.end))
            near = bisect_left(places, (moved, 0))
            for place, index in places[max(0, near - 1) : near + 2]:
                touches = place.start <= moved.end and moved.start <= place.end
                if touches and index not in self._taken:
                    self._taken.add(index)
                    return self._findings[index]
        return None

    def _offset(self, offset: int) -> int:
        index = bisect_right(self._ends, offset)
        if index < len(self._edits) and self._edits[index].span.start < offset:
            edit = self._edits[index]
            offset = edit.span.start + min(offset - edit.span.start, len(edit.text))
        return offset + self._shifts[index]


def _places(finding: Finding) -> Iterator[Span]:
    """Yield the span of a finding and those of its edits."""
    yield finding.span
    if finding.fix:
        yield from (edit.span for edit in finding.fix.edits)


def choose(findings: Sequence[Finding], allowed: frozenset[Safety]) -> list[Finding]:
    """Return the findings to fix in one pass: in source order, none overlapping.

    Fixes that rearrange come last, in passes of their own, so that they are verified separately.
    """
    fixable = [finding for finding in findings if finding.fix and finding.fix.safety in allowed]
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


def _verified(
    context: LintContext, chosen: Sequence[Finding], reread: Callable[[str], LintContext]
) -> tuple[list[Finding], LintContext]:
    """Return the findings whose fixes change no other entries, and the context with these fixes.

    Where all together do, their halves are tried, down to single ones.
    """
    kept: list[Finding] = []
    updated = context
    parts = [list(chosen)]
    for _ in range(TRIALS):
        if not parts:
            break
        part = parts.pop()
        trial = reread(_apply(context.text, [*kept, *part]))
        if not changes_meaning(context, trial, [*kept, *part]):
            kept += part
            updated = trial
        elif len(part) > 1:
            half = len(part) // 2
            parts += (part[half:], part[:half])
    return kept, updated


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


# --- Files ---------------------------------------------------------------------------------


class WriteError(OSError):
    """A file could not be written; it is unchanged."""


def write(path: Path, before: bytes, after: bytes) -> None:
    """Replace the content of a file atomically; its mode is kept, symbolic links are followed.

    Raises `WriteError` if the content is not `before`, or if the file cannot be written.
    """
    import tempfile

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
