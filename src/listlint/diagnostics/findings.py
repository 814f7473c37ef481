"""What rules report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from listlint.diagnostics.edits import Fix
from listlint.diagnostics.spans import Span


class Severity(StrEnum):
    """How bad a finding is; only `error` and `warning` make the run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One place that breaks a rule, as the rule's `check` reports it.

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
    """What a rule says of one place in one document.

    `url` is the link that the finding is about, where there is one.
    """

    rule: str
    severity: Severity
    span: Span
    message: str
    url: str | None = None
    fix: Fix | None = None
    related: tuple[Related, ...] = field(default=())
