"""Links to hosts, schemes or private addresses that a list does not want."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from listlint.diagnostics.edits import Fix, Safety
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.markdown import Link, LinkKind
from listlint.urls.hosts import host_is, is_private
from listlint.urls.parse import UrlParts, split_url
from listlint.urls.rewrite import retarget

PLACEHOLDERS = ("place", "target")
_DISK = regex(r"[A-Za-z]:[\\/]|/(?:Users|home)/[^/]+/|\\\\\w")
_TARGETS = ("u", "url", "q", "to", "target")
"""Parameters that hold the target in the URLs of services that redirect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `target`."""

    hosts: tuple[str, ...] = ()
    """Hosts to report, with those below them; `host/path` for a part of one."""
    schemes: tuple[str, ...] = ()
    """URL schemes to report, without the colon."""
    private: bool = False
    """Whether to report what only one machine or network reaches, including paths of a disk."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links to unwanted targets; the URL that such a target holds, if any, as fix.

    A bare URL is text first, an address to type in; so is a link whose text is its target.
    """
    suffixes = tuple(f".{host.partition('/')[0]}" for host in options.hosts)
    for link in context.document.links:
        if link.kind is LinkKind.BARE or not link.url or link.text.strip() == link.url:
            continue
        parts = split_url(link.url)
        place = _private_place(link.url, parts) if options.private else None
        if place:
            if place.casefold() not in link.text.casefold():
                yield _violation(link, place)
        elif parts.scheme in options.schemes:
            yield _violation(link, f"{parts.scheme}:")
        elif (
            suffixes
            and f".{parts.host}".endswith(suffixes)
            and any(_is(parts, host) for host in options.hosts)
            and not _is_named(link, parts)
        ):
            yield _redirect(context.text, link, parts)


def _private_place(url: str, parts: UrlParts) -> str | None:
    if len(parts.scheme) < 2 and _DISK.match(url):
        return url
    host = parts.host
    return host.strip("[]") if is_private(host) else None


def _is(parts: UrlParts, unwanted: str) -> bool:
    host, slash, path = unwanted.partition("/")
    return host_is(parts.host, host) and (not slash or parts.path.startswith(slash + path))


def _is_named(link: Link, parts: UrlParts) -> bool:
    """Return whether the text of a link is the name of its host: "TinyURL"."""
    name = normalized_letters(link.text)
    return bool(name) and normalized_letters(parts.host.removeprefix("www.")).startswith(name)


def _redirect(text: str, link: Link, parts: UrlParts) -> Violation:
    query = dict(parse_qsl(parts.query))
    carried = (query[name] for name in _TARGETS if name in query)
    url = next((value for value in carried if re.fullmatch(r"https?://[^\s()<>]+", value)), "")
    edit = retarget(text, link, url) if url else None
    fix = Fix(Safety.UNSAFE, f"link to `{edit.text}`", (edit,)) if edit else None
    return _violation(link, parts.host, url, fix)


def _violation(link: Link, place: str, target: str = "", fix: Fix | None = None) -> Violation:
    message = f"unwanted link to `{place}`"
    if target:
        message += f"; link to `{target}` instead"
    values = {"place": place, "target": target}
    return Violation(link.span, message, fix, link.url, values=values)
