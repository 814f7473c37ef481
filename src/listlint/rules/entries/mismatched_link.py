"""Links whose text is one URL and whose target another, or a name one letter off its URL."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext, NoOptions
from listlint.language.spelling import speller
from listlint.language.words import normalized_letters
from listlint.markdown import LinkKind
from listlint.urls.identity import identity
from listlint.urls.parse import split_url

_URL = regex(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_NAME = regex(r"[A-Za-z]+(?:[-_][A-Za-z]+)*")
_SEPARATOR = regex(r"[/?#=&.:]+")
_SHORTEST, _SHORTEST_SWAPPED = 8, 5
"""The fewest letters of a name that one letter more, or two swapped, make no other name."""
_DOMAIN = regex(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield links whose text is another URL than theirs.

    A text that is cut short, and a URL that contains the text (an archived copy, a translation),
    match. A domain without a scheme may be the name of a project (`vue.js`), so it is reported
    only if it is one typo away from the URL's host. A name is reported if it has nearly the letters
    of a part of the URL.
    """
    for link in context.document.links:
        target = split_url(link.url)
        if (
            link.is_image
            or link.kind in (LinkKind.BARE, LinkKind.AUTOLINK)
            or target.scheme not in ("http", "https")
        ):
            continue
        text = link.text.strip()
        if _NAME.fullmatch(text):
            if part := _near_part(text, link.url):
                message = f"link text `{text}` is one letter off the link's `{part}`"
                yield Violation(link.span, message, url=link.url)
            continue
        is_url = _URL.fullmatch(text) is not None
        if not is_url and not _DOMAIN.fullmatch(text):
            continue
        full = text if "//" in text else f"http://{text}"
        hosts = [split_url(full).host.removeprefix("www."), target.host.removeprefix("www.")]
        if _matches(full, link.url) if is_url else not _is_typo(*hosts):
            continue
        actual = f"host `{target.host}`" if hosts[0] != hosts[1] else f"URL `{link.url}`"
        edit = replace(link.url_span, text if "//" in text else f"https://{text}")
        fix = Fix(Safety.DISPLAY_ONLY, "link to the URL in the text", (edit,))
        message = f"link text `{text}` does not match the link's {actual}"
        yield Violation(link.span, message, fix, url=link.url)


def _matches(text: str, url: str) -> bool:
    shown = identity(text.rstrip("…").removesuffix("..."))
    return shown.casefold() in identity(url).casefold()


def _near_part(text: str, url: str) -> str | None:
    """Return the part of a URL of which a name has one letter too few or many, or two swapped.

    The first two letters and the last two agree, and neither is a common word.
    """
    name = normalized_letters(text)
    if len(name) < _SHORTEST_SWAPPED or speller().vocabulary.has(name):
        return None
    parts = [part for part in _SEPARATOR.split(url) if _NAME.fullmatch(part)]
    letters = {part.replace("-", "").replace("_", "").lower(): part for part in parts}
    if name in letters:
        return None
    for part, shown in letters.items():
        if not _is_typo(name, part):
            continue
        if len(name) == len(part):
            if sorted(name) == sorted(part):
                return shown
        elif len(name) >= _SHORTEST and (name[:2], name[-2:]) == (part[:2], part[-2:]):
            # Before a capital it may be a word that the name leaves out.
            at = _same_letters(name, part)
            if not re.sub(r"[-_]", "", text)[at].isupper() or text.isupper():
                return shown
    return None


def _is_typo(a: str, b: str) -> bool:
    """Return whether one letter more, less or different, or two swapped, make `a` of `b`."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    front = _same_letters(a, b)
    rest_a, rest_b = a[front:], b[front:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_b == rest_a[1:] or rest_a == rest_b[1:] or rest_a[1:] == rest_b[1:]


def _same_letters(a: str, b: str) -> int:
    """Return how many letters two words have in common at their beginning."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((i for i, (x, y) in pairs if x != y), min(len(a), len(b)))
