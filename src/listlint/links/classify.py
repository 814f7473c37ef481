"""What one response shows of a link. Pure: no network, no clock.

*Dead* is what one response looks like here; a page is dead only if a second one agrees.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from listlint.links import page
from listlint.links.messages import BodyLimit, Response
from listlint.urls.parse import Target
from listlint.urls.verdict import Evidence, VerdictKind

PERMANENT = frozenset({301, 308})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
NOT_FOUND = frozenset({404, 410})
REFUSALS = frozenset({401, 402, 403, 406, 407, 451, 999})
"""Statuses of pages that may well exist; 999 is LinkedIn's."""
TRANSIENT = frozenset({408, 425})
CHALLENGES = frozenset({200, 202, 401, 403, 405, 429, 503})
"""Statuses of bot walls."""

BINARY = re.compile(
    r"\.(?:7z|apk|avi|bin|bz2|deb|dmg|docx?|epub|exe|flac|gif|gz|ico|iso|jar|jpe?g|mkv|mobi|mov"
    r"|mp[34]|mpe?g|msi|og[gv]|pdf|png|pptx?|ps|rar|rpm|svg|tar|tgz|tiff?|ttf|wav|web[mp]|whl"
    r"|woff2?|xlsx?|xz|zip)\Z",
    re.IGNORECASE,
)
"""Paths whose bodies are large and show nothing of a page's state: HEAD is enough."""

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
_NOT_FOUND_TITLE = re.compile(
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
    """What one response shows.

    `again` is whether the next one may differ, `wait` how many seconds the host asks to wait for it
    (None: it does not ask).
    """

    kind: VerdictKind
    evidence: Evidence
    reason: str
    again: bool = False
    wait: float | None = None


def body_limit(largest: int, fragments: bool) -> BodyLimit:
    """Return the rule of how much of a body is read: nothing if the status is enough."""

    def limit(status: int, headers: Mapping[str, str]) -> int:
        if status not in CHALLENGES or not page.is_html(headers):
            return 0
        return largest if fragments and status == 200 else min(page.TITLE_BYTES, largest)

    return limit


def first_method(target: Target) -> str:
    """Return HEAD for large files, of which a body shows nothing, else GET."""
    return "HEAD" if BINARY.search(target.path.partition("?")[0]) else "GET"


def classify(
    response: Response, now: float, accepted: frozenset[int] = frozenset()
) -> Classification:
    """Return what a response shows of its page; redirects are not for this function.

    `now` (seconds since the epoch) is for `Retry-After` dates, `accepted` are statuses that
    count as alive.
    """
    status = response.status
    line = status_line(status)
    if status in accepted:
        return Classification(VerdictKind.ALIVE, Evidence.OK, f"{line} (accepted)")
    if status in CHALLENGES and (wall := _bot_wall(response)):
        return Classification(VerdictKind.BLOCKED, Evidence.CHALLENGE, f"{line}: {wall}")
    if 200 <= status < 300 or status in (300, 304):
        if response.body and (words := _not_found_words(response)):
            reason = f"{line}, but the page shows {words!r}"
            return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
        return Classification(VerdictKind.ALIVE, Evidence.OK, line)
    if status in NOT_FOUND:
        return Classification(VerdictKind.DEAD, Evidence.NOT_FOUND, line)
    if status == 429:
        wait = retry_after(response.headers, now)
        return Classification(VerdictKind.BLOCKED, Evidence.RATE_LIMITED, line, True, wait)
    if status in REFUSALS:
        return Classification(VerdictKind.BLOCKED, Evidence.UNAUTHORIZED, line)
    if 500 <= status < 600:
        again = status not in (501, 505)
        wait = retry_after(response.headers, now) if again else None
        return Classification(VerdictKind.UNKNOWN, Evidence.SERVER_ERROR, line, again, wait)
    again = status in TRANSIENT
    return Classification(VerdictKind.UNKNOWN, Evidence.UNEXPECTED_STATUS, line, again)


def classify_end(start: Target, end: Target) -> Classification | None:
    """Return what it shows that redirects from `start` ended at a living page at `end`.

    None if that is as good as any living page.
    """
    if _is_login(end) and not _is_login(start):
        reason = f"redirects to a login page ({end.url})"
        return Classification(VerdictKind.BLOCKED, Evidence.LOGIN, reason)
    if _is_home(end) and not _is_home(start) and _same_site(start, end) and _is_deep(start):
        reason = f"redirects to the front page of its site ({end.url})"
        return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
    return None


def status_line(status: int) -> str:
    """Return a status with its reason phrase, such as `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"status {status}"


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


def _bot_wall(response: Response) -> str:
    """Return what shows a bot wall; empty without one."""
    headers = response.headers
    if headers.get("cf-mitigated", "").strip().lower() in ("challenge", "block"):
        return "challenge by Cloudflare"
    if headers.get("x-amzn-waf-action", "").strip().lower() in ("challenge", "captcha"):
        return "challenge by AWS WAF"
    if headers.get("x-datadome") and response.status in (401, 403, 405):
        return "challenge by DataDome"
    title = response.title if response.body else ""
    return f"bot wall {title!r}" if title and _WALL_TITLE.fullmatch(title) else ""


def _not_found_words(response: Response) -> str:
    """Return the words by which a page shows that it does not exist; empty without them."""
    title = response.title
    candidates = [title, *_TITLE_PART.split(title)] if title else []
    if not title and (heading := page.heading(response.text[: page.TITLE_BYTES])):
        candidates.append(heading)
    short = (words for words in candidates if len(words) < 200)
    return next((words for words in short if _NOT_FOUND_TITLE.fullmatch(words.strip())), "")


def _is_login(target: Target) -> bool:
    return bool(_LOGIN.search(target.path.partition("?")[0]) or _LOGIN_HOST.match(target.host))


def _is_home(target: Target) -> bool:
    return bool(_HOME.fullmatch(target.path)) and not target.fragment.startswith(("/", "!"))


def _is_deep(target: Target) -> bool:
    """Return whether a path is that of one page: front pages have short ones (`/app`, `/docs`)."""
    segments = [s for s in target.path.partition("?")[0].split("/") if s]
    return len(segments) > 1 or any(len(s) > 8 and re.search(r"[-_.\d]", s) for s in segments)


def _same_site(start: Target, end: Target) -> bool:
    before, after = start.host.removeprefix("www."), end.host.removeprefix("www.")
    return before == after or before.endswith("." + after)
