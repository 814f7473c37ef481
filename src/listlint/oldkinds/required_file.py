"""Files that the repository of a list must have beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.oldkinds import Kind, Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """`paths`: one of them must be there, relative to the list."""

    paths: tuple[str, ...] = ()


CASES = {"missing": ("path", "others")}


def check(context: LintContext, parameters: Parameters) -> Iterator[Violation]:
    """Yield the top of the page if none of the files is there.

    Silent where files cannot be known: standard input, a README outside of any repository.
    """
    exists = context.exists
    if exists is None or not parameters.paths or not context.in_repository:
        return
    answers = [exists(path) for path in parameters.paths]
    if any(answer is not False for answer in answers):
        return
    path, *others = parameters.paths
    values = {"path": path, "others": ", ".join(f"`{other}`" for other in others)}
    yield Violation("missing", Span(0, 0), values)


KIND = Kind(Parameters, CASES, check)
