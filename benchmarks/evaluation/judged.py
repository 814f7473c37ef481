"""Compare findings with judged ones: `python benchmarks/evaluation/judged.py LABELS LISTS`.

`LABELS/judged.jsonl` has findings on `LISTS/NAME.md` that were read one by one, and
`LABELS/full_read/` lists that were read whole before any tool ran. `README.md` describes the
formats. Runs all default rules that need no network; prints precision, false findings per 100
entries, wrong safe fixes and recall, by rule, of tables and of everything else. Exits with 1 if a
target of `docs/evaluation.md` is missed.
"""

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from evaluate import default_rules

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.rules.registry import Rule

PRECISION, FALSE_PER_100, KEPT = 0.97, 0.5, 0.98
RENAMED = {
    "odd-bullet": "list-marker-style",
    "odd-number-mark": "ordered-marker-style",
    "odd-emphasis": "emphasis-style",
    "odd-strong": "strong-style",
    "odd-fence": "code-fence-style",
    "odd-heading": "heading-style",
    "odd-rule": "thematic-break-style",
    "odd-task-box": "checkbox-style",
    "odd-title-quote": "link-title-style",
    "several-titles": "multiple-titles",
    "repeated-blank": "multiple-spaces",
    "repeated-mark": "repeated-punctuation",
    "wrong-number": "ordered-list-number",
    "marker-space": "list-marker-space",
    "stray-indent": "unexpected-indent",
    "long-hard-break": "hard-break-spaces",
    "lazy-quote": "blockquote-prefix",
    "open-row": "table-pipe-style",
    "definition-label": "definition-case",
    "full-reference": "reference-style",
    "local-link": "private-link",
    "redirect-service": "url-shortener",
    "unknown-value": "unexpected-value",
    "table-layout": "table-format",
    "mixed-script": "homoglyph",
}
"""The names of rules at the commit whose findings were judged, and their names today."""


class Judgment(StrEnum):
    """What a reader said of a finding."""

    RIGHT = "RIGHT"
    NITPICK = "NITPICK"
    WRONG = "WRONG"


class Part(StrEnum):
    """Where in a list a finding is."""

    TABLES = "tables"
    OTHERS = "bullets"


Place = tuple[str, int, int]
"""A rule, a line and a column."""


