"""The formats in which the results of a run are reported: one module a format.

Each format module has `render(report, style) -> Iterator[str]`, which yields lines without their
line ends. All text of the list passes through `escape.visible` or a stricter escape on its way out.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Protocol

from listlint.diagnostics.edits import Safety
from listlint.diagnostics.records import dataclass
from listlint.formats import Format
from listlint.linter.results import FileReport, Report

__all__ = ["BY", "LONGEST", "FileReport", "OutputStyle", "Renderer", "Report", "render"]

BY = {
    Safety.SAFE: "--fix",
    Safety.UNSAFE: "--fix --unsafe-fixes",
    Safety.DISPLAY_ONLY: "by hand",
}
"""How a fix of each safety is applied."""
LONGEST = 20
"""Lines of the longest fix that is shown whole; longer ones are easier to read as a diff."""


@dataclass(frozen=True, slots=True)
class OutputStyle:
    """How text is shown: colors, the width of the terminal in cells, how much is printed.

    `show_fixes` lists the fixes that were applied.
    """

    color: bool = False
    width: int = 80
    verbose: bool = False
    quiet: bool = False
    show_fixes: bool = False


class Renderer(Protocol):
    """The interface of a format module."""

    def render(self, report: Report, style: OutputStyle) -> Iterator[str]:
        """Yield the lines of a report."""
        ...


def render(report: Report, form: Format, style: OutputStyle) -> Iterator[str]:
    """Yield the lines of a report in a format, its module imported only now."""
    module: Renderer = import_module(f"{__name__}.{form.value}")
    return module.render(report, style)
