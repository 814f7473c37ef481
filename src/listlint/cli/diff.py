"""The fixes of a list as a patch."""

import os
import sys
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from listlint.cli.common import print_lines
from listlint.report.ansi import BOLD, CYAN, GREEN, RED, paint
from listlint.report.escape import visible

if TYPE_CHECKING:
    from listlint.linter.results import FileReport

_RUNNERS = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""Environment variables of CI runners that take lines of a log for commands."""
_NO_NEWLINE = b"\n\\ No newline at end of file\n"
_COLORS = {"---": BOLD, "+++": BOLD, "@@": CYAN, "-": RED, "+": GREEN}
"""Colors of lines by what they begin with; the first that fits."""


def print_diff(file: "FileReport", *, color: bool) -> None:
    """Print a patch of a list: byte for byte, or escaped for terminals and logs of CI."""
    from difflib import diff_bytes, unified_diff

    source = file.source
    before, after = (
        BytesIO(source.encode(text)).readlines()  # splits at "\n" alone, as git does
        for text in (source.text, file.index.text)
    )
    name = source.name.lstrip("/")
    old, new = (f"{side}/{name}".encode("utf-8", "surrogateescape") for side in "ab")
    patch = diff_bytes(unified_diff, before, after, old, new)
    lines = [line if line.endswith(b"\n") else line + _NO_NEWLINE for line in patch]
    if color or sys.stdout.isatty() or any(os.environ.get(name) for name in _RUNNERS):
        print_lines(_shown(lines, color))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()


def _shown(patch: Iterable[bytes], color: bool) -> Iterable[str]:
    """Yield the lines of a patch, escaped and colored."""
    for number, raw in enumerate(patch):
        for line in raw[:-1].decode("utf-8", "surrogateescape").split("\n"):
            marks = _COLORS if number < 2 else ("@@", "-", "+")
            mark = next((mark for mark in marks if line.startswith(mark)), "")
            yield paint(visible(line), _COLORS.get(mark, ""), color and bool(mark))