@dataclass
class Tally:
    """The judged findings of one rule or part: those that are still made, and all others."""

    kept: Counter[Judgment] = field(default_factory=Counter)
    gone: Counter[Judgment] = field(default_factory=Counter)
    unjudged: int = 0
    wrong_safe_fixes: int = 0

    @property
    def precision(self) -> float:
        """The share of right ones among the judged findings that are right or wrong."""
        right, wrong = self.kept[Judgment.RIGHT], self.kept[Judgment.WRONG]
        return right / (right + wrong) if right + wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of the right findings that are still made."""
        kept, gone = self.kept[Judgment.RIGHT], self.gone[Judgment.RIGHT]
        return kept / (kept + gone) if kept + gone else 1.0


@dataclass
class Comparison:
    """All counts, and a line for each difference."""

    rules: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    parts: dict[Part, Tally] = field(default_factory=lambda: defaultdict(Tally))
    entries: Counter[Part] = field(default_factory=Counter)
    read: dict[str, Counter[bool]] = field(default_factory=dict)
    details: list[str] = field(default_factory=list)

    def false_per_100(self, part: Part) -> float:
        """The number of wrong findings per 100 entries."""
        return 100 * self.parts[part].kept[Judgment.WRONG] / max(self.entries[part], 1)

    def failures(self) -> Iterator[str]:
        """Yield a line for each target that is missed."""
        for part in Part:
            tally = self.parts[part]
            if tally.precision < PRECISION:
                yield f"precision of {part} {tally.precision:.3f} < {PRECISION}"
            if self.false_per_100(part) > FALSE_PER_100:
                per_100 = self.false_per_100(part)
                yield f"false findings per 100 entries of {part} {per_100:.2f} > {FALSE_PER_100}"
            if tally.recall < KEPT:
                yield f"right findings of {part} that are still made {tally.recall:.3f} < {KEPT}"
            if tally.wrong_safe_fixes:
                yield f"wrong safe fixes of {part}: {tally.wrong_safe_fixes}"


# --- Reading -------------------------------------------------------------------------------


def read_judged(path: Path) -> dict[str, dict[Place, Judgment]]:
    """Return the judgments of each list by place, with the names that rules have today."""
    found: dict[str, dict[Place, Judgment]] = defaultdict(dict)
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        rule = RENAMED.get(record["rule"], record["rule"])
        place = (rule, int(record["line"]), int(record["column"]))
        found[record["list"]][place] = Judgment(record["label"])
    return found


def read_whole(path: Path) -> Iterator[tuple[int, ...]]:
    """Yield the lines of each defect that is certain and that a program can know.

    Of a `.tsv` (line, certainty, program, what) those marked `high` and `yes`; of a `.md`
    (`23,258 H missing space; 54 M …`) those marked `H`. `86+138` is one defect on two lines.
    """
    lines = path.read_text("utf-8").splitlines()
    if path.suffix == ".tsv":
        for row in lines[1:]:
            line, certainty, program, _ = row.split("\t", 3)
            if (certainty, program) == ("high", "yes"):
                yield (int(line),)
        return
    for row in lines:
        numbers, certainty = "", ""
        for part in re.split(r"\s*;\s*", row) if re.match(r"[\d,+]+ [HM]", row) else ():
            match = re.match(r"(?:([\d,+]+)(?=\s|$))?\s*(?:([HM])(?=\s|$))?", part)
            if match is not None:
                numbers, certainty = match[1] or numbers, match[2] or certainty
            if certainty == "H":
                for place in numbers.split(","):
                    yield tuple(map(int, place.split("+")))


# --- Comparing -----------------------------------------------------------------------------


def compare(labels: Path, lists: Path, rules: Sequence[Rule]) -> Comparison:
    """Return how the findings of `rules` differ from those that were judged."""
    done = Comparison()
    for name, judged in sorted(read_judged(labels / "judged.jsonl").items()):
        context, findings = _look(lists / f"{name}.md", rules)
        _count_entries(done, context)
        _compare_list(done, name, context, findings, judged)
    for path in sorted((labels / "full_read").glob("*.*")):
        context, findings = _look(lists / f"{path.stem}.md", rules)
        position = context.document.lines.position
        left = Counter(position(finding.span.start).line for finding in findings)
        for lines in read_whole(path):
            line = next((line for line in lines if left[line]), None)
            done.read.setdefault(path.stem, Counter())[line is not None] += 1
            if line is None:
                done.details.append(f"missed   {path.stem}: line {lines[0]}")
            else:
                left[line] -= 1  # a finding is that of one defect
    return done


def _look(path: Path, rules: Sequence[Rule]) -> tuple[LintContext, list[Finding]]:
    context = LintContext(parse(path.read_text("utf-8"), path.name), in_repository=False)
    return context, lint(context, rules)


def _count_entries(done: Comparison, context: LintContext) -> None:
    for entry in context.entries:
        done.entries[Part.TABLES if entry.row else Part.OTHERS] += 1


def _compare_list(
    done: Comparison,
    name: str,
    context: LintContext,
    findings: Sequence[Finding],
    judged: dict[Place, Judgment],
) -> None:
    position, numbers = context.document.lines.position, context.document.lines.numbers
    in_tables = {line for table in context.document.tables for line in numbers(table.span)}
    made: dict[Place, Finding] = {}
    for finding in findings:
        at = position(finding.span.start)
        made[finding.rule, at.line, at.column] = finding
    # A finding may be one of all places of its kind, which its fix edits.
    covered = {
        (finding.rule, at.line, at.column): finding
        for finding in findings
        if finding.fix and len(finding.fix.edits) > 1
        for edit in finding.fix.edits
        for at in map(position, range(max(edit.span.start - 1, 0), edit.span.end + 1))
    }
    for place, judgment in judged.items():
        rule, line, _ = place
        part = Part.TABLES if line in in_tables else Part.OTHERS
        is_wrong = judgment is Judgment.WRONG
        found = made.get(place) or covered.get(place)
        for tally in (done.rules[rule], done.parts[part]):
            (tally.kept if found else tally.gone)[judgment] += 1
            if is_wrong and found and _is_safe(found):
                tally.wrong_safe_fixes += 1
        if is_wrong is bool(found) and judgment is not Judgment.NITPICK:
            what = "wrong" if is_wrong else "lost"
            done.details.append(f"{what:8} {name}:{line}: {rule}")
    for (rule, line, column), finding in made.items():
        if (rule, line, column) not in judged:
            part = Part.TABLES if line in in_tables else Part.OTHERS
            done.rules[rule].unjudged += 1
            done.parts[part].unjudged += 1
            done.details.append(f"unjudged {name}:{line}: {rule}: {finding.message}")


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety is Safety.SAFE


# --- Reporting -----------------------------------------------------------------------------


def table(done: Comparison) -> Iterator[str]:
    """Yield the lines of the table and of the totals."""
    yield f"{'':22}  right        wrong        nitpicks     not"
    yield f"{'rule':22}  made  lost   made  gone   made  gone   judged"
    for name, t in (*sorted(done.rules.items()), *((str(p), done.parts[p]) for p in Part)):
        counts = (
            f"{t.kept[judgment]:4}  {t.gone[judgment]:4}"
            for judgment in (Judgment.RIGHT, Judgment.WRONG, Judgment.NITPICK)
        )
        yield f"{name:22}  {'   '.join(counts)}   {t.unjudged:6}"
    yield ""
    for part in Part:
        tally = done.parts[part]
        yield (
            f"{part}: precision {tally.precision:.3f} (target {PRECISION}),"
            f" false findings per 100 entries {done.false_per_100(part):.2f}"
            f" (target {FALSE_PER_100}; {done.entries[part]:,} entries),"
            f" right ones still made {tally.recall:.3f} (target {KEPT}),"
            f" wrong safe fixes {tally.wrong_safe_fixes}"
        )
    for name, counts in done.read.items():
        yield f"{name}, read whole: {counts[True]} of {counts.total()} certain defects found"


def main() -> int:
    """Print the comparison; return the exit code."""
    parser = argparse.ArgumentParser(description="Compare findings with judged ones.")
    parser.add_argument("labels", type=Path, help="directory with judged.jsonl and full_read/")
    parser.add_argument("lists", type=Path, help="directory with the lists as NAME.md")
    parser.add_argument("--verbose", action="store_true", help="show each difference")
    options = parser.parse_args()
    done = compare(options.labels, options.lists, default_rules())
    for line in (*table(done), *(sorted(done.details) if options.verbose else ())):
        print(line)
    failures = list(done.failures())
    for failure in failures:
        print(f"TARGET MISSED: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
