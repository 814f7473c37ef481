"""Links into the page that lead to no heading or anchor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from listlint.document import Link
from listlint.hints import nearest
from listlint.kinds import Hit, Kind
from listlint.listing import Listing
from listlint.text import Fix, Safety, replace
from listlint.words import skeleton


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`allowed`: fragments that others than the page answer (`top` is GitHub's own)."""

    allowed: tuple[str, ...] = ("top",)


CASES = {"nearest": ("fragment", "nearest"), "unknown": ("fragment",)}
_CLOSE = 0.75  # of difflib's ratio; below it, suggestions stop to make sense
_PLAIN = re.compile(r"[^\s\x00-\x20\"'()<>\[\]\\|&`*~]+")
"""An anchor that stands in a link as it is; `id`s of HTML may hold anything."""


def check(listing: Listing, parameters: Parameters) -> Iterator[Hit]:
    """Yield links whose fragment is no anchor of the page, the nearest one as fix."""
    anchors = {anchor.casefold(): anchor for anchor in listing.document.anchors}
    bare: dict[str, list[str]] = {}
    for anchor in listing.document.anchors:
        bare.setdefault(skeleton(anchor), []).append(anchor)
    known = {*anchors, *(name.casefold() for name in parameters.allowed)}
    for link in listing.document.links:
        fragment = unquote(link.url[1:]).strip() if link.url.startswith("#") else ""
        wanted = fragment.casefold().removeprefix("user-content-")
        if wanted and wanted not in known:
            yield _hit(link, fragment, bare, anchors)


def _hit(link: Link, fragment: str, bare: dict[str, list[str]], anchors: dict[str, str]) -> Hit:
    same = bare.get(skeleton(fragment), [])
    safety = Safety.SAFE if len(same) == 1 else Safety.UNSAFE
    near = same[0] if same else nearest(fragment.casefold(), anchors, _CLOSE)
    if near is None:
        return Hit("unknown", link.span, {"fragment": fragment}, url=link.url)
    anchor = anchors.get(near.casefold(), near)
    edit = replace(link.url_span, "#" + _as_written(link.url, anchor))
    fix = Fix(safety, f"link to #{anchor}", (edit,))
    values = {"fragment": fragment, "nearest": anchor}
    return Hit("nearest", link.span, values, fix, url=link.url)


def _as_written(url: str, anchor: str) -> str:
    """Percent-encode an anchor where the list does so, or where Markdown would cut it short."""
    return anchor if "%" not in url and _PLAIN.fullmatch(anchor) else quote(anchor)


KIND = Kind(Parameters, CASES, check)
