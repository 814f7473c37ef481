"""Links to files of the repository that are not there."""

from collections.abc import Iterator
from urllib.parse import unquote

from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, NoParameters, Violation
from listlint.urls.parse import split_url

CASES = {"missing": ("path",)}


def check(context: LintContext, _parameters: NoParameters) -> Iterator[Violation]:
    """Yield links to files that are missing; silent where the files cannot be known."""
    if context.exists is None:
        return
    paths = [(link, relative_path(link.url)) for link in context.document.links]
    answers = {path: context.exists(path) for _, path in paths if path}
    # A README copied to where most of its files are not says nothing of its repository.
    there = sum(answer is True for answer in answers.values())
    if not context.in_repository and there * 2 <= len(answers):
        return
    for link, path in paths:
        if path and answers[path] is False:
            yield Violation("missing", link.span, {"path": path}, url=link.url)


def relative_path(url: str) -> str | None:
    """Return the path that a relative URL names; None for any other URL."""
    parts = split_url(url)
    if parts.scheme or parts.authority or url.startswith("//") or not parts.path:
        return None
    return unquote(parts.path)


KIND = Kind(NoParameters, CASES, check)
