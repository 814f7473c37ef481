"""Links to pages that no longer exist."""

import re
from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, insert
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.entries.context import LintContext, Needs
from listlint.markdown import Link, LinkKind
from listlint.urls.parse import split_url
from listlint.urls.rewrite import retarget
from listlint.urls.verdict import Evidence, VerdictKind

NEEDS = Needs.LINKS
_DATE = regex(r"/web/(\d{4})(\d{2})(\d{2})\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of `dead-link`."""

    archived: str = "{link}"
    """How the fix writes a link to an archived copy; `{date}` is the day of the copy."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a format that would break the list."""
        rest = self.archived.replace("{date}", "").replace("{link}", "", 1)
        if "{link}" not in self.archived or re.search(r"[{}|<>`\[\]\r\n]|://", rest):
            raise ValueError(
                "archived must have {link} once, perhaps {date}, and no URLs, brackets or pipes"
            )


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield links that are dead; a copy of the page as fix."""
    for link, verdict in context.judged():
        if verdict.kind is VerdictKind.DEAD:
            no_host = verdict.evidence is Evidence.NO_HOST
            host = f"host `{split_url(link.url).host}` does not exist"
            problem = host if no_host else verdict.reason
            fix = _fix(context.text, link, verdict.archive_url, options.archived)
            yield Violation(link.span, f"dead link `{link.url}`: {problem}", fix, link.url)


def _fix(text: str, link: Link, archive_url: str | None, archived: str) -> Fix | None:
    edit = retarget(text, link, archive_url) if archive_url else None
    if edit is None:
        return None
    date = "-".join(match.groups()) if (match := _DATE.search(edit.text)) else ""
    description = f"link to the copy of {date}" if date else "link to a copy"
    return Fix(Safety.UNSAFE, description, (edit, *_around(link, archived, date)))


def _around(link: Link, archived: str, date: str) -> Iterator[Edit]:
    """Yield what the format of the list has around the link.

    Only for links that are text of the list: not images, bare URLs or raw HTML. Where a
    definition serves several links, all point to the copy, and none is marked.
    """
    if link.kind is LinkKind.INLINE and not link.is_image:
        before, _, after = archived.replace("{date}", date).partition("{link}")
        if before:
            yield insert(link.span.start, before)
        if after:
            yield insert(link.span.end, after)
