"""Links into the page that lead to no heading or anchor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.entries.context import LintContext
from listlint.language.similarity import closest_match
from listlint.language.words import normalized_letters
from listlint.markdown import Link
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`allowed`: fragments that others than the page answer (`top` is GitHub's own)."""

    allowed: tuple[str, ...] = ("top",)


CASES = {"nearest": ("fragment", "nearest"), "unknown": ("fragment",)}
_CLOSE = 0.75  # of difflib's ratio; below it, suggestions stop to make sense
_PLAIN = re.compile(r"[^\s\x00-\x20\"'()<>\[\]\\|&`*~]+")
"""An anchor that stands in a link as it is; `id`s of HTML may hold anything."""


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links whose fragment is no anchor of the page, the nearest one as fix."""
    anchors = {anchor.casefold(): anchor for anchor in context.document.anchors}
    bare: dict[str, list[str]] = {}
    for anchor in context.document.anchors:
        bare.setdefault(normalized_letters(anchor), []).append(anchor)
    known = {*anchors, *(name.casefold() for name in parameters.allowed)}
    for link in context.document.links:
        fragment = unquote(link.url[1:]).strip() if link.url.startswith("#") else ""
        wanted = fragment.casefold().removeprefix("user-content-")
        if wanted and wanted not in known:
            yield _hit(link, fragment, bare, anchors)


def _hit(
    link: Link, fragment: str, bare: dict[str, list[str]], anchors: dict[str, str]
) -> Violation:
    same = bare.get(normalized_letters(fragment), [])
    safety = Safety.SAFE if len(same) == 1 else Safety.UNSAFE
    near = same[0] if same else closest_match(fragment.casefold(), anchors, _CLOSE)
    if near is None:
        return Violation("unknown", link.span, {"fragment": fragment}, url=link.url)
    anchor = anchors.get(near.casefold(), near)
    edit = replace(link.url_span, "#" + _as_written(link.url, anchor))
    fix = Fix(safety, f"link to #{anchor}", (edit,))
    values = {"fragment": fragment, "nearest": anchor}
    return Violation("nearest", link.span, values, fix, url=link.url)


def _as_written(url: str, anchor: str) -> str:
    """Percent-encode an anchor where the list does so, or where Markdown would cut it short."""
    return anchor if "%" not in url and _PLAIN.fullmatch(anchor) else quote(anchor)


KIND = Kind(Parameters, CASES, check)
