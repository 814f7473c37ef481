"""Links that work on one machine or in one network only."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import target
from listlint.kinds.target import PLACEHOLDERS, check

__all__ = ["PLACEHOLDERS", "Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(target.Options):
    """Options of `private-link`."""

    schemes: tuple[str, ...] = (
        "file", "vscode", "vscode-insiders", "vscode-file", "vscode-webview", "vscode-resource",
        "chrome-extension", "moz-extension", "blob",
    )  # fmt: skip
    """URL schemes to report, without the colon."""
    private: bool = True
    """Whether to report what only one machine or network reaches, including paths of a disk."""
