"""One page, from the first request to the verdict: redirects, retries, the second look.

Pure but for chance and cookies: it says what to ask for next and takes what came of it, so that
whoever does the asking need not know why.
"""

import random
from base64 import b64encode
from dataclasses import dataclass, field, replace

from listlint.links import page, parked
from listlint.links.cache import Validators, iso
from listlint.links.classify import (
    PERMANENT,
    REDIRECTS,
    Classification,
    body_wanted,
    classify,
    first_method,
    judge_end,
)
from listlint.links.cookies import Cookies
from listlint.links.exchange import Answer, Request, RequestError
from listlint.urls.parse import Target, UnsupportedUrl, follow
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

SECOND_LOOK = 1.0
"""Seconds, jittered, until what looks gone is looked at again."""
ACCEPT = (
    "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
    "Accept-Language: en,*;q=0.5\r\nAccept-Encoding: gzip, deflate\r\n"
)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """What all visits of a run have in common; see `LinkSettings`."""

    retries: int = 2
    backoff: float = 1.0
    patience: float = 60.0
    max_redirects: int = 10
    max_body: int = 65_536
    page_fingerprint: bool = False
    """Whether `PageCheck.page_fingerprint` is wanted."""


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What is particular to one host: header lines to send, statuses that are fine."""

    lines: str = ""
    accepted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Retry:
    """What to ask for next, in `delay` seconds at the earliest."""

    delay: float = 0.0


@dataclass(slots=True, eq=False)
class PageCheck:
    """The state of one page's checking.

    `url` names it in verdicts, `fragments` are looked for in it. When `verdict` is set, it is
    over.
    """

    url: str
    start: Target
    terms: RetryPolicy
    fragments: frozenset[str] = frozenset()
    validators: Validators | None = None
    verdict: Verdict | None = None
    missing: frozenset[str] = frozenset()
    """Those of `fragments` that the page surely lacks."""
    known_as: Validators | None = None
    """What makes the next run's request conditional."""
    page_fingerprint: tuple[object, ...] = ()
    """Equal for two answers that show the same page, as far as was seen."""
    target: Target = field(init=False)
    attempts: int = 0
    elapsed: float = 0.0
    now: float = 0.0
    answered: bool = False
    """Whether anything at all came from the net: a status, a refusal, broken TLS."""
    _method: str = field(init=False)
    _hops: list[tuple[str, int]] = field(default_factory=list)
    _permanent: bool = True
    _tries: int = 0
    _waited: float = 0.0
    _sighted: Classification | None = None
    _cookies: Cookies | None = None

    def __post_init__(self) -> None:
        self.target = self.start
        self._method = self._first_method()

    # --- Asking ------------------------------------------------------------------------------

    def request(self, host: HostPolicy, *, keep: bool) -> Request:
        """Return what to ask for now."""
        target = self.target
        lines = ACCEPT + host.lines
        if self._cookies is not None:
            lines += self._cookies.line(target)
        if target.user and "Authorization:" not in lines:
            lines += f"Authorization: Basic {b64encode(target.user.encode()).decode()}\r\n"
        if self._sighted is not None:
            lines += "Cache-Control: no-cache\r\n"
        elif self.validators is not None and not self._hops and not self.fragments:
            lines += _conditions(self.validators)
        return Request(
            target,
            body_wanted(self.terms.max_body, bool(self.fragments)),
            self._method,
            lines,
            keep=keep,
            fresh=self._sighted is not None or self._tries > 0,
        )

    def take(self, answer: Answer | RequestError, host: HostPolicy, now: float) -> Retry | None:
        """Take what came of the request; None when the verdict is set."""
        self.attempts += 1
        self.now = now
        if isinstance(answer, RequestError):
            self.answered |= answer.heard
            return self._failed(answer)
        self.answered = True
        head_says_no = self._method == "HEAD" and not 200 <= answer.status < 300
        if head_says_no and answer.status not in REDIRECTS:
            self._method = "GET"  # refused, wrong or lying: ask as readers do
            return Retry()
        if answer.status in REDIRECTS and answer.status not in host.accepted:
            return self._redirected(answer)
        finding = classify(answer, now, host.accepted)
        if finding.kind is VerdictKind.ALIVE and self._hops:
            finding = judge_end(self.start, self.target) or finding
        shows = self._hops or answer.body
        if finding.kind is VerdictKind.ALIVE and shows and answer.status not in host.accepted:
            seen = parked.sign(self.start, self.target, answer.title, answer.text)
            if seen:
                finding = Classification(VerdictKind.UNKNOWN, Evidence.PARKED, seen)
        if finding.again:
            delay = self._delay(finding)
            if delay is not None:
                return Retry(delay)
            if finding.wait is not None and finding.wait > self.terms.patience:
                reason = f"{finding.reason}, and to come back in {_duration(finding.wait)}"
                finding = Classification(VerdictKind.BLOCKED, Evidence.RATE_LIMITED, reason)
        if finding.kind is VerdictKind.DEAD:
            return self._looks_gone(finding, answer.status)
        if finding.kind is VerdictKind.ALIVE:
            self._read(answer)
        return self._settle(finding, answer.status)

    def give_up(self, reason: str, now: float) -> None:
        """End it without asking: its host is asked no more."""
        self.now = now
        self._settle(Classification(VerdictKind.BLOCKED, Evidence.RATE_LIMITED, reason), None)

    # --- Taking ------------------------------------------------------------------------------

    def _failed(self, failure: RequestError) -> Retry | None:
        if self._method == "HEAD" and failure.again:
            self._method = "GET"
            return Retry()
        if failure.evidence is Evidence.NO_HOST:
            return self._looks_gone(
                Classification(VerdictKind.DEAD, Evidence.NO_HOST, failure.reason), None
            )
        if failure.evidence is Evidence.PRIVATE:
            outcome = VerdictKind.UNKNOWN if self._hops else VerdictKind.SKIPPED
            return self._settle(Classification(outcome, Evidence.PRIVATE, failure.reason), None)
        if failure.evidence is Evidence.TLS:
            return self._settle(
                Classification(VerdictKind.UNKNOWN, Evidence.TLS, failure.reason), None
            )
        finding = Classification(
            VerdictKind.UNKNOWN, failure.evidence, failure.reason, failure.again
        )
        delay = self._delay(finding) if failure.again else None
        return Retry(delay) if delay is not None else self._settle(finding, None)

    def _delay(self, finding: Classification) -> float | None:
        """Return how long to wait before trying again; None if that is too often or too long."""
        backoff = self.terms.backoff * 2.0**self._tries * _jitter()
        if finding.wait is not None and finding.wait > self.terms.patience:
            return None
        delay = backoff if finding.wait is None else finding.wait + 0.3 * _jitter()
        limited = finding.evidence is Evidence.RATE_LIMITED
        if not limited and self._tries >= self.terms.retries:
            return None
        if self._waited + delay > self.terms.patience:
            return None
        self._tries += 1
        self._waited += delay
        return delay

    def _looks_gone(self, finding: Classification, status: int | None) -> Retry | None:
        """Have it looked at again, all the way, by GET; the second time it is settled."""
        if self._sighted is not None:
            if self._sighted.evidence is not finding.evidence:
                finding = replace(finding, kind=VerdictKind.UNKNOWN)
            return self._settle(finding, status)
        self._restart()
        self._sighted = finding
        return Retry(SECOND_LOOK * self.terms.backoff * _jitter())

    def _restart(self) -> None:
        self.target = self.start
        self._method = "GET"
        self._hops = []
        self._permanent = True
        self._tries = 0
        self._cookies = None

    def _redirected(self, answer: Answer) -> Retry | None:
        location = answer.headers.get("location", "")
        if not location.strip():
            reason = f"answers {answer.status} without saying where to"
            return self._settle(
                Classification(VerdictKind.UNKNOWN, Evidence.BAD_REDIRECT, reason), answer.status
            )
        try:
            following = follow(self.target, location)
        except UnsupportedUrl as error:
            reason = f"redirects to what is no web address: {location[:120]!r} ({error})"
            return self._settle(
                Classification(VerdictKind.UNKNOWN, Evidence.BAD_REDIRECT, reason), answer.status
            )
        here = self.target.url
        if answer.cookies:
            if self._cookies is None:
                self._cookies = Cookies()
            self._cookies.keep(self.target, answer.cookies)
        self._hops.append((here, answer.status))
        self._permanent = self._permanent and answer.status in PERMANENT
        seen = sum(url == following.url for url, _ in self._hops)
        loops = seen > (1 if self._cookies is not None else 0)
        if loops or len(self._hops) > self.terms.max_redirects:
            reason = (
                f"redirects in circles ({following.url})"
                if loops
                else f"redirects more than {self.terms.max_redirects} times"
            )
            return self._settle(
                Classification(VerdictKind.UNKNOWN, Evidence.REDIRECT_LOOP, reason), answer.status
            )
        self.target = following
        self._tries = 0
        if self._sighted is None:
            self._method = self._first_method()
        return Retry()

    def _first_method(self) -> str:
        return "GET" if self.fragments else first_method(self.target)

    def _read(self, answer: Answer) -> None:
        """Take from a living page what is asked of it beyond its life."""
        headers = answer.headers
        if self.fragments and (text := answer.text) and not self.target.fragment:
            self.missing = frozenset(
                each
                for each in self.fragments
                if page.lacks_fragment(text, each, whole=answer.whole)
            )
        if not self._hops:
            etag, changed = headers.get("etag"), headers.get("last-modified")
            if answer.status == 304 and self.validators:
                etag, changed = etag or self.validators.etag, self.validators.last_modified
            if etag or changed:
                self.known_as = Validators(etag, changed)
        if self.terms.page_fingerprint:
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            self.page_fingerprint = (kind, answer.title or headers.get("content-length", ""))

    # --- Settling ----------------------------------------------------------------------------

    def _settle(self, finding: Classification, status: int | None) -> Retry | None:
        """Set the verdict: there is nothing to be asked again."""
        outcome, reason = finding.kind, finding.reason
        final = None
        if self._hops:
            final = _with_fragment(self.target)
            if outcome is VerdictKind.ALIVE and self._permanent:
                outcome = VerdictKind.MOVED
            if finding.evidence not in (Evidence.OK, Evidence.LOGIN, Evidence.REDIRECT_LOOP):
                reason = f"redirects to {self.target.url}: {reason}"
            elif finding.evidence is Evidence.OK:
                what = "is redirected for good" if self._permanent else "is redirected"
                reason = f"{what} to {final}"
        if self._sighted and outcome is VerdictKind.UNKNOWN:
            reason = f"{self._sighted.reason}, then: {reason}"
        self.verdict = Verdict(
            self.url,
            outcome,
            finding.evidence,
            reason,
            status=status,
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
    """Return a factor around 1, so that those who wait do not all come back at once."""
    return random.uniform(0.5, 1.5)  # noqa: S311 - nobody gains by guessing it


def _with_fragment(target: Target) -> str:
    return f"{target.url}#{target.fragment}" if target.fragment else target.url


def _conditions(validators: Validators) -> str:
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return "".join(
        f"{name}: {value}\r\n"
        for name, value in pairs
        if value and value.isascii() and value.isprintable()
    )
