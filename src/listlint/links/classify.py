"""What one response shows of a link. Pure: no network, no clock.

*Dead* is what one response looks like here; a page is dead only if a second one agrees.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
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

_LOGIN = regex(
    r"/(?:log-?in|sign-?in|sign_in|sso|oauth2?|auth|authorize|servicelogin|wp-login\.php"
    r"|account/login|accounts/login|users/sign_in)(?:[/.?]|\Z)",
    re.IGNORECASE,
)
_LOGIN_HOST = regex(r"(?:accounts?|login|auth|sso|signin|idp)\.", re.IGNORECASE)
_ERROR_PAGE = regex(
    r"/(?:error|errors|40[0-9]|50[0-9]|(?:page)?[-_]?not[-_]?found|error[-_]?40[34]|40[34][-_]?error"
    r"|unsupported[-_]?browser|(?:cookie|privacy)[-_]?consent|cookie[-_]?(?:wall|settings)"
    r"|maintenance|suspended(?:page)?)(?:\.\w{2,5})?/?(?:\?|\Z)"
    r"|[?&](?:error(?:_?code)?|status|err)=(?:40[0-9]|50[0-9]|not[-_]?found)(?:&|\Z)",
    re.IGNORECASE,
)
"""The end of redirects from a page that is not there, or not for us."""
_HOME = regex(
    r"(?:/(?:[a-z]{2}(?:[-_][a-z]{2})?)?(?:/?(?:index|default|home)(?:\.\w{2,5})?)?/?)",
    re.IGNORECASE,
)
"""The front page of a site, perhaps in one of its languages."""
_WALL_TITLE = regex(
    r"just a moment\.{0,3}|attention required! \| cloudflare|client challenge"
    r"|please wait\.{3} \| cloudflare|access denied \| .{1,80} used cloudflare.*"
    r"|verifying you are human.*|are you a robot\??|robot check|ddos-guard"
    r"|pardon our interruption\.{0,3}"
    r"|making sure you(?:'|&#39;|’)re not a bot!?",
    re.IGNORECASE,
)
_NOT_FOUND_TITLE = regex(
    r"(?:(?:http )?(?:error )?404(?: error)?[\s:.,!–—|-]*)?"
    r"(?:(?:oops|sorry|uh-oh|whoops)[\s,!.–—-]*(?:we |but )?)?"
    r"(?:the |this |that |your )?(?:requested )?"
    r"(?:page|file|url|site|content|document|resource|article|file or directory)?[\s]*"
    r"(?:you (?:requested|are looking for) )?(?:was |is |could |can )?"
    r"(?:not be found|cannot be found|can(?:'|’)t be found|not found|couldn(?:'|’)t be found|"
    r"doesn(?:'|’)t exist|does not exist|no longer exists|no longer available)"
    r"[\s:.,!–—|-]*(?:\(?(?:http )?(?:error )?404(?: error)?\)?)?[.!]?"
    r"|(?:http )?error 404(?: \(not found\)!*1?)?|404 error|404[\s:–—|-]+page|404[.!]?"
    r"|(?:(?:error )?404[\s:.,!–—|-]*)?(?:"
    r"(?:cette )?page (?:introuvable|non trouvée|inexistante)"
    r"|(?:die )?(?:angeforderte )?seite (?:wurde )?nicht gefunden"
    r"|p[áa]gina no encontrada|la p[áa]gina no existe|p[áa]gina n[ãa]o encontrada"
    r"|pagina non trovata|pagina niet gevonden|sidan (?:kunde inte hittas|hittades inte)"
    r"|siden (?:blev |ble )?ikke fun[dn]et|sivua ei löydy|strona nie (?:została )?znaleziona"
    r"|nie znaleziono strony|stránka nenalezena|stránka nebola nájdená|az oldal nem található"
    r"|pagina nu a fost găsită|sayfa bulunamadı|страница не найдена|сторінку не знайдено"
    r"|сторінка не знайдена|страницата не е намерена|halaman tidak ditemukan"
    r"|không tìm thấy trang|ページが(?:見つかりません(?:でした)?|存在しません)"
    r"|(?:お探しの)?ページは(?:見つかりません(?:でした)?|存在しません)"
    r"|(?:您访问的)?(?:页面|网页)(?:不存在|未找到|找不到)|(?:找不到|未找到)(?:该)?(?:页面|網頁|頁面|网页)"
    r"|(?:頁面|網頁)(?:不存在|未找到)|페이지를 찾을 수 없습니다\.?|הדף לא נמצא|الصفحة غير موجودة"
    r"|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد"
    r")[.!]?(?:[\s:.,!–—|-]*\(?(?:error )?404\)?)?",
    re.IGNORECASE,
)
_SCRIPTED = regex(
    r"sessionStorage\.redirect\s?=|pathSegmentsToKeep|\bl(?:ocation)?\.replace\("
    r"|<div id=[\"']?(?:root|app|__next|q-app)[\"']?[^>]{0,99}>\s*</div>"
)
"""A page for missing pages that shows the right one by a script."""
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})
_TELEGRAM_NAME = regex(r"/[A-Za-z]\w{3,31}/?(?:\?|\Z)", re.ASCII)
_A_YEAR = 31_536_000
_TITLE_PART = regex(r"\s+[|·•–—:-]\s+|\s*[|·•]\s*")


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
        scripted = status == 404 and _is_static(headers)
        if not (status in CHALLENGES or scripted) or not page.is_html(headers):
            return 0
        return largest if fragments and status == 200 else min(page.TITLE_BYTES, largest)

    return limit


def classify(response: Response, now: float, given: VerdictKind | None = None) -> Classification:
    """Return what a response shows of its page; redirects are not for this function.

    `now` (seconds since the epoch) is for `Retry-After` dates, `given` is the verdict of the
    settings on its status.
    """
    status = response.status
    line = status_line(status)
    if given is not None:
        evidence = Evidence.OK if given is VerdictKind.ALIVE else Evidence.EXCLUDED
        return Classification(given, evidence, f"{line} (`{given}` by the config)")
    if wall := _bot_wall(response):
        return Classification(VerdictKind.BLOCKED, Evidence.CHALLENGE, f"{line}: {wall}")
    if 200 <= status < 300 or status in (300, 304):
        if response.body and (words := _not_found_words(response)):
            reason = f"{line}, but the page shows {words!r}"
            return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
        return Classification(VerdictKind.ALIVE, Evidence.OK, line)
    if status == 404 and _is_static(response.headers) and _SCRIPTED.search(response.text):
        reason = f"{line}, but a script may show the page"
        return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
    if status in NOT_FOUND:
        return Classification(VerdictKind.DEAD, Evidence.NOT_FOUND, line)
    if status == 429:
        wait = retry_after(response.headers, now)
        if wait is None:
            wait = limit_reset(response.headers, now)
        return Classification(VerdictKind.BLOCKED, Evidence.RATE_LIMITED, line, True, wait)
    if status in REFUSALS:
        return Classification(VerdictKind.BLOCKED, Evidence.UNAUTHORIZED, line)
    if status == 511:  # of a network that wants a login, never of a site
        return Classification(VerdictKind.UNKNOWN, Evidence.LOCAL, f"captive portal ({line})")
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
    if _ERROR_PAGE.search(end.path) and not _ERROR_PAGE.search(start.path):
        reason = f"redirects to an error page ({end.url})"
        return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
    if _is_home(end) and not _is_home(start) and _same_site(start, end) and _is_deep(start):
        reason = f"redirects to the front page of its site ({end.url})"
        return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)
    return None


def classify_text(end: Target, text: str) -> Classification | None:
    """Return what the text of a living page at `end` shows; None if that is the page.

    Telegram has one page for names that do not exist and for people who show nothing of theirs:
    it has an icon, and no title.
    """
    if end.host not in _TELEGRAM or not _TELEGRAM_NAME.match(end.path):
        return None
    if "tgme_icon_user" not in text or "tgme_page_title" in text:
        return None
    reason = "Telegram shows no channel, group or bot of this name"
    return Classification(VerdictKind.UNKNOWN, Evidence.SOFT_404, reason)


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


def limit_reset(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds until a host allows requests again; None if it allows more now.

    That is by `RateLimit` (RFC draft, both forms), or by the older `RateLimit-Remaining` and
    `X-RateLimit-Remaining` with their `-Reset`, which is a time or a number of seconds.
    """
    limit = headers.get("ratelimit", "")
    fields = dict(re.findall(r"\b(r|t|remaining|reset)=([0-9]{1,9})\b", limit))
    left, reset = (fields.get("r", fields.get("remaining")), fields.get("t", fields.get("reset")))
    for prefix in ("ratelimit", "x-ratelimit"):
        left = left or headers.get(f"{prefix}-remaining", "").strip()
        reset = reset or headers.get(f"{prefix}-reset", "").strip()
    if left != "0" or not reset or not re.fullmatch(r"[0-9]{1,11}", reset):
        return None
    seconds = float(reset)
    return max(0.0, seconds - now) if seconds > _A_YEAR else seconds


