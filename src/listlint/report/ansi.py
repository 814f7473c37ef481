"""Colors of a terminal (ECMA-48, "Select graphic rendition")."""

from listlint.diagnostics.findings import Severity

RESET, BOLD, DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
RED, GREEN, CYAN = "\x1b[31m", "\x1b[32m", "\x1b[36m"
BOLD_RED, BOLD_GREEN, BOLD_YELLOW = "\x1b[1;31m", "\x1b[1;32m", "\x1b[1;33m"
BOLD_CYAN = "\x1b[1;36m"

SEVERITY_COLORS = {
    Severity.ERROR: BOLD_RED,
    Severity.WARNING: BOLD_YELLOW,
    Severity.INFO: BOLD_CYAN,
}


def paint(text: str, code: str, color: bool) -> str:
    """Return `text` in the color `code`, or as it is without `color`."""
    return f"{code}{text}{RESET}" if color and text else text
