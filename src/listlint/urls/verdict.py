"""What the link checker knows of a URL."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class VerdictKind(StrEnum):
    """What is known of the page at a URL. Only `DEAD` is dead."""

    ALIVE = "alive"
    MOVED = "moved"
    """Permanently redirects to a living page: see `final_url`."""
    DEAD = "dead"
    """404, 410, no such host, no such repository: seen twice in one run, by GET."""
    BLOCKED = "blocked"
    """401, 403, 429 after all attempts, bot walls: nothing is known of the page."""
    UNKNOWN = "unknown"
    """Timeouts, resets, 5xx, TLS errors, soft 404s."""
    SKIPPED = "skipped"
    """Not requested: offline, excluded, private, a scheme that is not http(s)."""


class Evidence(StrEnum):
    """Why a verdict is what it is: a closed set, so that rules need not read prose."""

    OK = "ok"
    NOT_FOUND = "not-found"  # 404, 410, or NOT_FOUND by an API
    NO_HOST = "no-such-host"
    UNAUTHORIZED = "unauthorized"  # 401, 402, 403, 406, 451, 999
    CHALLENGE = "challenge"  # a bot wall
    RATE_LIMITED = "rate-limited"  # 429, Retry-After longer than we wait
    SERVER_ERROR = "server-error"  # 5xx
    TIMEOUT = "timeout"
    CONNECTION = "connection"  # refused, reset, empty or broken answer
    TLS = "tls"
    REDIRECT_LOOP = "redirect-loop"
    BAD_REDIRECT = "bad-redirect"  # no or broken Location
    SOFT_404 = "soft-404"  # redirected to the site's root, or a page that says "not found"
    LOGIN = "login"  # redirected to a login page
    PARKED = "parked"
    UNEXPECTED_STATUS = "unexpected-status"
    PRIVATE = "private-address"
    EXCLUDED = "excluded"
    SCHEME = "scheme"
    MALFORMED = "malformed"
    NO_NETWORK = "no-network"
    BUDGET = "budget"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Repository:
    """What a forge's API says of a repository. Dates are ISO 8601; `license` is an SPDX id."""

    name: str  # "owner/name", as spelled by the forge
    url: str
    archived: bool = False
    disabled: bool = False
    license: str | None = None
    pushed_at: str | None = None
    default_branch: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of one URL, with the evidence.

    `status` is the last HTTP status, `final_url` where redirects ended, `reason` one line for
    people, `attempts` the number of requests, `elapsed` seconds, `checked_at` ISO 8601 (UTC).
    `permanent` means that every redirect on the way was permanent, `https` (requested only if a
    rule needs it) that the same page answers on https, `failures` and `failing_since` come from
    the store: how often in a row, and since when, no success was seen; `long_lasting` is the
    store's judgement of them.
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
    long_lasting: bool = False
    repository: Repository | None = None
    snapshot: str | None = None


ORDER = (
    VerdictKind.DEAD,
    VerdictKind.UNKNOWN,
    VerdictKind.BLOCKED,
    VerdictKind.MOVED,
    VerdictKind.SKIPPED,
    VerdictKind.ALIVE,
)
"""Kinds of verdicts, those first that people should look at."""


def tally(verdicts: Iterable[Verdict]) -> str:
    """Return how many links have which verdict, as a sentence: `3 links: 1 dead, 2 alive.`"""
    counts = Counter(verdict.kind for verdict in verdicts)
    parts = ", ".join(f"{counts[kind]:,} {kind}" for kind in ORDER if counts[kind])
    total = counts.total()
    return f"{total:,} {'link' if total == 1 else 'links'}{': ' if parts else ''}{parts}."


Verdicts = Mapping[str, Verdict]
"""By URL, as the list has it (`Link.url`)."""
