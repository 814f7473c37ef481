"""Lists whose entries are written in a form that listlint does not know."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.coverage import coverage
from listlint.language.words import counted

Options = NoOptions


def check(context: LintContext, _options: Options) -> Iterator[Violation]:
    """Yield one finding for the sections that look like lists but have no entries."""
    found = coverage(context)
    if not found.unread:
        return
    sections = counted(len(found.unread), "section")
    counts = f"{found.within:,} of {counted(found.links, 'link')} of lists are in entries"
    yield Violation(found.unread[0], f"no entries recognized in {sections}: {counts}")
