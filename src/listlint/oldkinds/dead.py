"""Links that lead nowhere any more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.edits import Edit, Fix, Safety, insert
from listlint.entries.context import LintContext
from listlint.markdown import Link, LinkKind
from listlint.oldkinds import Kind, Violation
from listlint.urls.parse import split_url
from listlint.urls.rewrite import retarget
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

AS_IS = "{link}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """How an archived copy is linked, where the link checker found one.

    In `archived`, `{link}` stands for the link as it is, led to the copy, `{date}` for the day
    of the copy: `"{link} *(archived {date})*"`.
    """

    archived: str = AS_IS

    def __post_init__(self) -> None:
        rest = self.archived.replace("{date}", "").replace("{link}", "", 1)
        if "{link}" not in self.archived or re.search(r"[{}|<>`\[\]\r\n]|://", rest):
            raise ValueError(
                "archived must hold {link} once, perhaps {date}, and no URLs, brackets or pipes"
            )


CASES = {
    "dead": ("url", "reason"),
    "host": ("url", "host", "reason"),
    "failing": ("url", "reason", "failures", "since"),
}
_GUESSES = frozenset({Evidence.SOFT_404, Evidence.PARKED, Evidence.LOGIN})
"""Evidence that is no stronger for having been seen often."""
_DATE = re.compile(r"/web/(\d{4})(\d{2})(\d{2})\d{6}", re.ASCII)


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield links that are gone, or that have failed for days; a copy of the page as fix."""
    for link, verdict in context.judged():
        case = _case(verdict)
        if case is None:
            continue
        values = {
            "url": link.url,
            "host": split_url(link.url).host,
            "reason": verdict.reason,
            "failures": str(verdict.failures),
            "since": (verdict.failing_since or "")[:10],
        }
        fix = _fix(context.text, link, verdict.snapshot, parameters.archived)
        yield Violation(case, link.span, values, fix, url=link.url)


def _case(verdict: Verdict) -> str | None:
    if verdict.kind is VerdictKind.DEAD:
        return "host" if verdict.evidence is Evidence.NO_HOST else "dead"
    lasting = verdict.kind is VerdictKind.UNKNOWN and verdict.long_lasting
    return "failing" if lasting and verdict.evidence not in _GUESSES else None


def _fix(text: str, link: Link, snapshot: str | None, archived: str) -> Fix | None:
    edit = retarget(text, link, snapshot) if snapshot else None
    if edit is None:
        return None
    date = "-".join(match.groups()) if (match := _DATE.search(edit.text)) else ""
    description = f"link to the copy of {date}" if date else "link to a copy"
    return Fix(Safety.UNSAFE, description, (edit, *_around(link, archived, date)))


def _around(link: Link, archived: str, date: str) -> Iterator[Edit]:
    """Yield what stands before and behind the link in the house format.

    Only around links that are text of the list: not images, bare URLs or raw HTML. Where a
    definition serves several links, all lead to the copy, and none is marked.
    """
    if link.kind is LinkKind.INLINE and not link.is_image:
        before, _, behind = archived.replace("{date}", date).partition("{link}")
        if before:
            yield insert(link.span.start, before)
        if behind:
            yield insert(link.span.end, behind)


KIND = Kind(Parameters, CASES, check, wants_links=True)
