"""URLs that browsers cannot follow as they are written."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from listlint.diagnostics.edits import Fix, Safety, insert, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.markdown import Link, LinkKind
from listlint.urls.parse import split_url

# http or https with a letter lost, doubled, swapped or added, or with its marks mistyped.
_SCHEME = regex(
    r"(?P<name>h?t{0,3}p{1,3}s{0,2}|h{1,2}t{1,3}p{0,3}s{0,2}|hpt{1,2}ps?|htpts?|htt?sp?|https?)"
    r"(?P<marks>[:;.]{0,2}[/\\]{1,4}|[:;]{1,2})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_RIGHT = regex(r"https?://(?![/\\])", re.IGNORECASE)
_DOUBLED = regex(r"https?:/{0,3}(https?:?//(?!/).*)", re.IGNORECASE | re.DOTALL)
_HOST = regex(r"(?:[\w\-]+\.)+[\w\-]{2,}\.?", re.UNICODE)
_ADDRESS = regex(r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]|localhost", re.IGNORECASE)
_BARE_HOST = regex(r"(?:[a-z0-9-]+\.)+([a-z]{2,})(?=[/?#:]|$)", re.IGNORECASE)
_MAIL = regex(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}")
_PLAIN = regex(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}(?:[/?#][\w/.?=&#+:@~-]*)?", re.ASCII)
"""Nearly all URLs: those without any of these faults."""
_OPENING, _CLOSING = "(<[\"'“”「（", ")>]\"'“”」）"
_JUNK = ")]>}\"'`,;|、，。"
_ENCODED_SPACES = ("%20", "%0a", "%0d")
_PAIRS = {"(": ")", "（": "）", "「": "」", "『": "』", "【": "】", "《": "》", "“": "”"}
_MARK = regex(r"[()（）「」『』【】《》“”，。；、！？]")
_NO_HOST = "URL has no host"
_WHITESPACE = "whitespace in the URL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `malformed-url`."""

    domains: tuple[str, ...] = ("com", "org", "net", "io", "dev", "ai", "app", "co", "edu")
    """Top-level domains by which a URL without a scheme is a host, as `tool.dev/docs`."""


class _Fault(NamedTuple):
    """What is wrong with a URL, and the URL that was meant if that is certain."""

    message: str
    expected: str | None = None


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links whose URL is malformed, with a fix if there is only one."""
    for link in context.document.links:
        if link.kind is LinkKind.BARE:
            yield from _swallowed(context.text, link)
            continue
        if _PLAIN.fullmatch(link.url) or not link.url.strip():
            continue
        fault = _fault(link.url.strip()) or _missing_scheme(context, link, options.domains)
        if fault is not None:
            yield _violation(context.text, link, fault)


def _violation(text: str, link: Link, fault: _Fault) -> Violation:
    fix = None
    if fault.expected is not None and link.url_span.of(text) == link.url:
        edit = replace(link.url_span, fault.expected)
        fix = Fix(Safety.SAFE, f"write `{fault.expected}`", (edit,))
    return Violation(link.span, fault.message, fix, link.url)


def _swallowed(text: str, link: Link) -> Iterator[Violation]:
    """Yield a bare URL that goes on into the text after it, which has no spaces."""
    end = _text_start(link.url_span.of(text))
    if end:
        span = Span(link.span.start, link.span.start + end)
        after = text[span.end : link.span.end][:20]
        edits = (insert(span.start, "<"), insert(span.end, ">"))
        fix = Fix(Safety.SAFE, "put the URL between `<` and `>`", edits)
        message = f"text `{after}` after the URL; GitHub makes it part of the link"
        opened = text[span.start - 1 : span.start] in _PAIRS
        yield Violation(Span(span.start - opened, link.span.end), message, fix, link.url)


def _text_start(url: str) -> int | None:
    """Return where the text begins that a bare URL swallows: at a mark of punctuation."""
    opened: list[str] = []
    for match in _MARK.finditer(url):
        mark, after = match[0], url[match.end() : match.end() + 1]
        if mark in _PAIRS:
            opened.append(_PAIRS[mark])
        elif opened and mark == opened[-1]:
            opened.pop()
        elif mark != ")" or (after and not after.isascii()):
            return match.start()
    return None


def _fault(url: str) -> _Fault | None:
    if url.startswith(("#", "//", "/", ".", "?")):
        return None
    if (doubled := _DOUBLED.match(url)) is not None:
        rest = doubled[1]
        expected = rest if ":" in rest[:6] else rest.replace("//", "://", 1)
        return _Fault("repeated URL scheme", expected)
    if _RIGHT.match(url):
        return _fault_of_web_url(url)
    if (scheme := _SCHEME.fullmatch(url)) is not None:
        return _fault_of_scheme(scheme)
    if url[0] in _OPENING and re.match(r"https?://", url[1:]):
        rest = url[1:].rstrip(_CLOSING)
        # A link pasted into a link has two targets: which was meant?
        expected = None if "](" in rest else rest
        return _Fault(f"unexpected `{url[0]}` at the start of the URL", expected)
    return None


def _missing_scheme(context: LintContext, link: Link, domains: tuple[str, ...]) -> _Fault | None:
    url = link.url.strip()
    if _MAIL.fullmatch(url) and not (context.exists and context.exists(link.url)):
        message = "mail address without `mailto:`; GitHub treats it as a path in the repository"
        return _Fault(message, f"mailto:{url}")
    host = _BARE_HOST.match(url)
    if host is None or not (host[1].lower() in domains or url.lower().startswith("www.")):
        return None
    if context.exists and context.exists(link.url):
        return None
    message = "URL has no scheme; GitHub treats it as a path in the repository"
    return _Fault(message, f"https://{url}")


def _fault_of_scheme(match: re.Match[str]) -> _Fault | None:
    rest = match["rest"].lstrip("/\\")
    host = re.match(r"[^/?#\\]*", rest)
    if host is None or not _HOST.fullmatch(host[0].rpartition("@")[2].partition(":")[0]):
        if _RIGHT.match(match[0][:8]) or match["marks"].startswith(":"):
            return _Fault(_NO_HOST)
        return None
    scheme = "https://" if "s" in match["name"].lower() else "http://"
    return _Fault(f"misspelled URL scheme; expected `{scheme}`", scheme + rest)


def _fault_of_web_url(url: str) -> _Fault | None:
    parts = split_url(url)
    host = parts.authority.rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    if not host:
        return _Fault(_NO_HOST)
    if re.search(r"\s", parts.authority):
        return _Fault(_WHITESPACE)
    if not (_HOST.fullmatch(host) or _ADDRESS.fullmatch(host)) or ".." in host:
        return _Fault(f"invalid host name `{host}`")
    end = _junk_start(url)
    if end < len(url) and _is_junk(url, url[end:]):
        return _Fault(f"unexpected `{url[end:]}` at the end of the URL", url[:end])
    return None


def _junk_start(url: str) -> int:
    """Return where the marks and whitespace begin that a URL ends in."""
    end = len(url)
    while end:
        if url[end - 1] in _JUNK or url[end - 1].isspace():
            end -= 1
        elif url[end - 3 : end].lower() in _ENCODED_SPACES and "?" not in url:
            end -= 3
        else:
            break
    return end


def _is_junk(url: str, tail: str) -> bool:
    """Return whether the closing marks at the end of a URL belong to the text around it."""
    pairs = {")": "(", "]": "[", "}": "{", ">": "<"}
    return all(
        url.count(mark) > url.count(pairs[mark]) if mark in pairs else mark != "'"
        for mark in set(tail)
    )
