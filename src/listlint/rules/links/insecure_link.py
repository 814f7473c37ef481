"""Links by HTTP to pages that are also available over HTTPS."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Fix, Safety
from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, Needs, NoOptions
from listlint.markdown import LinkKind
from listlint.urls.parse import split_url
from listlint.urls.rewrite import respelled, retarget
from listlint.urls.verdict import VerdictKind

NEEDS = Needs.LINKS | Needs.HTTPS


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield links by HTTP whose page answered alike over HTTPS."""
    text = context.text
    for link, verdict in context.judged():
        if verdict.kind is not VerdictKind.ALIVE or not verdict.https:
            continue
        # GitHub puts the scheme before a bare `www.tool.example`; the list did not write it.
        if link.kind is LinkKind.BARE and not link.url_span.of(text).lower().startswith("http:"):
            continue
        parts = split_url(link.url)
        if parts.scheme != "http" or parts.port not in ("", "80"):
            continue
        rest = link.url.split(":", 1)[1].replace(":80", "", parts.port == "80")
        secure = respelled(link.url, f"https:{rest}") or f"https:{rest}"
        edit = retarget(text, link, secure)
        fix = Fix(Safety.SAFE, f"link to `{edit.text}`", (edit,)) if edit else None
        message = f"`{link.url}` is also available over HTTPS"
        yield Violation(link.span, message, fix, link.url)
