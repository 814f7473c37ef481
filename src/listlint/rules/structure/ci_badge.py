"""Badges that show whether the list's own checks pass."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import badge
from listlint.kinds.badge import PLACEHOLDERS, check

__all__ = ["PLACEHOLDERS", "Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(badge.Options):
    """Options of `ci-badge`."""

    unwanted: tuple[str, ...] = (
        "build status", "travis-ci", "travis.ci", "circleci", "circle-ci", "ci.appveyor.com",
        "/workflows/", "dev.azure.com",
    )  # fmt: skip
    """Parts of the URLs or texts of images, in any letter case."""
