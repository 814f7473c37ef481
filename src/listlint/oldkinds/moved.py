"""Links to pages that have moved for good."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from listlint.diagnostics.edits import Fix, Safety
from listlint.entries.context import LintContext
from listlint.markdown import Link, LinkKind
from listlint.oldkinds import Kind, Violation
from listlint.urls.hosts import ascii_host, host_is
from listlint.urls.identity import FORGES
from listlint.urls.parse import UrlParts, split_url
from listlint.urls.rewrite import respelled, retarget
from listlint.urls.verdict import Verdict, VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`by_design`: hosts (and those below them) whose business is to redirect."""

    by_design: tuple[str, ...] = ()


CASES = {
    "respelled": ("url", "target"),
    "renamed": ("url", "target", "repository"),
    "elsewhere": ("url", "target"),
}
# What sites put into a path to say in which language or version a page is shown.
_VARIANT = re.compile(
    r"/(?:[a-z]{2,3}(?:[-_][a-z0-9]{2,4})?|latest|stable|current|main|master|v?\d+(?:\.\d+)*(?:\.x)?)"
    r"(?=/|$)",
    re.IGNORECASE,
)
_GATE = re.compile(
    r"/(?:log-?in|sign-?in|sign-?up|auth|sso|consent|captcha|sorry)(?:[/.?]|$)", re.IGNORECASE
)


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links whose page has another address now; that address as fix."""
    for link, verdict in context.judged():
        if verdict.kind is not VerdictKind.MOVED or not verdict.final_url:
            continue
        violation = _hit(context.text, link, verdict, verdict.final_url, parameters)
        if violation is not None:
            yield violation


def _hit(
    text: str, link: Link, verdict: Verdict, final: str, parameters: Parameters
) -> Violation | None:
    target = respelled(link.url, final)
    if target is None or target == link.url:
        return None
    old, new = split_url(link.url), split_url(target)
    if any(host_is(old.host, host) for host in parameters.by_design):
        return None
    repository = _repository(verdict, old, new)
    if repository:
        case, safety = "renamed", Safety.SAFE
    elif _same_but_for_spelling(old, new):
        if link.kind is LinkKind.BARE and not link.url_span.of(text).lower().startswith("http"):
            return None  # `www.tool.example` names no scheme: nothing that is written is wrong
        case, safety = "respelled", Safety.SAFE
    elif _is_a_choice_of_the_site(old, new):
        return None
    else:
        case, safety = "elsewhere", Safety.DISPLAY_ONLY
    if not verdict.permanent:
        safety = Safety.DISPLAY_ONLY
    edit = retarget(text, link, target)
    fix = Fix(safety, f"link to {edit.text}", (edit,)) if edit else None
    values = {"url": link.url, "target": target, "repository": repository or ""}
    return Violation(case, link.span, values, fix, url=link.url)


def _repository(verdict: Verdict, old: UrlParts, new: UrlParts) -> str | None:
    """Return the new name of a repository where its own forge says that it was renamed."""
    host = old.host.removeprefix("www.")
    if host != new.host or (old.query, new.scheme) != (new.query, "https"):
        return None
    was, now = old.path.strip("/").split("/", 2), new.path.strip("/").split("/", 2)
    if len(was) < 2 or len(now) < 2:
        return None
    name = "/".join(now[:2])
    if verdict.repository is not None:
        known = verdict.repository.name.lower() == name.lower()
    else:
        known = host in FORGES and [part.rstrip("/") for part in was[2:]] == now[2:]
    if not known or _name(was) == _name(now):
        return None
    return name


def _name(parts: list[str]) -> str:
    return "/".join(parts[:2]).lower().removesuffix(".git")


def _site(parts: UrlParts) -> str:
    return (ascii_host(parts.host) or parts.host).removeprefix("www.")


def _port(parts: UrlParts) -> str:
    return "" if (parts.scheme, parts.port) in (("http", "80"), ("https", "443")) else parts.port


def _same_but_for_spelling(old: UrlParts, new: UrlParts) -> bool:
    """Tell whether only scheme, `www`, letter case or a trailing slash differ, on one site.

    On forges, `.git` behind a repository is spelling, too.
    """
    return (
        (_site(old), _port(old)) == (_site(new), _port(new))
        and (old.scheme, new.scheme) != ("https", "http")
        and _thing(old) == _thing(new)
        and (unquote(old.query), old.fragment) == (unquote(new.query), new.fragment)
    )


def _thing(parts: UrlParts) -> str:
    path = _bare(parts.path)
    is_repository = _site(parts) in FORGES and path.count("/") == 2
    return path.removesuffix(".git") if is_repository else path


def _bare(path: str) -> str:
    return unquote(path).rstrip("/").casefold()


def _is_a_choice_of_the_site(old: UrlParts, new: UrlParts) -> bool:
    """Tell whether a redirect chooses for the visitor: then the old address is the better one.

    Such are: from a page to one below it, to a language or a version, to the same page with a
    query, to a gate, from a page to the root of a site.
    """
    if _GATE.search(new.path) or (new.path in ("", "/") and old.path not in ("", "/")):
        return True
    if _site(old) != _site(new):
        return False
    before, after = _bare(old.path), _bare(new.path)
    if not old.query and (after.startswith(f"{before}/") or (before == after and new.query)):
        return True
    choices = (new.path[: m.start()] + new.path[m.end() :] for m in _VARIANT.finditer(new.path))
    return any(_bare(path) == before for path in choices)


KIND = Kind(Parameters, CASES, check, wants_links=True)
