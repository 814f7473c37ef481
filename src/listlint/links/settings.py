"""What can be set of the link checker. Plain data: importing it costs nothing."""

import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from listlint import __version__
from listlint.links.providers.settings import ProviderSettings
from listlint.urls.verdict import VerdictKind

Resolve = Callable[[str, int], Awaitable[Sequence[tuple[str, int]]]]
"""From a host name and a port to the addresses (an IP and a port) behind it.

Raises `socket.gaierror` like `socket.getaddrinfo`."""


DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """How long verdicts hold (seconds, by outcome), and when failures are long-lasting.

    Failures are long-lasting after `min_failures` in a row over at least `min_days` without one
    success. `keep_days` is how long URLs are remembered that no list has any more.
    """

    enabled: bool = True
    path: str = ""
    alive: float = 7 * DAY
    moved: float = 7 * DAY
    dead: float = DAY
    blocked: float = DAY
    unknown: float = 3_600.0
    min_failures: int = 3
    min_days: float = 3.0
    keep_days: float = 90.0

    def lifetime(self, outcome: VerdictKind) -> float:
        """Return for how many seconds a verdict of `outcome` holds; 0 for one never kept."""
        by_outcome = {
            VerdictKind.ALIVE: self.alive,
            VerdictKind.MOVED: self.moved,
            VerdictKind.DEAD: self.dead,
            VerdictKind.BLOCKED: self.blocked,
            VerdictKind.UNKNOWN: self.unknown,
        }
        return by_outcome.get(outcome, 0.0)


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Where snapshots are looked for, and how politely.

    `patience` is how many seconds the archive may ask us to wait before we ask it no more.
    """

    api: str = "https://archive.org/wayback/available"
    snapshot_host: str = "web.archive.org"
    per_minute: float = 24.0
    patience: float = 60.0


class PatternKind(StrEnum):
    """How a pattern is compared: with the whole URL, with its host, or anywhere in the URL."""

    GLOB = "glob"
    HOST = "host"
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A pattern of URLs, why it is there, and the last day that it holds (None: for ever).

    `host` compares the host alone: `a.example`, or `*.example` for all below it.
    """

    pattern: str
    kind: PatternKind = PatternKind.GLOB
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How links are checked. Times are in seconds, sizes in bytes.

    Values of `headers` and `auth` may name environment variables, as `${NAME}`: secrets never
    stand in a config. Keys of `accept`, `headers` and `auth` are hosts (`a.example`, or
    `*.example` for all below it). `allow_hosts` names hosts, addresses and networks that may be
    private.
    """

    concurrency: int = 128
    per_host: int = 6
    """Connections to one host at a time."""
    spacing: float = 0.05
    """Between the beginnings of two requests to one host; grows where a host asks for it."""
    connect_timeout: float = 10.0
    timeout: float = 20.0
    """For one request, from its beginning to the end of what is read of the answer."""
    retries: int = 2
    backoff: float = 1.0
    """Before the first retry; doubles with each, and is jittered."""
    patience: float = 60.0
    """The longest time that a host may ask us to wait before its links end as *blocked*."""
    max_redirects: int = 10
    max_body: int = 65_536
    include: tuple[Exclusion, ...] = ()
    """If any: only these are checked."""
    exclude: tuple[Exclusion, ...] = ()
    accept: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Statuses that count as alive, by host."""
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    auth: Mapping[str, str] = field(default_factory=dict)
    """`user:${PASSWORD}` by host, for basic authentication."""
    remap: tuple[tuple[str, str], ...] = ()
    """Regular expressions and what to put in their place before a URL is asked for."""
    proxy: bool = True
    """Whether `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are heeded."""
    ca_file: str = ""
    """A file of certificates (PEM) to trust besides those of the system."""
    allow_private: bool = False
    allow_hosts: tuple[str, ...] = ()
    user_agent: str = f"listlint/{__version__}"
    """Without the word "link": stock rules of web servers answer 403 to it."""
    max_age: float | None = None
    """The oldest verdict of the store that is believed, whatever its lifetime."""
    budget: int | None = None
    """How many URLs are asked for in one run at most, oldest verdicts first."""
    fragments: bool = False
    """Whether pages are searched for the fragments of their URLs."""
    https: bool = False
    """Whether the pages of http URLs are asked for on https as well."""
    archive: bool = False
    """Whether snapshots are looked for of what is gone."""
    snapshots: ArchiveSettings = field(default_factory=ArchiveSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    providers: ProviderSettings = field(default_factory=ProviderSettings)
    control_hosts: tuple[str, ...] = ("github.com", "wikipedia.org")
    """Looked up, but not asked, where nothing at all could be reached: is there a network?"""
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    now: Callable[[], float] = time.time
    """Seconds since the epoch (UTC)."""
    resolve: Resolve | None = None
    """In place of the system's resolver."""
