"""Progress of the link check: one line on a terminal, removed at the end."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import TextIO

from listlint.diagnostics.records import dataclass
from listlint.report.escape import visible
from listlint.urls.verdict import Verdict, VerdictKind

INTERVAL = 0.1
"""Seconds between two updates of the line."""
BAR = 20  # cells
_WIPE = "\r\x1b[2K"


@dataclass
class Progress:
    """Prints the line; a `listlint.links.Watch`. `clock` returns seconds."""

    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    columns: Callable[[], int] = lambda: shutil.get_terminal_size((80, 24)).columns
    total: int = 0
    done: int = 0
    dead: int = 0
    hosts: tuple[str, ...] = ()
    _printed: float = field(default=float("-inf"))

    def started(self, total: int) -> None:
        """Record the number of URLs."""
        self.total = total
        self._print(at_once=True)

    def settled(self, verdict: Verdict, done: int) -> None:
        """Record a verdict."""
        self.done = done
        self.dead += verdict.kind is VerdictKind.DEAD
        self._print()

    def waiting(self, hosts: Sequence[str]) -> None:
        """Record the hosts that have not answered yet."""
        self.hosts = tuple(hosts)
        self._print(at_once=True)

    def wipe(self) -> None:
        """Remove the line."""
        self.stream.write(_WIPE)
        self.stream.flush()

    def _print(self, at_once: bool = False) -> None:
        now = self.clock()
        if not self.total or (not at_once and now - self._printed < INTERVAL):
            return
        self._printed = now
        self.stream.write(_WIPE + self.line(self.columns() - 1))
        self.stream.flush()

    def line(self, width: int) -> str:
        """Return the line, in at most `width` cells."""
        filled = BAR * min(self.done, self.total) // max(self.total, 1)
        line = f"Checking links {'━' * filled}{'─' * (BAR - filled)} {self.done:,}/{self.total:,}"
        if self.dead:
            line += f", {self.dead:,} dead"
        for count in range(min(3, len(self.hosts)), 0, -1):
            more = len(self.hosts) - count
            names = ", ".join(visible(host) for host in self.hosts[:count])
            full = f"{line}, waiting for {names}{f' and {more:,} more' if more else ''}"
            if len(full) <= width:
                return full
        return line[: max(0, width)]


@contextmanager
def watch() -> Iterator[Progress | None]:
    """Yield a progress line if standard error is a terminal, else None; remove it at the end."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    progress = Progress(sys.stderr)
    try:
        yield progress
    finally:
        progress.wipe()
