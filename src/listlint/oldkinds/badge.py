"""Badges at the top of a list: those that must be there, and those that must not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.spans import Span
from listlint.entries import is_badge
from listlint.entries.context import LintContext
from listlint.markdown import Heading, Link
from listlint.oldkinds import Kind, Violation
from listlint.urls.identity import identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Badges, that is, links around an image.

    `links`: where the badge that must be there leads, any of them; `images`: what it shows, any
    of them (none given: any image); `badge`: the Markdown of it, for the fix; `unwanted`: parts
    of the addresses or texts of images that must not be there, in any letter case.
    """

    links: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    badge: str = ""
    unwanted: tuple[str, ...] = ()


CASES = {"missing": ("link",), "image": ("image", "wanted"), "unwanted": ("image", "text")}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the badge that is missing or shows another image, and the unwanted ones.

    Only the top of the page is looked at, down to the first section: badges of entries are
    theirs.
    """
    top = list(_top(context))
    if parameters.links:
        yield from _required(context, top, parameters)
    if parameters.unwanted:
        yield from _unwanted(top, parameters.unwanted)


def _top(context: LintContext) -> Iterator[Link]:
    """Yield the links above the first section."""
    sections = [h for h in context.document.headings if h.level > 1]
    first = min((e.span.start for e in context.entries), default=len(context.text))
    end = max(sections[0].span.start if sections else first, _title_end(context))
    for link in context.document.links:
        if link.span.start < end:
            yield link


def _title(context: LintContext) -> Heading | None:
    headings = context.document.headings
    return headings[0] if headings else None


def _title_end(context: LintContext) -> int:
    title = _title(context)
    return title.span.end if title else 0


def _required(
    context: LintContext, top: Sequence[Link], parameters: Parameters
) -> Iterator[Violation]:
    wanted = {identity(url) for url in parameters.links}
    there = [link for link in top if not link.is_image and identity(link.url) in wanted]
    badges = [(link, image) for link in there if (image := _image(top, link)) is not None]
    if not badges:
        title = _title(context)
        place = title.span if title else Span(0, 0)
        fix = _insertion(context, title, parameters.badge) if parameters.badge else None
        yield Violation("missing", place, {"link": parameters.links[0]}, fix)
        return
    images = {identity(url) for url in parameters.images}
    if images and not any(identity(image.url) in images for _, image in badges):
        image = badges[0][1]
        values = {"image": image.url, "wanted": parameters.images[0]}
        edit = replace(image.url_span, parameters.images[0])
        fix = Fix(Safety.UNSAFE, f"show {parameters.images[0]}", (edit,))
        yield Violation("image", image.span, values, fix, url=image.url)


def _image(top: Sequence[Link], link: Link) -> Link | None:
    """Return the image within a badge."""
    if not is_badge(link):
        within = [x for x in top if x.is_image and link.span.contains(x.span)]
        return within[0] if within else None
    return next((child for child in link.children if isinstance(child, Link)), None)


def _insertion(context: LintContext, title: Heading | None, badge: str) -> Fix | None:
    """Return the fix that adds a badge behind the title; none where that would break a link.

    A blank and an image at the end of a heading make its anchor end in a hyphen.
    """
    if title is None or title.is_html or title.level > 1:
        return None
    source = title.span.of(context.text).rstrip()
    linked = any(link.url == f"#{title.anchor}" for link in context.document.links)
    if not re.fullmatch(r"#[ \t]+[^\n]*[^\n#]", source) or linked:
        return None
    end = title.span.start + len(source)
    # It cuts into the heading, since it is meant to change it.
    edit = replace(Span(end - 1, end), f"{source[-1]} {badge}")
    return Fix(Safety.UNSAFE, "add the badge", (edit,))


def _unwanted(top: Sequence[Link], unwanted: Sequence[str]) -> Iterator[Violation]:
    marks = [mark.casefold() for mark in unwanted]
    for link in top:
        if link.is_image:
            shown = " ".join((link.url, link.text, link.title or "")).casefold()
            if any(mark in shown for mark in marks):
                values = {"image": link.url, "text": link.text or link.url}
                yield Violation("unwanted", link.span, values, url=link.url)


KIND = Kind(Parameters, CASES, check)
