"""Sections about the license, which GitHub shows anyway."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import required_section
from listlint.kinds.required_section import check

__all__ = ["Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(required_section.Options):
    """Options of `license-section`."""

    unwanted: tuple[str, ...] = ("License|Licence",)
    """Names of sections that must not be there; `License|Licence` is either."""
