"""Links into the page whose fragment no heading or anchor has."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext
from listlint.language.similarity import SimilarNames
from listlint.language.words import normalized_letters
from listlint.markdown import Link

_LIKENESS = 0.75  # of difflib's ratio; below it, suggestions stop making sense
_PLAIN = re.compile(r"[^\s\x00-\x20\"'()<>\[\]\\|&`*~]+")
"""An anchor that may be in a link as it is; an `id` of HTML may hold anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `broken-fragment`."""

    allowed: tuple[str, ...] = ("top", "readme")
    """Fragments that work without an anchor, in any letter case: those of GitHub itself."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links whose fragment matches no anchor; the fix is the most similar one."""
    anchors = {anchor.casefold(): anchor for anchor in context.document.anchors}
    known = {*anchors, *(name.casefold() for name in options.allowed)}
    broken = list(_broken(context, known))
    if not broken:
        return
    by_letters: dict[str, list[str]] = {}
    for anchor in context.document.anchors:
        by_letters.setdefault(normalized_letters(anchor), []).append(anchor)
    similar = SimilarNames(anchors)
    for link, fragment in broken:
        same = by_letters.get(normalized_letters(fragment), [])
        near = same[0] if same else similar.closest(fragment.casefold(), _LIKENESS)
        message = f"no heading matches `#{fragment}`"
        if near is None:
            yield Violation(link.span, message, url=link.url)
            continue
        anchor = anchors.get(near.casefold(), near)
        edit = replace(link.url_span, "#" + _as_written(link.url, anchor))
        safety = Safety.SAFE if len(same) == 1 else Safety.UNSAFE
        fix = Fix(safety, f"link to `#{anchor}`", (edit,))
        yield Violation(link.span, f"{message}; did you mean `#{anchor}`?", fix, link.url)


def _broken(context: LintContext, known: Container[str]) -> Iterator[tuple[Link, str]]:
    for link in context.document.links:
        fragment = unquote(link.url[1:]).strip() if link.url.startswith("#") else ""
        folded = fragment.casefold().removeprefix("user-content-")
        if folded and folded not in known:
            yield link, fragment


def _as_written(url: str, anchor: str) -> str:
    """Percent-encode an anchor where the list does so, or where Markdown would cut it short."""
    return anchor if "%" not in url and _PLAIN.fullmatch(anchor) else quote(anchor)
