"""Links that could be neither reached nor found dead."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import link_status
from listlint.kinds.link_status import NEEDS, PLACEHOLDERS, check
from listlint.urls.verdict import VerdictKind

__all__ = ["NEEDS", "PLACEHOLDERS", "Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(link_status.Options):
    """Options of `unverified-link`."""

    verdicts: frozenset[VerdictKind] = frozenset({VerdictKind.UNKNOWN})
    """Verdicts to report."""
