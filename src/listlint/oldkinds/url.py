"""URLs that no browser can follow as they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.entries.context import LintContext
from listlint.markdown import Link, LinkKind
from listlint.oldkinds import Kind, Violation
from listlint.urls.parse import split_url

DOMAINS = ("com", "org", "net", "io", "dev", "ai", "app", "co", "edu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`domains`: endings that make a relative URL look like a host (`github.com/a/b`)."""

    domains: tuple[str, ...] = DOMAINS


CASES = {
    "scheme": ("url", "mended"),
    "doubled": ("url", "mended"),
    "blank": ("url",),
    "host": ("url", "host"),
    "no-host": ("url",),
    "no-scheme": ("url", "mended"),
    "trailing": ("url", "mended", "junk"),
    "leading": ("url", "mended", "junk"),
}


class Fault(NamedTuple):
    """What is wrong with a URL: the case, the mended URL if it is certain, more values."""

    case: str
    mended: str | None = None
    values: tuple[tuple[str, str], ...] = ()


# http or https with a letter lost, doubled, swapped or added, or with its marks mistyped.
_SCHEME = re.compile(
    r"(?P<name>h?t{0,3}p{1,3}s{0,2}|h{1,2}t{1,3}p{0,3}s{0,2}|hpt{1,2}ps?|htpts?|htt?sp?|https?)"
    r"(?P<marks>[:;.]{0,2}[/\\]{1,4}|[:;]{1,2})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_RIGHT = re.compile(r"https?://(?![/\\])", re.IGNORECASE)
_DOUBLED = re.compile(r"https?:/{0,3}(https?:?//(?!/).*)", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"(?:[\w\-]+\.)+[\w\-]{2,}\.?", re.UNICODE)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]|localhost", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+([a-z]{2,})(?=[/?#:]|$)", re.IGNORECASE)
_JUNK = ")]>}\"'`,;|、，。"
_ENCODED_BLANKS = ("%20", "%0a", "%0d")


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links whose URL is malformed, mended where there is one way only."""
    for link in context.document.links:
        # A bare URL is what GitHub made of the text, and cannot be malformed.
        if link.kind is LinkKind.BARE or not link.url.strip():
            continue
        fault = find_fault(link.url, parameters.domains)
        if fault is None:
            continue
        if fault.case == "no-scheme" and context.exists and context.exists(link.url):
            continue
        yield _hit(context.text, link, fault)


def _hit(text: str, link: Link, fault: Fault) -> Violation:
    fix = None
    if fault.mended is not None and link.url_span.of(text) == link.url:
        edit = replace(link.url_span, fault.mended)
        fix = Fix(Safety.SAFE, f"write {fault.mended}", (edit,))
    values = {"url": link.url, "mended": fault.mended or "", **dict(fault.values)}
    return Violation(fault.case, link.span, values, fix, url=link.url)


def find_fault(url: str, domains: tuple[str, ...] = DOMAINS) -> Fault | None:
    """Return what is wrong with `url`; None for one that can be followed, or is none of the web."""
    stripped = url.strip()
    if stripped.startswith(("#", "//", "/", ".", "?")):
        return None
    if (doubled := _DOUBLED.match(stripped)) is not None:
        mended = doubled[1] if ":" in doubled[1][:6] else doubled[1].replace("//", "://", 1)
        return Fault("doubled", mended)
    if _RIGHT.match(stripped):
        return _web(stripped)
    if (scheme := _SCHEME.fullmatch(stripped)) is not None:
        return _scheme(scheme)
    if stripped[0] in "(<[\"'“”「（" and re.match(r"https?://", stripped[1:]):
        junk, rest = stripped[0], stripped[1:].rstrip(")>]\"'“”」）")
        # A link pasted into a link has two targets: which was meant?
        mended = rest if "](" not in rest else None
        return Fault("leading", mended, (("junk", junk),))
    host = _BARE_HOST.match(stripped)
    if host is not None and (host[1].lower() in domains or stripped.lower().startswith("www.")):
        return Fault("no-scheme", "https://" + stripped)
    return None


def _scheme(match: re.Match[str]) -> Fault | None:
    rest = match["rest"].lstrip("/\\")
    host = re.match(r"[^/?#\\]*", rest)
    if host is None or not _HOST.fullmatch(host[0].rpartition("@")[2].partition(":")[0]):
        if _RIGHT.match(match[0][:8]) or match["marks"].startswith(":"):
            return Fault("no-host")
        return None
    secure = "s" in match["name"].lower()
    return Fault("scheme", f"http{'s' if secure else ''}://{rest}")


def _web(url: str) -> Fault | None:
    parts = split_url(url)
    host = parts.authority.rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    if not host:
        return Fault("no-host")
    if re.search(r"\s", parts.authority):
        return Fault("blank")
    if not (_HOST.fullmatch(host) or _ADDRESS.fullmatch(host)) or ".." in host:
        return Fault("host", None, (("host", host),))
    end = _junk_start(url)
    if end < len(url) and _is_junk(url, url[end:]):
        return Fault("trailing", url[:end], (("junk", url[end:]),))
    if re.search(r"\s", url):
        return Fault("blank")
    return None


def _junk_start(url: str) -> int:
    """Return where the marks and blanks begin that a URL ends in."""
    end = len(url)
    while end:
        if url[end - 1] in _JUNK or url[end - 1].isspace():
            end -= 1
        elif url[end - 3 : end].lower() in _ENCODED_BLANKS:
            end -= 3
        else:
            break
    return end


def _is_junk(url: str, tail: str) -> bool:
    """Tell whether the closing marks at the end of a URL belong to the text around it."""
    pairs = {")": "(", "]": "[", "}": "{", ">": "<"}
    return all(
        url.count(mark) > url.count(pairs[mark]) if mark in pairs else mark != "'"
        for mark in set(tail)
    )


KIND = Kind(Parameters, CASES, check)
