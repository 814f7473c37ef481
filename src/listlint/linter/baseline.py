"""The baseline: findings that a list had before it used listlint, which fail no change.

A JSON file with a line a finding, by fingerprint, so that it merges and reads well.
"""

import json
import os
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.problems import InvalidData
from listlint.entries.context import LintContext
from listlint.linter.fingerprint import fingerprints, subjects

Known = Mapping[str, str]
"""The fingerprints of a file's old findings, each with its rule."""


class BaselineError(Exception):
    """A baseline cannot be read or written; the message is one line that says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The file: findings, as `rule: subject`, by path and fingerprint."""

    version: Literal[1]
    findings: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BaselineDiff:
    """The findings that a baseline lacks, how many it has, and how many of its own are gone."""

    new: tuple[Finding, ...]
    known: int = 0
    mended: int = 0


def partition(
    known: Known, context: LintContext, findings: Sequence[Finding], looked: Container[str]
) -> BaselineDiff:
    """Separate the findings of one file from those that its baseline (`known`) has.

    `looked` are the rules whose findings are all here: only of theirs can be said that one which
    is missing is fixed.
    """
    marks = fingerprints(context, findings)
    new = tuple(f for f, mark in zip(findings, marks, strict=True) if mark not in known)
    gone = known.keys() - set(marks)
    return BaselineDiff(new, len(findings) - len(new), sum(known[mark] in looked for mark in gone))


def dump(files: Mapping[str, tuple[LintContext, Sequence[Finding]]]) -> str:
    """Return the text of a baseline; `files` by their path relative to it, with `/`."""
    table = {}
    for path, (context, findings) in sorted(files.items()):
        about = subjects(context, findings)
        marks = fingerprints(context, findings)
        table[path] = {
            mark: f"{finding.rule}: {subject[:100]}"
            for mark, finding, subject in zip(marks, findings, about, strict=True)
        }
    return json.dumps(asdict(Baseline(version=1, findings=table)), indent=1) + "\n"


def load(path: Path) -> dict[str, Known]:
    """Return what a baseline knows, by file. Raises `BaselineError`."""
    from listlint.schema import build_json

    try:
        baseline = build_json(Baseline, path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BaselineError(f"{path}: {reason}; `listlint baseline` writes one") from None
    except InvalidData as error:
        first = InvalidData(error.problems[0])
        raise BaselineError(f"{path}: {first}; write it again with `listlint baseline`") from None
    return {
        name: {mark: finding.partition(":")[0] for mark, finding in findings.items()}
        for name, findings in baseline.findings.items()
    }


def name_of(path: Path | None, name: str, baseline: Path) -> str:
    """Return the name of a file in a baseline: its path from the baseline's folder, with `/`."""
    if path is None:
        path = Path(name)
    try:
        relative = os.path.relpath(path.resolve(), baseline.resolve().parent)
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()
    return relative.replace(os.sep, "/")
