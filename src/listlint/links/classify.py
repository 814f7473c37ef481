"""From one answer to what it says of a link. Pure: no network, no clock.

*Gone* here is one sighting; whoever asks must see it twice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from listlint.links import page
from listlint.links.exchange import Answer, Wanted
from listlint.urls.parse import Target
from listlint.urls.verdict import Evidence, VerdictKind

PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_FOUND = frozenset({404, 410})
REFUSALS: Mapping[int, str] = {
    401: "asks for a login",
    402: "asks for money",
    403: "refuses to show the page",
    406: "refuses to show the page in our terms",
    407: "asks for a login to a proxy",
    451: "may not show the page for legal reasons",
    999: "refuses programs",  # LinkedIn
}
TRANSIENT = frozenset({408, 425})
CHALLENGES = frozenset({200, 202, 401, 403, 405, 429, 503})
"""Statuses under which bot walls hide."""

BINARY = re.compile(
    r"\.(?:7z|apk|avi|bin|bz2|deb|dmg|docx?|epub|exe|flac|gif|gz|ico|iso|jar|jpe?g|mkv|mobi|mov"
    r"|mp[34]|mpe?g|msi|og[gv]|pdf|png|pptx?|ps|rar|rpm|svg|tar|tgz|tiff?|ttf|wav|web[mp]|whl"
    r"|woff2?|xlsx?|xz|zip)\Z",
    re.IGNORECASE,
)
"""Paths whose bodies are large and say nothing: there, HEAD helps."""

_LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|sign_in|sso|oauth2?|auth|authorize|servicelogin|wp-login\.php"
    r"|account/login|accounts/login|users/sign_in)(?:[/.?]|\Z)",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(r"(?:accounts?|login|auth|sso|signin|idp)\.", re.IGNORECASE)
_HOME = re.compile(
    r"(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?)?(?:/?(?:index|default|home)(?:\.\w{2,5})?)?/?)",
    re.IGNORECASE,
)
"""The front page of a site, perhaps in one of its languages."""
_WALL_TITLE = re.compile(
    r"just a moment\.{0,3}|attention required! \| cloudflare|client challenge"
    r"|please wait\.{3} \| cloudflare|access denied \| .{1,80} used cloudflare.*"
    r"|verifying you are human.*|are you a robot\??|robot check|ddos-guard"
    r"|pardon our interruption\.{0,3}"
    r"|making sure you(?:'|&#39;|’)re not a bot!?",
    re.IGNORECASE,
)
_LOST_TITLE = re.compile(
    r"(?:(?:http )?(?:error )?404(?: error)?[\s:.,!–—|-]*)?"
    r"(?:(?:oops|sorry|uh-oh)[\s,!.–—-]*)?"
    r"(?:the |this |that )?(?:requested )?(?:page|file|url|site|content|document)?[\s]*"
    r"(?:was |is |could |can )?(?:not be found|cannot be found|can't be found|not found|"
    r"doesn't exist|does not exist|no longer exists|no longer available)"
    r"[\s:.,!–—|-]*(?:\(?(?:http )?(?:error )?404(?: error)?\)?)?[.!]?"
    r"|(?:http )?error 404|404 error|404[\s:–—|-]+page|page introuvable|seite nicht gefunden"
    r"|página no encontrada|pagina non trovata"
    r"|страница не найдена|ページが見つかりません|页面不存在",
    re.IGNORECASE,
)
_TITLE_PART = re.compile(r"\s+[|·•–—:-]\s+|\s*[|·•]\s*")


@dataclass(frozen=True, slots=True)
class Classification:
    """What one answer says. `again` tells that the next one may say otherwise, `wait` how many
    seconds the host asks for before (None: it does not say)."""

    kind: VerdictKind
    evidence: Evidence
    reason: str
    again: bool = False
    wait: float | None = None


def body_wanted(largest: int, fragments: bool) -> Wanted:
    """Return the rule of how much of a body is read: none where its status says all."""

    def wanted(status: int, headers: Mapping[str, str]) -> int:
        if status not in CHALLENGES or not page.is_html(headers):
            return 0
        return largest if fragments and status == 200 else min(page.TITLE_BYTES, largest)

    return wanted


def first_method(target: Target) -> str:
    """Return HEAD where a body would be large and say nothing, else GET."""
    return "HEAD" if BINARY.search(target.path.partition("?")[0]) else "GET"


def classify(answer: Answer, now: float, accepted: frozenset[int] = frozenset()) -> Classification:
    """Return what an answer that is no redirect says of its page.

    `now` (seconds since the epoch) is for `Retry-After` dates, `accepted` are statuses that
    count as alive.
    """
    status = answer.status
    if status in accepted:
        return Classification(
            VerdictKind.ALIVE, Evidence.OK, f"answers {status}, which is accepted"
        )
    if status in CHALLENGES and (wall := _wall(answer)):
        return Classification(VerdictKind.BLOCKED, Evidence.CHALLENGE, wall)
    if 200 <= status < 300 or status in (300, 304):
        if answer.body and (lost := _lost(answer)):
            return Classification(
                VerdictKind.UNKNOWN, Evidence.SOFT_404, f"answers {status}, but says {lost!r}"
            )
        return Classification(VerdictKind.ALIVE, Evidence.OK, f"answers {status}")
    if status in NOT_FOUND:
        return Classification(VerdictKind.DEAD, Evidence.NOT_FOUND, f"answers {status}")
    if status == 429:
        wait = retry_after(answer.headers, now)
        return Classification(
            VerdictKind.BLOCKED,
            Evidence.RATE_LIMITED,
            "answers 429 (too many requests)",
            True,
            wait,
        )
    if status in REFUSALS:
        reason = f"answers {status}: {REFUSALS[status]}"
        return Classification(VerdictKind.BLOCKED, Evidence.UNAUTHORIZED, reason)
    if 500 <= status < 600:
        again = status not in (501, 505)
        wait = retry_after(answer.headers, now) if again else None
        return Classification(
            VerdictKind.UNKNOWN, Evidence.SERVER_ERROR, f"answers {status}", again, wait
        )
    reason = f"answers {status}, which says little"
    again = status in TRANSIENT
    return Classification(VerdictKind.UNKNOWN, Evidence.UNEXPECTED_STATUS, reason, again)


def judge_end(start: Target, end: Target) -> Classification | None:
    """Return what it says that a living page at `end` was reached from `start` by redirects.

    None if that is as good as any living page.
    """
    if _is_login(end) and not _is_login(start):
        return Classification(
            VerdictKind.BLOCKED, Evidence.LOGIN, f"redirects to a login: {end.url}"
        )
    if _is_home(end) and not _is_home(start) and _same_site(start, end) and _is_deep(start):
        reason = f"redirects to the front page of its site: {end.url}"
        return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
    return None


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that `Retry-After` asks for, whether as seconds or as a date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    try:
        return max(0.0, (date - datetime.fromtimestamp(now, UTC)).total_seconds())
    except OverflowError:
        return None


def _wall(answer: Answer) -> str:
    """Return by what a bot wall was known; empty where there is none."""
    headers = answer.headers
    if headers.get("cf-mitigated", "").strip().lower() in ("challenge", "block"):
        return f"answers {answer.status}: a challenge by Cloudflare"
    if headers.get("x-amzn-waf-action", "").strip().lower() in ("challenge", "captcha"):
        return f"answers {answer.status}: a challenge by AWS WAF"
    if headers.get("x-datadome") and answer.status in (401, 403, 405):
        return f"answers {answer.status}: a challenge by DataDome"
    shown = answer.title if answer.body else ""
    if shown and _WALL_TITLE.fullmatch(shown):
        return f"answers {answer.status}: a page for browsers only ({shown})"
    return ""


def _lost(answer: Answer) -> str:
    """Return the words by which a page says that there is none; empty where it does not."""
    shown = answer.title
    candidates = [shown, *_TITLE_PART.split(shown)] if shown else []
    if not shown and (heading := page.heading(answer.text[: page.TITLE_BYTES])):
        candidates.append(heading)
    return next((c for c in candidates if len(c) < 200 and _LOST_TITLE.fullmatch(c.strip())), "")


def _is_login(target: Target) -> bool:
    return bool(_LOGIN.search(target.path.partition("?")[0]) or _LOGIN_HOST.match(target.host))


def _is_home(target: Target) -> bool:
    return bool(_HOME.fullmatch(target.path)) and not target.fragment.startswith(("/", "!"))


def _is_deep(target: Target) -> bool:
    """Tell whether a path names one thing: front pages have many short names (`/app`, `/docs`)."""
    segments = [s for s in target.path.partition("?")[0].split("/") if s]
    return len(segments) > 1 or any(len(s) > 8 and re.search(r"[-_.\d]", s) for s in segments)


def _same_site(start: Target, end: Target) -> bool:
    before, after = start.host.removeprefix("www."), end.host.removeprefix("www.")
    return before == after or before.endswith("." + after)
