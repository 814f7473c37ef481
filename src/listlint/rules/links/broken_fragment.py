"""Links to a fragment that no heading or anchor of the page has, in this list or its repository."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import quote, unquote

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.language.similarity import SimilarNames
from listlint.language.words import normalized_letters
from listlint.markdown import Link
from listlint.urls.parse import split_url

_LIKENESS = 0.75  # of difflib's ratio; below it, suggestions stop making sense
_SHOWN = 80
"""Most characters of a fragment in a message."""
_PLAIN = regex(r"[^\s\x00-\x20\"'()<>\[\]\\|&`*~]+")
"""An anchor that may be in a link as it is; an `id` of HTML may hold anything."""
_LINES = regex(r"l\d+(?:c\d+)?(?:-l?\d+(?:c\d+)?)?")
"""Lines of a file, as GitHub links to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `broken-fragment`."""

    allowed: tuple[str, ...] = ("top", "readme")
    """Fragments that work without an anchor, in any letter case: those of GitHub itself."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links whose fragment matches no anchor; the fix is the most similar one."""
    allowed = {name.casefold() for name in options.allowed}
    pages: dict[str, _Anchors | None] = {}
    for link in context.document.links:
        if "#" not in link.url:
            continue
        name = link.url.partition("#")[0]
        fragment = unquote(split_url(link.url).fragment).strip()
        folded = fragment.casefold().removeprefix("user-content-")
        if not folded or folded in allowed or (name and _LINES.fullmatch(folded)):
            continue
        if name not in pages:
            found: Iterable[str] | None = None if name else context.document.anchors
            if name and context.page_anchors is not None:
                found = context.page_anchors(name)
            pages[name] = None if found is None else _Anchors(name, found)
        page = pages[name]
        if page is not None and folded not in page.anchors:
            yield _violation(context.text, link, fragment, page)


class _Anchors:
    """The anchors of a page: as they are written by those in lower case; `name` is "" for here."""

    def __init__(self, name: str, anchors: Iterable[str]) -> None:
        self.name = name
        self.anchors = {anchor.casefold(): anchor for anchor in anchors}

    @cached_property
    def by_letters(self) -> dict[str, list[str]]:
        """The anchors by their letters."""
        found: dict[str, list[str]] = {}
        for anchor in self.anchors.values():
            found.setdefault(normalized_letters(anchor), []).append(anchor)
        return found

    @cached_property
    def similar(self) -> SimilarNames:
        """The anchors by similarity."""
        return SimilarNames(self.anchors)


def _violation(text: str, link: Link, fragment: str, page: _Anchors) -> Violation:
    same = page.by_letters.get(normalized_letters(fragment), [])
    near = same[0] if same else page.similar.closest(fragment.casefold(), _LIKENESS)
    here = f" of `{page.name[:_SHOWN]}`" if page.name else ""
    message = f"no heading{here} matches `#{fragment[:_SHOWN]}`"
    if near is None:
        return Violation(link.span, message, url=link.url)
    anchor = page.anchors.get(near.casefold(), near)
    start = link.url_span.of(text).find("#")
    edit = replace(
        Span(link.url_span.start + start, link.url_span.end), "#" + _as_written(link.url, anchor)
    )
    safety = Safety.SAFE if len(same) == 1 else Safety.UNSAFE
    fix = Fix(safety, f"link to `#{anchor}`", (edit,)) if start >= 0 else None
    return Violation(link.span, f"{message}; did you mean `#{anchor}`?", fix, link.url)


def _as_written(url: str, anchor: str) -> str:
    """Percent-encode an anchor where the list does so, or where Markdown would cut it short."""
    return anchor if "%" not in url and _PLAIN.fullmatch(anchor) else quote(anchor)
