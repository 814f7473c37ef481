"""How far the checking of links is: one line on a terminal, wiped out at the end."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from listlint.cli.network import stderr_is_a_terminal
from listlint.report.escape import visible
from listlint.urls.verdict import Verdict, VerdictKind

INTERVAL = 0.1
"""Seconds between two paintings."""
BAR = 20  # cells
_WIPE = "\r\x1b[2K"


@dataclass
class Progress:
    """Paints the line; a `listlint.links.Watch`. `clock` returns seconds."""

    stream: TextIO
    clock: Callable[[], float] = time.monotonic
    columns: Callable[[], int] = lambda: shutil.get_terminal_size((80, 24)).columns
    total: int = 0
    done: int = 0
    dead: int = 0
    hosts: tuple[str, ...] = ()
    _painted: float = field(default=float("-inf"))

    def started(self, total: int) -> None:
        """Take note of the number of URLs."""
        self.total = total
        self._paint(at_once=True)

    def settled(self, verdict: Verdict, done: int) -> None:
        """Take note of a verdict."""
        self.done = done
        self.dead += verdict.kind is VerdictKind.DEAD
        self._paint()

    def waiting(self, hosts: Sequence[str]) -> None:
        """Take note of the hosts that are waited for."""
        self.hosts = tuple(hosts)
        self._paint(at_once=True)

    def wipe(self) -> None:
        """Leave the terminal as it was."""
        self.stream.write(_WIPE)
        self.stream.flush()

    def _paint(self, at_once: bool = False) -> None:
        now = self.clock()
        if not self.total or (not at_once and now - self._painted < INTERVAL):
            return
        self._painted = now
        self.stream.write(_WIPE + self.line(self.columns() - 1))
        self.stream.flush()

    def line(self, room: int) -> str:
        """Return what is painted, in `room` cells at most."""
        filled = BAR * min(self.done, self.total) // max(self.total, 1)
        line = f"Checking links {'━' * filled}{'─' * (BAR - filled)} {self.done:,}/{self.total:,}"
        if self.dead:
            line += f", {self.dead:,} dead"
        for count in range(min(3, len(self.hosts)), 0, -1):
            more = len(self.hosts) - count
            names = ", ".join(visible(host) for host in self.hosts[:count])
            told = f"{line}, waiting for {names}{f' and {more:,} more' if more else ''}"
            if len(told) <= room:
                return told
        return line[: max(0, room)]


@contextmanager
def watch() -> Iterator[Progress | None]:
    """Give a painter where people look at standard error, else None; wipe the line at the end."""
    if not stderr_is_a_terminal():
        yield None
        return
    progress = Progress(sys.stderr)
    try:
        yield progress
    finally:
        progress.wipe()
