"""The labeled excerpts (cuts): small parts of real lists, with the defects in them.

`cuts/NAME.md` is the cut, `cuts/NAME.jsonl` its labels: first a record that names the source, then
one record a label, as `{"line", "text", "rule", "verdict", "confidence", "note"}`. Every line was
read; a line without a label is clean.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

CUTS = Path(__file__).parent / "cuts"
NO_RULE = "none"
"""The rule of defects that no rule can find."""


class Verdict(StrEnum):
    """The verdict of a label."""

    DEFECT = "defect"
    TRAP = "trap"
    """Looks wrong but is correct."""
    CUT = "cut"
    """Wrong only because the rest of the list is missing: findings here do not count."""


class Confidence(StrEnum):
    """How many maintainers would agree."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a place in a cut. `line` is 1-based."""

    line: int
    text: str
    rule: str
    verdict: Verdict
    confidence: Confidence
    note: str

    def span(self, lines: list[str]) -> tuple[int, int]:
        """Return the offset of its text in its line. Raises `ValueError` if it is not there."""
        start = lines[self.line - 1].index(self.text)
        return start, start + len(self.text)


@dataclass(frozen=True, slots=True)
class Cut:
    """A part of a real list with its labels."""

    name: str
    text: str
    labels: tuple[Label, ...]


def cuts() -> Iterator[Cut]:
    """Yield all cuts, by name. Raises `ValueError` for a label whose text is not in its line."""
    for path in sorted(CUTS.glob("*.md")):
        text = path.read_text("utf-8")
        lines = text.split("\n")
        _, *records = path.with_suffix(".jsonl").read_text("utf-8").splitlines()
        labels = tuple(_label(json.loads(record)) for record in records)
        for label in labels:
            label.span(lines)
        yield Cut(path.stem, text, labels)


def _label(record: dict[str, str]) -> Label:
    return Label(
        line=int(record["line"]),
        text=record["text"],
        rule=record["rule"],
        verdict=Verdict(record["verdict"]),
        confidence=Confidence(record["confidence"]),
        note=record["note"],
    )
