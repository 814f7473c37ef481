"""Read the title and the anchors at the beginning of a page. Pure functions."""

import re
import zlib
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote

from listlint.diagnostics.regex import regex

LARGEST_TEXT = 1_048_576
"""Bytes; what unpacks to more is cut there, such as a gzip bomb."""
TITLE_BYTES = 16_384
"""Titles are at the beginning."""

_CHARSET = regex(rb"""<meta[^>]{0,200}?charset=["']?([A-Za-z0-9_-]{2,40})""", re.IGNORECASE)
_TITLE = regex(r"<title\b[^>]{0,200}>([^<]{0,1000})", re.IGNORECASE)
_HEADING = regex(r"<h1\b[^>]{0,500}>([^<]{0,300})</h1", re.IGNORECASE)
_ANCHOR = regex(
    r"""[\s"'](?:id|name)\s{0,8}=\s{0,8}(?:"([^"<>]{1,500})"|'([^'<>]{1,500})'|([^\s"'<>=`]{1,500}))""",
    re.IGNORECASE,
)
_LINES = regex(r"[LR]\d+(?:C\d+)?(?:-[LR]?\d+(?:C\d+)?)?")
_SHELL_ANCHORS = 3
"""A page with fewer anchors is probably filled by a script."""


def is_html(headers: Mapping[str, str]) -> bool:
    """Return whether a response is a page; without a type it is taken for one, as browsers do."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("", "text/html", "application/xhtml+xml")


def text(body: bytes, headers: Mapping[str, str], limit: int = LARGEST_TEXT) -> str:
    """Return the text in the beginning of a body; empty if it cannot be unpacked.

    Undecodable bytes are replaced. At most `limit` bytes are unpacked.
    """
    raw = _unpacked(body, headers.get("content-encoding", "").strip().lower(), limit)
    declared = headers.get("content-type", "").lower().partition("charset=")[2]
    charset = declared.partition(";")[0].strip(" \"'")
    if not charset and (match := _CHARSET.search(raw[:2_048])):
        charset = match[1].decode("ascii")
    try:
        return raw.decode(charset or "utf-8", "replace")
    except (LookupError, UnicodeError):
        return raw.decode("utf-8", "replace")


def title(page: str) -> str:
    """Return the title of a page, with single spaces; empty without one."""
    match = _TITLE.search(page[:TITLE_BYTES])
    return " ".join(unescape(match[1]).split()) if match else ""


def heading(page: str) -> str:
    """Return the first heading of a page, if it is plain text."""
    match = _HEADING.search(page)
    return " ".join(unescape(match[1]).split()) if match else ""


def lacks_fragment(page: str, fragment: str, *, complete: bool) -> bool:
    """Return whether a page certainly has no element for `fragment` (without `#`).

    What a page's scripts do is not known: `#/route`, `#!route`, lines of code, `#page=3` and the
    text to look for (`:~:text=`) are never missing, nor is anything from the shell of a page.
    """
    name = fragment.partition(":~:")[0]
    if not name or name.lower() == "top" or name[0] in "/!?" or "=" in name:
        return False
    if not complete or _LINES.fullmatch(name):
        return False
    anchors = {unescape(match[match.lastindex or 0]).strip() for match in _ANCHOR.finditer(page)}
    if len(anchors) < _SHELL_ANCHORS and "<script" in page.lower():
        return False
    wanted = {name, unquote(name)}
    wanted |= {f"user-content-{each}" for each in wanted}
    wanted |= {each.lower() for each in wanted if each.startswith("user-content-")}
    return not wanted & anchors


def _unpacked(body: bytes, encoding: str, limit: int) -> bytes:
    if encoding in ("", "identity"):
        return body[:limit]
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return b""
    for bits in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # gzip or zlib by header; bare deflate
        try:
            return zlib.decompressobj(bits).decompress(body, limit)
        except zlib.error:
            continue
    return b""
