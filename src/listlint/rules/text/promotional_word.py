"""Words that praise an entry without describing it."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import phrases
from listlint.kinds.phrases import check

__all__ = ["Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(phrases.Options):
    """Options of `promotional-word`."""

    phrases: tuple[str, ...] = (
        "award-winning", "best ever", "best-in-class", "blazing fast", "blazing-fast",
        "blazingly fast", "breathtaking", "game-changer", "game-changing", "incredible",
        "incredibly", "industry-leading", "insanely", "jaw-dropping", "lightning fast",
        "lightning-fast", "market-leading", "mind-blowing", "must-have", "one of a kind",
        "one-of-a-kind", "revolutionary", "second to none", "unmatched", "unparalleled",
        "unrivaled", "unrivalled", "world-class", "world's best", "world's fastest",
        "world's first",
    )  # fmt: skip
    """Words and phrases to report, in any letter case."""
