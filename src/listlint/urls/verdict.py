"""Verdicts of the link checker."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from listlint.diagnostics.records import dataclass


class VerdictKind(StrEnum):
    """The kind of a verdict."""

    ALIVE = "alive"
    MOVED = "moved"
    """Permanently redirects to an existing page: see `final_url`."""
    DEAD = "dead"
    """404, 410, no such host, no such repository, confirmed by a second request in the run; or
    known alive, and refusing all connections for days."""
    BLOCKED = "blocked"
    """401, 403, 429 after all attempts, bot protection: the page may exist."""
    UNKNOWN = "unknown"
    """Timeouts, broken connections, 5xx, TLS errors, soft 404s."""
    SKIPPED = "skipped"
    """Not requested: offline, excluded, private, a scheme that is not http(s)."""


class Evidence(StrEnum):
    """The reason of a verdict, for programs."""

    OK = "ok"
    NOT_FOUND = "not-found"  # 404, 410, or NOT_FOUND by an API
    NO_HOST = "no-such-host"
    UNAUTHORIZED = "unauthorized"  # 401, 402, 403, 406, 451, 999
    CHALLENGE = "challenge"  # bot protection
    RATE_LIMITED = "rate-limited"  # 429, or Retry-After beyond `patience`
    SERVER_ERROR = "server-error"  # 5xx
    TIMEOUT = "timeout"
    CONNECTION = "connection"  # reset, empty response
    REFUSED = "connection-refused"
    INVALID_HTTP = "invalid-http"
    TLS = "tls"
    REDIRECT_LOOP = "redirect-loop"
    BAD_REDIRECT = "bad-redirect"  # missing or invalid Location
    SOFT_404 = "soft-404"  # redirected to the site's root, or a page that says "not found"
    LOGIN = "login"  # redirected to a login page
    PARKED = "parked"
    UNEXPECTED_STATUS = "unexpected-status"
    PRIVATE = "private-address"
    EXCLUDED = "excluded"
    SCHEME = "scheme"
    MALFORMED = "malformed"
    LOCAL = "local-problem"  # no network, broken proxy, too many open files: not the link's fault
    MAX_LINKS = "max-links"
    MAX_TIME = "max-time"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, from the API of its host. What the API does not say is None.

    Dates are ISO 8601; `license` is an SPDX ID, `unlicensed` whether the host finds no license at
    all. `active_at` is the last activity of any kind, where the host has no `pushed_at`.
    """

    name: str  # "owner/name", as spelled by the host
    url: str
    archived: bool | None = None
    disabled: bool = False
    license: str | None = None
    unlicensed: bool = False
    stars: int | None = None
    created_at: str | None = None
    pushed_at: str | None = None
    active_at: str | None = None
    default_branch: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict for one URL, with the evidence.

    `status` is the last HTTP status, `final_url` the URL after redirects, `reason` an explanation
    (one line), `attempts` the number of requests, `elapsed` seconds, `checked_at` ISO 8601 (UTC).
    `hops` are the URLs that redirected, `permanent` is whether every redirect was permanent,
    `https` (requested only if a rule needs it) whether HTTPS returns the same page. `failures`
    (the number in a row), `failing_since`, `last_alive` and `successes` (runs in a row that
    found the page alive) come from the cache.
    """

    url: str
    kind: VerdictKind
    evidence: Evidence
    reason: str
    status: int | None = None
    final_url: str | None = None
    permanent: bool = False
    https: bool | None = None
    missing_fragment: bool = False
    attempts: int = 0
    elapsed: float = 0.0
    checked_at: str | None = None
    cached: bool = False
    failures: int = 0
    failing_since: str | None = None
    last_alive: str | None = None
    successes: int = 0
    hops: tuple[str, ...] = ()
    repository: Repository | None = None
    archive_url: str | None = None


ORDER = (
    VerdictKind.DEAD,
    VerdictKind.MOVED,
    VerdictKind.UNKNOWN,
    VerdictKind.BLOCKED,
    VerdictKind.SKIPPED,
    VerdictKind.ALIVE,
)
"""Kinds of verdicts, in the order of what there is to do."""


def tally(verdicts: Iterable[Verdict]) -> str:
    """Return the number of links by verdict, as a sentence: `3 links: 1 dead, 2 alive.`"""
    counts = Counter(verdict.kind for verdict in verdicts)
    parts = ", ".join(f"{counts[kind]:,} {kind}" for kind in ORDER if counts[kind])
    total = counts.total()
    return f"{total:,} {'link' if total == 1 else 'links'}{': ' if parts else ''}{parts}."


Verdicts = Mapping[str, Verdict]
"""By URL as in the list (`Link.url`)."""
