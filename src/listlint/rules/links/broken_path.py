"""Links to files that the repository does not have."""

from collections.abc import Iterator
from urllib.parse import unquote

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.urls.parse import split_url


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield links to missing files; none where the files cannot be known."""
    if context.exists is None:
        return
    paths = [(link, _relative_path(link.url)) for link in context.document.links]
    answers = {path: context.exists(path) for _, path in paths if path}
    # A README copied to where most of its files are not says nothing of its repository.
    found = sum(answer is True for answer in answers.values())
    if not context.in_repository and found * 2 <= len(answers):
        return
    for link, path in paths:
        if path and answers[path] is False:
            message = f"file `{path}` does not exist in the repository"
            yield Violation(link.span, message, url=link.url)


def _relative_path(url: str) -> str | None:
    parts = split_url(url)
    if parts.scheme or parts.authority or url.startswith("//") or not parts.path:
        return None
    return unquote(parts.path)
