"""Links to pages that have permanently moved."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from listlint.diagnostics.edits import Fix, Safety
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext, Needs
from listlint.markdown import Link, LinkKind
from listlint.urls.hosts import ascii_host, host_is
from listlint.urls.identity import FORGES
from listlint.urls.parse import UrlParts, split_url
from listlint.urls.rewrite import respelled, retarget
from listlint.urls.verdict import Verdict, VerdictKind

NEEDS = Needs.LINKS
# What sites put into a path for the language or the version of a page.
_VARIANT = regex(
    r"/(?:[a-z]{2,3}(?:[-_][a-z0-9]{2,4})?|latest|stable|current|main|master|v?\d+(?:\.\d+)*(?:\.x)?)"
    r"(?=/|$)",
    re.IGNORECASE,
)
_GATE = regex(
    r"/(?:log-?in|sign-?in|sign-?up|auth|sso|consent|captcha|sorry)(?:[/.?]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `moved-link`."""

    redirect_hosts: tuple[str, ...] = (
        "doi.org", "handle.net", "purl.org", "w3id.org", "purl.archive.org", "n2t.net", "aka.ms",
        "go.microsoft.com", "bit.ly", "t.co", "goo.gl", "tinyurl.com", "git.io", "youtu.be",
        "discord.gg", "discord.com", "t.me", "amzn.to", "lnkd.in", "buff.ly", "shields.io",
    )  # fmt: skip
    """Hosts, with those below them, whose purpose is to redirect: their links are not reported."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links whose page has another address now; that address as fix."""
    for link, verdict in context.judged():
        if verdict.kind is not VerdictKind.MOVED or not verdict.final_url:
            continue
        target = respelled(link.url, verdict.final_url)
        if target is None or target == link.url:
            continue
        host = split_url(link.url).host
        if not any(host_is(host, domain) for domain in options.redirect_hosts):
            yield from _moved(context.text, link, verdict, target)


def _moved(text: str, link: Link, verdict: Verdict, target: str) -> Iterator[Violation]:
    old, new = split_url(link.url), split_url(target)
    message = f"`{link.url}` permanently redirects to `{target}`"
    safety = Safety.SAFE
    if repository := _renamed_repository(verdict, old, new):
        message = f"repository was renamed to `{repository}`"
    elif _differ_in_spelling(old, new):
        if link.kind is LinkKind.BARE and not link.url_span.of(text).lower().startswith("http"):
            return  # `www.tool.example` has no scheme: nothing that is written is wrong
    elif _is_choice_of_site(old, new):
        return
    else:
        safety = Safety.DISPLAY_ONLY
    if not verdict.permanent:
        safety = Safety.DISPLAY_ONLY
    edit = retarget(text, link, target)
    fix = Fix(safety, f"link to `{edit.text}`", (edit,)) if edit else None
    yield Violation(link.span, message, fix, link.url)


def _renamed_repository(verdict: Verdict, old: UrlParts, new: UrlParts) -> str | None:
    """Return the new name of a repository where its own forge reports that it was renamed."""
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
    return name if known and _repository(was) != _repository(now) else None


def _repository(path: list[str]) -> str:
    return "/".join(path[:2]).lower().removesuffix(".git")


def _site(parts: UrlParts) -> str:
    return (ascii_host(parts.host) or parts.host).removeprefix("www.")


def _port(parts: UrlParts) -> str:
    return "" if (parts.scheme, parts.port) in (("http", "80"), ("https", "443")) else parts.port


def _differ_in_spelling(old: UrlParts, new: UrlParts) -> bool:
    """Return whether only scheme, `www`, letter case or a trailing slash differ, on one site.

    On forges, `.git` after a repository is spelling, too.
    """
    return (
        (_site(old), _port(old)) == (_site(new), _port(new))
        and (old.scheme, new.scheme) != ("https", "http")
        and _page(old) == _page(new)
        and (unquote(old.query), old.fragment) == (unquote(new.query), new.fragment)
    )


def _page(parts: UrlParts) -> str:
    path = _folded(parts.path)
    is_repository = _site(parts) in FORGES and path.count("/") == 2
    return path.removesuffix(".git") if is_repository else path


def _folded(path: str) -> str:
    return unquote(path).rstrip("/").casefold()


def _is_choice_of_site(old: UrlParts, new: UrlParts) -> bool:
    """Return whether a redirect chooses for the visitor: then the old address is better.

    Such are: from a page to one below it, to a language or a version, to the same page with a
    query, to a gate, from a page to the root of a site.
    """
    if _GATE.search(new.path) or (new.path in ("", "/") and old.path not in ("", "/")):
        return True
    if _site(old) != _site(new):
        return False
    before, after = _folded(old.path), _folded(new.path)
    if not old.query and (after.startswith(f"{before}/") or (before == after and new.query)):
        return True
    choices = (new.path[: m.start()] + new.path[m.end() :] for m in _VARIANT.finditer(new.path))
    return any(_folded(path) == before for path in choices)
