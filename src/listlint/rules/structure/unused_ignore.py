"""Unused ignore comments.

Whether a comment is used is known only after every other rule has run, so `linter.suppressions`
makes the violations of this rule.
"""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions


def check(_context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield nothing: see `linter.suppressions`."""
    return iter(())
