"""What is shown of the place under the pointer: the verdict of a link, or an ignore comment."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Finding
from listlint.diagnostics.spans import Span
from listlint.language.words import counted
from listlint.linter.suppressions import OWN_RULE, apply_suppressions, ignores
from listlint.linter.targets import LintTarget
from listlint.report.escape import markdown
from listlint.rules.page import rule_url
from listlint.server.lint import LintResult
from listlint.urls.parse import is_web
from listlint.urls.verdict import Verdict

MOST_RULES = 10
"""Rules of a comment that are described."""


def hover(result: LintResult, offset: int) -> tuple[Span, str] | None:
    """Return the span of the link or ignore comment at an offset, and Markdown about it."""
    target = result.target
    if target is None:
        return None
    document = target.context.document
    for comment in document.comments:
        if comment.span.start <= offset < comment.span.end:
            lines = list(_comment(target, result.findings, comment.span))
            return (comment.span, "  \n".join(lines)) if lines else None
    links = [link for link in document.links if link.span.start <= offset < link.span.end]
    link = min(links, key=lambda link: link.span.end - link.span.start, default=None)
    if link is None or not is_web(link.url):
        return None
    verdict = target.context.verdicts.get(link.url)
    return link.span, "  \n".join(_verdict(verdict) if verdict else ["Not checked yet"])


def _verdict(verdict: Verdict) -> Iterator[str]:
    yield f"**{verdict.kind}**: {markdown(verdict.reason)}"
    if verdict.final_url and verdict.final_url != verdict.url:
        how = "Permanently redirects" if verdict.permanent else "Redirects"
        yield f"{how} to {markdown(verdict.final_url)}"
    if verdict.failing_since:
        times = counted(verdict.failures, "check")
        yield f"Failing since {_day(verdict.failing_since)} ({times} in a row)"
        if verdict.last_alive:
            yield f"Last alive on {_day(verdict.last_alive)}"
    if verdict.archive_url:
        yield f"Archived at {markdown(verdict.archive_url)}"
    if verdict.checked_at:
        yield f"Checked on {_day(verdict.checked_at)}"


def _day(timestamp: str) -> str:
    return markdown(timestamp[:10])


def _comment(target: LintTarget, findings: tuple[Finding, ...], span: Span) -> Iterator[str]:
    """Yield lines on an ignore comment: its rules, and whether it ignores a finding."""
    found = [one for one in ignores(target.context, target.config.rules) if one.span == span]
    names = sorted(frozenset().union(*(one.rules for one in found)))
    if not found:
        return
    if not names:
        yield "Ignores all rules"
    for name in names[:MOST_RULES]:
        url = rule_url(name)
        shown = f"[{name}]({url})" if url else markdown(name)
        yield f"Ignores {shown}: {markdown(target.config.rules[name].title)}"
    until = found[0].until
    if until is not None:
        yield f"Until {until}"
    unused = (one.message for one in findings if (one.rule, one.span) == (OWN_RULE, span))
    yield next((markdown(message).capitalize() for message in unused), _use(target, names, span))


def _use(target: LintTarget, names: list[str], span: Span) -> str:
    rules = [rule for rule in target.rules if rule.name in names or not names]
    context = target.context
    found = [finding for rule in rules for finding in rule.check(context)]
    _, violations = apply_suppressions(context, found, target.config.rules, target.today)
    if any(violation.span == span for violation in violations):
        return "Whether it is used is not known: not all of its rules or links were checked"
    return "In use"
