"""What rules report."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from listlint.diagnostics.edits import Fix
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span


class Severity(StrEnum):
    """The severity of a finding; only `error` and `warning` fail the run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding mentions."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of a rule, as its `check` yields it.

    `message` states what is wrong, then what is expected. `values` fill the placeholders that a
    kind offers to the `message` of a config, besides `{message}` and `{found}`.
    """

    span: Span
    message: str
    fix: Fix | None = None
    url: str | None = None
    related: tuple[Related, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation with the name of its rule, its severity and its place.

    `span` are offsets in the text; `line` to `end_column` are the same place, counted from 1, the
    end exclusive. `url` is that of the link or entry that it concerns, if any.
    """

    rule: str
    severity: Severity
    span: Span
    message: str
    url: str | None = None
    fix: Fix | None = None
    related: tuple[Related, ...] = ()
    path: str = ""
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
