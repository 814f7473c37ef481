"""The check of one page, from the first request to the verdict: redirects, retries, second look.

Pure but for chance: a check says what to request next and takes the response.
"""

import random
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import field, replace
from http.cookies import SimpleCookie

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.links import page, parked
from listlint.links.cache import Validators, iso
from listlint.links.classify import (
    PERMANENT,
    REDIRECTS,
    Classification,
    body_limit,
    classify,
    classify_end,
    classify_text,
    status_line,
)
from listlint.links.messages import Request, RequestError, Response
from listlint.urls.parse import Target, UnsupportedUrl, follow
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

SECOND_LOOK = 1.0
"""Seconds, jittered, until what looks dead is requested again."""
BROWSER_HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
    "Cache-Control": "no-cache",
}
"""The second look is with these: some sites answer 404 to what is not a browser."""
_SESSION = regex(r";jsessionid=[^/?#]*|(?<=[?&])(?:jsessionid|phpsessid)=[^&#]*&?", re.IGNORECASE)


_EXISTS = frozenset({VerdictKind.ALIVE, VerdictKind.MOVED})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """What all checks of a run have in common; see `LinkSettings`."""

    retries: int = 2
    backoff: float = 1.0
    patience: float = 60.0
    max_redirects: int = 10
    max_body: int = 65_536
    page_fingerprint: bool = False
    """Whether `PageCheck.page_fingerprint` is wanted."""


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What is particular to one host: headers to send, verdicts on statuses or their classes."""

    headers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    verify: bool = True

    def verdict(self, status: int) -> VerdictKind | None:
        """Return the verdict that the settings give a status; None if they give none."""
        kind = self.statuses.get(str(status)) or self.statuses.get(f"{status // 100}xx")
        return VerdictKind(kind) if kind else None


@dataclass(frozen=True, slots=True)
class Retry:
    """Another request is needed, in `delay` seconds at the earliest, or at the end of the run."""

    delay: float = 0.0
    late: bool = False


@dataclass(slots=True, eq=False)
class PageCheck:
    """The state of a check. `url` is that of the verdict; once there is one, the check is over."""

    url: str
    start: Target
    policy: RetryPolicy
    fragments: frozenset[str] = frozenset()
    """Fragments to look for in the page."""
    validators: Validators | None = None
    """What makes the first request conditional."""
    known_alive: bool = False
    """Whether the page was alive last time: then a second look is worth a wait."""
    verdict: Verdict | None = None
    missing: frozenset[str] = frozenset()
    """Those of `fragments` that the page certainly lacks."""
    new_validators: Validators | None = None
    """What makes the next run's request conditional."""
    page_fingerprint: tuple[object, ...] = ()
    """Equal for two responses that show the same page, as far as was read."""
    target: Target = field(init=False)
    attempts: int = 0
    elapsed: float = 0.0
    now: float = 0.0
    answered: bool = False
    """Whether any server was reached: by a status, a refusal, broken TLS."""
    _method: str = "GET"
    _hops: list[tuple[str, int]] = field(default_factory=list)
    _permanent: bool = True
    _malformed: RequestError | None = None
    """Why the response to GET could not be read."""
    _tries: int = 0
    _retries: int = 0
    _waited: float = 0.0
    _first_look: Classification | None = None
    """How the page looked dead at first."""
    _cookies: list[tuple[str, SimpleCookie]] = field(default_factory=list)
    """The cookies of this chain of redirects: some sites redirect in circles without them."""

    def __post_init__(self) -> None:
        self.target = self.start

    def request(self, host: HostPolicy, *, keep: bool) -> Request:
        """Return what to request now."""
        headers: dict[str, str] = {}
        if self.target.user:
            pair = b64encode(self.target.user.encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        if self._first_look is not None:
            headers |= BROWSER_HEADERS
        elif self.validators is not None and not self._hops and self._status_is_enough:
            headers |= _conditions(self.validators)
        headers |= host.headers
        return Request(
            target=self.target,
            body_limit=body_limit(self.policy.max_body, bool(self.fragments)),
            method=self._method,
            headers=headers,
            cookies=self._cookies,
            keep=keep,
            verify=host.verify,
        )

    @property
    def _status_is_enough(self) -> bool:
        """Whether nothing of the page's content is wanted."""
        compared = self.policy.page_fingerprint and self.start.scheme == "http"
        return not (self.fragments or compared)

    def take(
        self,
        response: Response | RequestError,
        host: HostPolicy,
        now: float,
        *,
        retries: int | None = None,
    ) -> Retry | None:
        """Take what came of the request; return None if the verdict is set.

        `retries` replaces those of the policy for a host that fails again and again.
        """
        self.attempts += 1
        self.now = now
        self._retries = self.policy.retries if retries is None else retries
        if isinstance(response, RequestError):
            self.answered |= response.heard
            return self._failed(response)
        self.answered = True
        status = response.status
        if self._malformed and not 200 <= status < 300 and status not in REDIRECTS:
            return self._failed(self._malformed)  # HEAD is often refused, or wrong
        given = host.verdict(status)
        if status in REDIRECTS and given is None:
            return self._redirected(response)
        found = classify(response, now, given)
        if found.kind is VerdictKind.ALIVE and self._hops:
            found = classify_end(self.start, self.target) or found
        if found.kind is VerdictKind.ALIVE and given is None:
            found = classify_text(self.target, response.text) or found
        shown = self._hops or response.body
        if found.kind is VerdictKind.ALIVE and shown and given is None:
            sign = parked.sign(self.start, self.target, response.title, response.text)
            if sign:
                found = Classification(VerdictKind.UNKNOWN, Evidence.PARKED, sign)
        if found.again:
            delay = self._delay(found)
            if delay is not None:
                return Retry(delay)
            if found.wait is not None and found.wait > self.policy.patience:
                reason = f"{found.reason}, retry after {_duration(found.wait)}"
                found = Classification(VerdictKind.BLOCKED, Evidence.RATE_LIMITED, reason)
        if found.kind is VerdictKind.DEAD:
            return self._looks_dead(found, status)
        if found.kind is VerdictKind.ALIVE:
            self._read(response)
        return self._settle(found, status)

    def give_up(self, found: Classification, now: float) -> None:
        """End the check without a request: nothing more is requested from the host."""
        self.now = now
        self._settle(found, None)

    def _failed(self, failure: RequestError) -> Retry | None:
        if failure.evidence is Evidence.INVALID_HTTP and self._method == "GET":
            self._malformed = failure  # perhaps only its body: HEAD shows it
            self._method = "HEAD"
            return Retry()
        kind = VerdictKind.UNKNOWN
        if failure.evidence is Evidence.NO_HOST:
            kind = VerdictKind.DEAD
        elif failure.evidence is Evidence.PRIVATE and not self._hops:
            kind = VerdictKind.SKIPPED
        found = Classification(kind, failure.evidence, failure.reason, failure.again)
        if kind is VerdictKind.DEAD:
            return self._looks_dead(found, None)
        delay = self._delay(found) if found.again else None
        return Retry(delay) if delay is not None else self._settle(found, None)

    def _delay(self, found: Classification) -> float | None:
        """Return how long to wait for a retry; None if that is too often or too long."""
        if found.wait is not None and found.wait > self.policy.patience:
            return None
        backoff = self.policy.backoff * 2.0**self._tries * _jitter()
        delay = backoff if found.wait is None else found.wait + 0.3 * _jitter()
        limited = found.evidence is Evidence.RATE_LIMITED
        most = min(self._retries, 1) if found.evidence is Evidence.TIMEOUT else self._retries
        if not limited and self._tries >= most:
            return None
        if self._waited + delay > self.policy.patience:
            return None
        self._tries += 1
        self._waited += delay
        return delay

    def _looks_dead(self, found: Classification, status: int | None) -> Retry | None:
        """Have the page requested again, from the start and by GET; settle it the second time."""
        if self._first_look is not None:
            if self._first_look.evidence is not found.evidence:
                found = replace(found, kind=VerdictKind.UNKNOWN)
            return self._settle(found, status)
        self.target = self.start
        self._hops = []
        self._permanent = True
        self._malformed, self._method = None, "GET"
        self._tries = 0
        self._cookies = []
        self._first_look = found
        return Retry(SECOND_LOOK * self.policy.backoff * _jitter(), late=self.known_alive)

    def _redirected(self, response: Response) -> Retry | None:
        status = response.status
        location = response.headers.get("location", "")
        if not location.strip():
            return self._bad_redirect(f"{status_line(status)} without a target", status)
        try:
            following = follow(self.target, location)
        except UnsupportedUrl as error:
            return self._bad_redirect(f"redirects to {location[:120]!r} ({error})", status)
        here = self.target.url
        if response.cookies:
            self._cookies.append((here, response.cookies))
        self._hops.append((here, status))
        self._permanent = self._permanent and status in PERMANENT
        seen = sum(url == following.url for url, _ in self._hops)
        loops = seen > bool(self._cookies)
        if loops or len(self._hops) > self.policy.max_redirects:
            most = f"more than {self.policy.max_redirects} redirects"
            loop = "" if following.url == self.start.url else f" ({following.url})"
            reason = f"redirect loop{loop}" if loops else most
            found = Classification(VerdictKind.UNKNOWN, Evidence.REDIRECT_LOOP, reason)
            return self._settle(found, status)
        self.target = following
        self._malformed, self._method = None, "GET"
        self._tries = 0
        return Retry()

    def _bad_redirect(self, reason: str, status: int) -> Retry | None:
        found = Classification(VerdictKind.UNKNOWN, Evidence.BAD_REDIRECT, reason)
        return self._settle(found, status)

    def _read(self, response: Response) -> None:
        """Take from a living page what else is to be known of it."""
        headers = response.headers
        if self.fragments and (text := response.text) and not self.target.fragment:
            self.missing = frozenset(
                fragment
                for fragment in self.fragments
                if page.lacks_fragment(text, fragment, complete=response.complete)
            )
        if not self._hops:
            etag, changed = headers.get("etag"), headers.get("last-modified")
            if response.status == 304 and self.validators:
                etag, changed = etag or self.validators.etag, self.validators.last_modified
            if etag or changed:
                self.new_validators = Validators(etag, changed)
        if self.policy.page_fingerprint:
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            self.page_fingerprint = (kind, response.title or headers.get("content-length", ""))

    def _settle(self, found: Classification, status: int | None) -> Retry | None:
        """Set the verdict: no retry is needed."""
        kind, reason = found.kind, found.reason
        first = self._first_look
        final = _with_fragment(self.target) if self._hops else None
        if self._hops:
            if kind is VerdictKind.ALIVE and self._permanent and final != self.start.url:
                kind = VerdictKind.MOVED
            if found.evidence is Evidence.OK:
                reason = f"{'permanently ' if self._permanent else ''}redirects to {final}"
            elif found.evidence not in (Evidence.LOGIN, Evidence.REDIRECT_LOOP):
                reason = f"redirects to {self.target.url}: {reason}"
        if first and kind is VerdictKind.UNKNOWN:
            reason = f"{first.reason}, then {reason}"
        elif first and first.evidence is Evidence.NOT_FOUND and kind in _EXISTS:
            kind = VerdictKind.BLOCKED
            found = replace(found, evidence=Evidence.CHALLENGE)
            reason = f"{first.reason}, but {reason} with the headers of a browser"
        self.verdict = Verdict(
            self.url,
            kind,
            found.evidence,
            reason,
            status=status,
            hops=tuple(url for url, _ in self._hops),
            final_url=final,
            permanent=bool(self._hops) and self._permanent,
            attempts=self.attempts,
            elapsed=round(self.elapsed, 3),
            checked_at=iso(self.now),
        )
        return None


def _duration(seconds: float) -> str:
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def _jitter() -> float:
    """Return a factor of about 1, so that not all who wait come back at once."""
    return random.uniform(0.5, 1.5)  # noqa: S311 - no secret


def _with_fragment(target: Target) -> str:
    """Return the URL of a page, without the ID of a session."""
    url, count = _SESSION.subn("", target.url)
    url = url.rstrip("?&") if count else url
    return f"{url}#{target.fragment}" if target.fragment else url


def _conditions(validators: Validators) -> dict[str, str]:
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return {n: value for n, value in pairs if value and value.isascii() and value.isprintable()}
