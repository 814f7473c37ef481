"""Badges at the top of a list: those that must be there, and those that must not."""

from collections.abc import Iterator, Sequence

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries import is_badge
from listlint.entries.context import LintContext
from listlint.markdown import Heading, Link
from listlint.urls.identity import identity

PLACEHOLDERS = ("link", "image", "text", "expected")
_TITLE = regex(r"#[ \t]+[^\n]*[^\n#]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `badge`: images above the first section, most of them within a link."""

    links: tuple[str, ...] = ()
    """URLs that the required badge links to, any of them."""
    images: tuple[str, ...] = ()
    """URLs of images that the required badge shows, any of them; without it, any image."""
    badge: str = ""
    """Markdown of the required badge, for the fix."""
    unwanted: tuple[str, ...] = ()
    """Parts of the URLs or texts of images that must not be there, in any letter case."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the badge that is missing or shows another image, and the unwanted ones.

    Badges of entries are theirs.
    """
    headings = context.document.headings
    title = headings[0] if headings else None
    entry = min((e.span.start for e in context.entries), default=len(context.text))
    section = next((h.span.start for h in headings if h.level > 1), entry)
    end = max(section, title.span.end if title else 0)
    top = [link for link in context.document.links if link.span.start < end]
    if options.links:
        yield from _required(context, title, top, options)
    if options.unwanted:
        yield from _unwanted(top, options.unwanted)


def _required(
    context: LintContext, title: Heading | None, top: Sequence[Link], options: Options
) -> Iterator[Violation]:
    targets = {identity(url) for url in options.links}
    links = [link for link in top if not link.is_image and identity(link.url) in targets]
    shown = [image for link in links if (image := _image(top, link)) is not None]
    if not shown:
        place = title.span if title else Span(0, 0)
        fix = _insertion(context, title, options.badge) if options.badge else None
        link = options.links[0]
        yield Violation(place, f"missing badge that links to `{link}`", fix, values={"link": link})
        return
    images = {identity(url) for url in options.images}
    if images and not any(identity(image.url) in images for image in shown):
        image, expected = shown[0], options.images[0]
        message = f"badge shows `{image.url}`; expected `{expected}`"
        edit = replace(image.url_span, expected)
        fix = Fix(Safety.UNSAFE, f"show {expected}", (edit,))
        values = {"image": image.url, "expected": expected}
        yield Violation(image.span, message, fix, image.url, values=values)


def _image(top: Sequence[Link], link: Link) -> Link | None:
    """Return the image within a badge."""
    if is_badge(link):
        return next((child for child in link.children if isinstance(child, Link)), None)
    return next((other for other in top if other.is_image and link.span.contains(other.span)), None)


def _insertion(context: LintContext, title: Heading | None, badge: str) -> Fix | None:
    """Return the fix that adds a badge after the title; None where that would break a link.

    A space and an image at the end of a heading make its anchor end in a hyphen.
    """
    if title is None or title.is_html or title.level > 1:
        return None
    source = title.span.of(context.text).rstrip()
    is_linked = any(link.url == f"#{title.anchor}" for link in context.document.links)
    if not _TITLE.fullmatch(source) or is_linked:
        return None
    end = title.span.start + len(source)
    # It cuts into the heading, since it is meant to change it.
    edit = replace(Span(end - 1, end), f"{source[-1]} {badge}")
    return Fix(Safety.UNSAFE, "add the badge", (edit,))


def _unwanted(top: Sequence[Link], unwanted: Sequence[str]) -> Iterator[Violation]:
    parts = [part.casefold() for part in unwanted]
    for link in top:
        shown = " ".join((link.url, link.text, link.title or "")).casefold()
        if link.is_image and any(part in shown for part in parts):
            text = link.text or link.url
            values = {"image": link.url, "text": text}
            yield Violation(link.span, f"unwanted badge `{text}`", url=link.url, values=values)
