"""Links to domains that are for sale."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import link_status
from listlint.kinds.link_status import NEEDS, PLACEHOLDERS, check
from listlint.urls.verdict import Evidence

__all__ = ["NEEDS", "PLACEHOLDERS", "Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(link_status.Options):
    """Options of `parked-domain`."""

    evidence: frozenset[Evidence] = frozenset({Evidence.PARKED})
    """Reasons of verdicts to report."""
