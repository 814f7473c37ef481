"""Repositories without guidelines for contributors."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import required_file
from listlint.kinds.required_file import check

__all__ = ["Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(required_file.Options):
    """Options of `missing-contributing`."""

    paths: tuple[str, ...] = (
        "contributing.md", "CONTRIBUTING.md", "Contributing.md", ".github/contributing.md",
        ".github/CONTRIBUTING.md", "docs/contributing.md", "docs/CONTRIBUTING.md",
    )  # fmt: skip
    """Paths relative to the list; one of them must be there."""
