"""Files that the repository of a list must have."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext

PLACEHOLDERS = ("path", "others")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of the kind `required-file`."""

    paths: tuple[str, ...] = ()
    """Paths relative to the list; one of them must be there."""


def check(context: LintContext, options: Options) -> Iterator[Violation]:
    """Yield the top of the page if none of the files exists.

    Nothing is reported where files cannot be known: standard input, a list outside of a repository.
    """
    exists = context.exists
    if exists is None or not options.paths or not context.in_repository:
        return
    if all(exists(path) is False for path in options.paths):
        path, *others = options.paths
        values = {"path": path, "others": ", ".join(f"`{other}`" for other in others)}
        yield Violation(Span(0, 0), f"missing file `{path}`", values=values)
