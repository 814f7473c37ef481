"""Options about links of one run. Importing this is fast: `--help` needs their names."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from listlint.diagnostics.records import dataclass

if TYPE_CHECKING:
    from listlint.links import LinkCheckOptions


@dataclass(frozen=True, slots=True)
class LinkOverrides:
    """Options about links that override the config; None if not given."""

    allow_private: bool = False
    cache_file: Path | None = None
    no_cache: bool = False
    max_age: float | None = None
    max_links: int | None = None
    max_time: float | None = None
    timeout: float | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    recheck: frozenset[str] = frozenset()
    archive: bool = False
    cache_only: bool = False
    """Whether no link is requested."""

    def override(self, settings: "LinkCheckOptions") -> "LinkCheckOptions":
        """Return `settings` with these options."""
        from listlint.links.settings import UrlPattern
        from listlint.urls.verdict import VerdictKind

        def pattern(regex: str) -> UrlPattern:
            return UrlPattern(regex=regex)

        store = settings.cache
        if self.cache_file is not None:
            store = replace(store, enabled=True, path=str(self.cache_file))
        if self.no_cache:
            store = replace(store, enabled=False)
        return replace(
            settings,
            cache=store,
            allow_private=settings.allow_private or self.allow_private,
            max_age=settings.max_age if self.max_age is None else self.max_age,
            max_links=self.max_links or settings.max_links,
            max_time=self.max_time or settings.max_time,
            timeout=self.timeout or settings.timeout,
            include=(*settings.include, *map(pattern, self.include)),
            exclude=(*settings.exclude, *map(pattern, self.exclude)),
            recheck=frozenset(map(VerdictKind, self.recheck)),
            archive=settings.archive or self.archive,
        )
