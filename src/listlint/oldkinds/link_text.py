"""Links whose text is one address and whose target another."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety, replace
from listlint.entries.context import LintContext
from listlint.markdown import Link, LinkKind
from listlint.oldkinds import Kind, NoParameters, Violation
from listlint.urls.identity import identity, split_url

CASES = {"host": ("text", "host"), "page": ("text", "url")}
_URL = re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_CUT = ("…", "...")


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield links that say one address and lead to another.

    A text that is cut short, and a target that has the text in it (an archive's copy, a
    translation), lead where they say. A domain without a scheme may be the name of a project
    (`vue.js`), so only one that is a slip away from the target's host is found.
    """
    for link in context.document.links:
        if link.is_image or link.kind in (LinkKind.BARE, LinkKind.AUTOLINK):
            continue
        target = split_url(link.url)
        text = link.text.strip()
        if target.scheme not in ("http", "https"):
            continue
        if _URL.fullmatch(text):
            case = _differs(text, link.url)
            if case:
                yield _hit(link, case, text, target.host)
        elif _DOMAIN.fullmatch(text) and _slip(text.casefold(), target.host):
            yield _hit(link, "host", text, target.host)


def _differs(text: str, url: str) -> str | None:
    full = text if "//" in text else "http://" + text
    shown, meant = identity(full.rstrip("…").removesuffix("...")), identity(url)
    if text.endswith(_CUT) and meant.startswith(shown):
        return None
    if shown == meant or shown.casefold() in meant.casefold():
        return None
    hosts = [split_url(one).host.removeprefix("www.") for one in (full, url)]
    return "page" if hosts[0] == hosts[1] else "host"


def _slip(a: str, b: str) -> bool:
    """Tell whether one letter more, less or other, or two swapped, make `a` of `b`."""
    a, b = a.removeprefix("www."), b.removeprefix("www.")
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    front = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    rest_a, rest_b = a[front:], b[front:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_b == rest_a[1:] or rest_a == rest_b[1:] or rest_a[1:] == rest_b[1:]


def _hit(link: Link, case: str, text: str, host: str) -> Violation:
    edit = replace(link.url_span, text if "//" in text else f"https://{text}")
    fix = Fix(Safety.DISPLAY_ONLY, "link to what the text says", (edit,))
    return Violation(
        case, link.span, {"text": text, "url": link.url, "host": host}, fix, url=link.url
    )


KIND = Kind(NoParameters, CASES, check)