def _bot_wall(response: Response) -> str:
    """Return what shows a bot wall; empty without one."""
    headers = response.headers
    if response.status < 400 and response.status not in CHALLENGES:
        return ""
    if headers.get("cf-mitigated", "").strip().lower() in ("challenge", "block"):
        return "challenge by Cloudflare"
    if headers.get("x-amzn-waf-action", "").strip().lower() in ("challenge", "captcha"):
        return "challenge by AWS WAF"
    if headers.get("x-datadome") and response.status in (401, 403, 405):
        return "challenge by DataDome"
    title = response.title if response.body and response.status in CHALLENGES else ""
    return f"bot wall {title!r}" if title and _WALL_TITLE.fullmatch(title) else ""


def _not_found_words(response: Response) -> str:
    """Return the words by which a page shows that it does not exist; empty without them."""
    title = response.title
    candidates = [title, *_TITLE_PART.split(title)] if title else []
    if not title and (heading := page.heading(response.text[: page.TITLE_BYTES])):
        candidates.append(heading)
    short = (words for words in candidates if len(words) < 200)
    return next((words for words in short if _NOT_FOUND_TITLE.fullmatch(words.strip())), "")


def _is_static(headers: Mapping[str, str]) -> bool:
    """Return whether a server has a page for missing pages, but no rules for addresses."""
    return headers.get("server", "").lower() == "github.com"


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
