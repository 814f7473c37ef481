"""Links to places that a list does not want to lead to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from listlint.diagnostics.edits import Fix, Safety
from listlint.entries.context import LintContext
from listlint.language.words import normalized_letters
from listlint.markdown import Link, LinkKind
from listlint.oldkinds import Kind, Violation
from listlint.urls.hosts import host_is, is_private
from listlint.urls.parse import UrlParts, split_url
from listlint.urls.rewrite import retarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What is not wanted.

    `hosts`: they and those below them, `host/path` for a part of one; `schemes`: without the
    colon; `private`: whatever only its own machine or network reaches, paths of a disk included.
    """

    hosts: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    private: bool = False


CASES = {"found": ("place",), "wrapped": ("place", "url")}
_DISK = re.compile(r"[A-Za-z]:[\\/]|/(?:Users|home)/[^/]+/|\\\\\w")
_TARGETS = ("u", "url", "q", "to", "target")
"""Parameters in which services that redirect carry the target."""


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links to what is not wanted; the target they carry, if any, as fix.

    A URL that GitHub made a link of is text first, an address to type in; so is a link that
    shows where it leads.
    """
    for link in context.document.links:
        if link.kind is LinkKind.BARE or not link.url or link.text.strip() == link.url:
            continue
        parts = split_url(link.url)
        place = _private(link.url, parts) if parts.host or parameters.private else None
        if parameters.private and place:
            if place.casefold() in link.text.casefold():
                continue
            yield Violation("found", link.span, {"place": place}, url=link.url)
        elif parts.scheme in parameters.schemes:
            yield Violation("found", link.span, {"place": f"{parts.scheme}:"}, url=link.url)
        elif any(_is(parts, host) for host in parameters.hosts) and not _names_itself(link, parts):
            yield _redirect(context.text, link, parts)


def _private(url: str, parts: UrlParts) -> str | None:
    if _DISK.match(url):
        return url
    return parts.host.strip("[]") if is_private(parts.host) else None


def _is(parts: UrlParts, wanted: str) -> bool:
    host, slash, path = wanted.partition("/")
    return host_is(parts.host, host) and (not slash or parts.path.startswith(slash + path))


def _names_itself(link: Link, parts: UrlParts) -> bool:
    """Tell whether a link is about the service itself: "TinyURL"."""
    name = normalized_letters(link.text)
    return bool(name) and normalized_letters(parts.host.removeprefix("www.")).startswith(name)


def _redirect(text: str, link: Link, parts: UrlParts) -> Violation:
    values = dict(parse_qsl(parts.query))
    carried = (values[name] for name in _TARGETS if name in values)
    url = next((value for value in carried if re.fullmatch(r"https?://[^\s()<>]+", value)), None)
    if url is None:
        return Violation("found", link.span, {"place": parts.host}, url=link.url)
    edit = retarget(text, link, url)
    fix = Fix(Safety.UNSAFE, f"link to {edit.text}", (edit,)) if edit else None
    return Violation("wrapped", link.span, {"place": parts.host, "url": url}, fix, url=link.url)


KIND = Kind(Parameters, CASES, check)
