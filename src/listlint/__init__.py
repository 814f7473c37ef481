"""listlint: linter, fixer and link checker for awesome lists.

The names in `__all__` are the library (docs/library.md). Each is imported when it is first used.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

__all__ = [
    "ConfigError",
    "Document",
    "Edit",
    "Entry",
    "Evidence",
    "FileReport",
    "Finding",
    "Fix",
    "FixResult",
    "LinkReport",
    "Related",
    "Report",
    "Safety",
    "Severity",
    "SourceError",
    "Span",
    "Verdict",
    "VerdictKind",
    "__version__",
    "check",
    "check_async",
    "check_links",
    "check_links_async",
    "fix",
    "fix_async",
    "parse",
    "read_entries",
]

if TYPE_CHECKING:
    from listlint.library import (
        ConfigError,
        Document,
        Edit,
        Entry,
        Evidence,
        FileReport,
        Finding,
        Fix,
        FixResult,
        LinkReport,
        Related,
        Report,
        Safety,
        Severity,
        SourceError,
        Span,
        Verdict,
        VerdictKind,
        check,
        check_async,
        check_links,
        check_links_async,
        fix,
        fix_async,
        parse,
        read_entries,
    )
else:

    def __getattr__(name: str) -> object:
        """Import a name of the library."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.library"), name)

    def __dir__() -> list[str]:
        """Return the names of the library."""
        return __all__
