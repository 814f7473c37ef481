"""Entries whose URL an entry of an earlier section has already."""

from collections.abc import Iterator

from listlint.diagnostics.findings import Violation
from listlint.entries.context import LintContext, NoOptions
from listlint.entries.duplicates import duplicates, is_same_thing, line_of, same_url, violation


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield each entry that repeats one of another section; `duplicate-entry` has the others."""
    for entry, earlier, in_section, names in duplicates(context, same_url):
        if in_section or not is_same_thing(context, earlier, entry, names):
            continue
        section = f" in `{earlier.section[-1]}`" if earlier.section else ""
        line = line_of(context, earlier)
        message = f"`{entry.name}` is already listed{section} (line {line})"
        yield violation(entry, earlier, message)
