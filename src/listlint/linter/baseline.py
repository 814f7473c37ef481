"""The baseline: a JSON file with the accepted findings of lists, which are not reported.

It has one line per finding, by fingerprint, so that it is easy to merge and to review.
"""

import os
from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from listlint.config.discover import ConfigError, Read, on_disk
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.problems import InvalidData
from listlint.diagnostics.records import dataclass
from listlint.linter.fingerprint import fingerprints, subjects
from listlint.linter.index import ListIndex

Known = Mapping[str, str]
"""The rule of each finding of a file in the baseline, by fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The content of the file: `rule: subject` by path and fingerprint."""

    version: Literal[1]
    findings: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BaselineDiff:
    """The `new` findings, the number of `known` ones, and of `resolved` ones: no longer found."""

    new: tuple[Finding, ...]
    known: int = 0
    resolved: int = 0


def partition(
    known: Known, index: ListIndex, findings: Sequence[Finding], checked: Container[str]
) -> BaselineDiff:
    """Return how the findings of one file differ from those of its baseline (`known`).

    `checked` are the rules that checked the whole file: only findings of these rules count as
    resolved if they are missing.
    """
    marks = fingerprints(index, findings)
    new = tuple(f for f, mark in zip(findings, marks, strict=True) if mark not in known)
    missing = known.keys() - set(marks)
    resolved = sum(known[mark] in checked for mark in missing)
    return BaselineDiff(new, len(findings) - len(new), resolved)


def dump(files: Mapping[str, tuple[ListIndex, Sequence[Finding]]]) -> str:
    """Return the text of a baseline; the keys of `files` are paths relative to it, with `/`."""
    import json

    table = {}
    for path, (index, findings) in sorted(files.items()):
        about = subjects(index, findings)
        marks = fingerprints(index, findings)
        table[path] = {
            mark: f"{finding.rule}: {subject[:100]}"
            for mark, finding, subject in zip(marks, findings, about, strict=True)
        }
    return json.dumps(asdict(Baseline(version=1, findings=table)), indent=1) + "\n"


def load(path: Path, read: Read = on_disk) -> dict[str, Known]:
    """Return the findings of a baseline, by path. Raises `ConfigError`."""
    from listlint.schema import build_json

    try:
        raw = read(path)
        if raw is None:
            raise ConfigError(f"{path}: no such file; `listlint baseline` writes one")
        baseline = build_json(Baseline, raw)
    except InvalidData as error:
        first = InvalidData(error.problems[0])
        raise ConfigError(f"{path}: {first}; write it again with `listlint baseline`") from None
    return {
        name: {mark: finding.partition(":")[0] for mark, finding in findings.items()}
        for name, findings in baseline.findings.items()
    }


def name_of(path: Path | None, name: str, baseline: Path) -> str:
    """Return the path of a file relative to the folder of the baseline, with `/`."""
    if path is None:
        path = Path(name)
    try:
        relative = os.path.relpath(path.resolve(), baseline.resolve().parent)
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()
    return relative.replace(os.sep, "/")
