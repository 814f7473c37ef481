"""Replace the URL of a link, in the style of the link.

Responses are untrusted: the `Location` of a redirect becomes part of a list. So a new URL
consists of a closed set of characters, which cannot end a link, cell or attribute early; if that
is not possible, there is no edit.
"""

import re
from urllib.parse import quote, unquote

from listlint.diagnostics.edits import Edit, replace
from listlint.diagnostics.regex import regex
from listlint.markdown import Link, LinkKind
from listlint.urls.hosts import ascii_host
from listlint.urls.parse import UrlParts, split_url

LONGEST = 2_000
"""Most code points of a new URL."""

_AUTHORITY = regex(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?(?::[0-9]{1,5})?", re.ASCII)
_PORTS = {"http": ":80", "https": ":443"}
# The characters of RFC 3986, without those that have a meaning in Markdown or HTML.
_PLAIN = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#@!$&'()*+,;=%"
)
_STRAY_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_UNDECODABLE = regex("[\ud800-\udfff]")
"""Bytes that are not UTF-8: which character they are meant to be is unknown."""
_ENTITY = regex(r"&(?=#?\w+;)")
_DEEPEST = 8  # CommonMark requires at least three levels of parentheses; parsers allow 32


def respelled(old: str, new: str) -> str | None:
    """Return the URL `new`, with the spelling of `old` for equivalent parts.

    So a host in Unicode, a path without percent-encoding and a fragment are kept. None for a URL
    that is not http(s), has a user name or an invalid host, or is too long.
    """
    was, now = split_url(old.strip()), split_url(new.strip())
    if not _is_web(now):
        return None
    # Browsers keep the fragment on a redirect.
    fragment = now.fragment or was.fragment
    query = was.query if unquote(was.query) == unquote(now.query) else now.query
    url = (
        f"{now.scheme}://{_authority(was, now)}{_path(was.path, now.path)}"
        f"{'?' if query else ''}{query}{'#' if fragment else ''}{fragment}"
    )
    return url if len(url) <= LONGEST else None


def _is_web(parts: UrlParts) -> bool:
    authority = _ascii_authority(parts.authority)
    return parts.scheme in _PORTS and _AUTHORITY.fullmatch(authority) is not None


def _authority(was: UrlParts, now: UrlParts) -> str:
    authority = now.authority.removesuffix(_PORTS[now.scheme])
    if "@" in was.authority:
        return authority
    written = was.authority.removesuffix(_PORTS.get(was.scheme, ""))
    for spelled in (written, f"www.{written}", written.removeprefix("www.")):
        if _ascii_authority(spelled) == _ascii_authority(authority):
            return spelled
    return authority


def _ascii_authority(authority: str) -> str:
    host, colon, port = authority.partition(":")
    return f"{ascii_host(host) or host}{colon}{port}"


def _path(was: str, now: str) -> str:
    before, after = unquote(was), unquote(now)
    if before == after:
        return was
    if before.rstrip("/") == after.rstrip("/"):
        return was.rstrip("/") + "/" * (len(after) - len(after.rstrip("/")))
    return now


def retarget(text: str, link: Link, url: str) -> Edit | None:
    """Return the edit of the source `text` that replaces the URL of `link`, if it is safe.

    For a reference, the edit is in its definition. Characters that have a meaning in Markdown or
    HTML are percent-encoded; so are non-ASCII characters that the old URL does not have.
    """
    source = link.url_span.of(text)
    written = _encoded(url, link.url)
    if not source or _UNDECODABLE.search(source) or written is None:
        return None
    if not _is_web(split_url(written)):
        return None
    match link.kind:
        case LinkKind.HTML:
            return _in_attribute(text, link, written)
        case LinkKind.AUTOLINK | LinkKind.BARE if _ENTITY.search(written):
            return None
        case LinkKind.BARE if not _is_linked_whole(written):
            return None
        case LinkKind.AUTOLINK | LinkKind.BARE:
            return replace(link.url_span, written)
        case _:
            return replace(link.url_span, _ENTITY.sub("&amp;", written))


def _encoded(url: str, old: str) -> str | None:
    known = {char for char in old if not char.isascii() and char.isalnum()}
    known |= _PLAIN if _balanced(url) else _PLAIN - {"(", ")"}
    url = _STRAY_PERCENT.sub("%25", url)
    try:
        return "".join(char if char in known else quote(char, safe="") for char in url)
    except UnicodeEncodeError:
        return None


def _balanced(url: str) -> bool:
    depth = 0
    for char in url:
        depth += (char == "(") - (char == ")")
        if not 0 <= depth <= _DEEPEST:
            return False
    return depth == 0


def _is_linked_whole(url: str) -> bool:
    """Return whether GitHub links all of a bare URL, and nothing in it is emphasis."""
    host = split_url(url).host
    return url[-1] not in "?!.,:*_~'\";)" and "_" not in host and not re.search(r"[*~]|__", url)


def _in_attribute(text: str, link: Link, url: str) -> Edit | None:
    from html import unescape

    quoted = text[link.url_span.start - 1] in "\"'"
    url = url.replace("'", "%27")
    if not quoted and "=" in url:
        return None
    if "&amp;" in link.url_span.of(text) or unescape(url) != url:
        url = url.replace("&", "&amp;")
    return replace(link.url_span, url)
