"""How commands check links: options, progress, notices, Ctrl-C."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from listlint.cli.common import CliError, notice, option
from listlint.language.words import counted

if TYPE_CHECKING:
    from listlint.links import LinkCheckOptions, UrlPattern
    from listlint.links.settings import StoreSettings
    from listlint.linter.run import LintTarget
    from listlint.report import RunRecord
    from listlint.urls.verdict import Verdict

F = TypeVar("F", bound=Callable[..., Any])


def _seconds(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """Return how long a text such as `12h` means."""
    if value is None:
        return None
    from listlint.links.durations import seconds

    try:
        return seconds(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


def _kinds(context: click.Context, parameter: click.Parameter, value: str | None) -> frozenset[str]:
    """Return the verdicts in a list such as `dead,unknown`."""
    from listlint.urls.verdict import ORDER

    kinds = frozenset(part.strip() for part in value.split(",")) if value else frozenset()
    for kind in kinds - set(ORDER):
        message = f"unknown verdict `{kind}`; known: {', '.join(ORDER)}"
        raise click.BadParameter(message, context, parameter)
    return kinds


def _pattern(regex: str) -> "UrlPattern":
    from listlint.links.settings import UrlPattern

    return UrlPattern(regex=regex)


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """Options about links on the command line, which override the config; None if not given."""

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

    def override(self, settings: "LinkCheckOptions") -> "LinkCheckOptions":
        """Return `settings` with the options of the command line."""
        from listlint.urls.verdict import VerdictKind

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
            include=(*settings.include, *map(_pattern, self.include)),
            exclude=(*settings.exclude, *map(_pattern, self.exclude)),
            recheck=frozenset(map(VerdictKind, self.recheck)),
            archive=settings.archive or self.archive,
        )


private_option = option(
    "--allow-private",
    group="Links",
    is_flag=True,
    help="Also check private and loopback addresses.",
)
cache_option = option(
    "--cache-file",
    group="Links",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="Cache file to use.",
)
max_age_option = option(
    "--max-age",
    group="Links",
    metavar="AGE",
    callback=_seconds,
    help="Check links again whose verdicts are older: 12h, 7d.",
)
_OPTIONS = (
    private_option,
    cache_option,
    option("--no-cache", group="Links", is_flag=True, help="Do not use the link cache."),
    max_age_option,
    option(
        "--max-links",
        group="Links",
        type=click.IntRange(min=1),
        metavar="N",
        help="Request at most N links, those checked longest ago first.",
    ),
    option(
        "--max-time",
        group="Links",
        metavar="TIME",
        callback=_seconds,
        help="Stop requesting links after a time: 90s, 5m.",
    ),
    option(
        "--timeout",
        group="Links",
        metavar="TIME",
        callback=_seconds,
        help="Longest time for one request.",
    ),
    option(
        "--include",
        group="Links",
        metavar="REGEX",
        multiple=True,
        help="Check only links whose URL matches, and that the config does not exclude.",
    ),
    option(
        "--exclude",
        group="Links",
        metavar="REGEX",
        multiple=True,
        help="Do not check links whose URL matches.",
    ),
    option(
        "--recheck",
        group="Links",
        metavar="VERDICTS",
        callback=_kinds,
        help="Request links again whose verdict is one of these: dead,unknown.",
    ),
)
_ARCHIVE = option(
    "--archive",
    group="Links",
    is_flag=True,
    help="Look for copies of dead pages in the Wayback Machine.",
)
offline_option = option("--offline", group="Links", is_flag=True, help="Do not use the network.")


def link_options(*, archive: bool) -> Callable[[F], F]:
    """Add the options about links, as one argument `links` of type `LinkOptions`."""

    def decorate(function: F) -> F:
        from functools import wraps

        @wraps(function)
        def gathered(**values: Any) -> Any:
            own = {name: values.pop(name) for name in LinkOptions.__slots__ if name in values}
            return function(links=LinkOptions(**own), **values)

        decorated: Any = gathered
        for add in reversed((*_OPTIONS, *((_ARCHIVE,) if archive else ()))):
            decorated = add(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


def is_request() -> bool:
    """Return whether this is the CI job of a pull or merge request, which may change configs."""
    events = (os.environ.get("GITHUB_EVENT_NAME", ""), os.environ.get("CI_PIPELINE_SOURCE", ""))
    return events[0].startswith("pull_request") or events[1] == "merge_request_event"


@dataclass
class LinkCheckSession:
    """Checks the links of all lists of a run, and collects the notices to print."""

    options: LinkOptions = field(default_factory=LinkOptions)
    trusted: bool = True
    """Whether configs may send environment variables."""
    cache_only: bool = False
    """Whether no link is requested."""
    wanted: int = 0
    known: int = 0
    """How many of the URLs that were `wanted` have a verdict."""
    problems: list[str] = field(default_factory=list)
    """What was wrong on our side, so that links were not checked."""
    interrupted: bool = False
    notices: list[str] = field(default_factory=list)
    _stores: list["StoreSettings"] = field(default_factory=list)

    def check(self, lists: Sequence["LintTarget"]) -> list[Mapping[str, "Verdict"]]:
        """Return the verdicts for each list; the URLs of all lists with one config at once.

        Raises `CliError` for settings that cannot work.
        """
        by_settings: list[tuple[LinkCheckOptions, list[int]]] = []
        for index, one in enumerate(lists):
            if not one.urls_to_check:
                continue
            settings = replace(self.options.override(one.link_options), trusted=self.trusted)
            same = next((group for known, group in by_settings if known == settings), None)
            if same is None:
                by_settings.append((settings, [index]))
            else:
                same.append(index)
        verdicts: list[Mapping[str, Verdict]] = [{} for _ in lists]
        for settings, group in by_settings:
            urls = dict.fromkeys(url for index in group for url in lists[index].urls_to_check)
            found = self._run(list(urls), settings)
            for index in group:
                verdicts[index] = found
        return verdicts

    def _run(self, urls: list[str], settings: "LinkCheckOptions") -> Mapping[str, "Verdict"]:
        from listlint.cli.progress import watch
        from listlint.links import check_links
        from listlint.urls.verdict import Evidence

        self.wanted += len(urls)
        self._stores.append(settings.cache)
        if self.interrupted:
            return {}
        try:
            if self.cache_only:
                return self._cached(urls, settings)
            with watch() as watching:
                answers = check_links(urls, settings, watching)
        except ValueError as error:
            raise CliError(f"links: {error}") from None
        self.interrupted |= answers.interrupted
        self.problems += answers.problems
        self.notices += answers.notices
        found = {url: v for url, v in answers.verdicts.items() if v.evidence is not Evidence.LOCAL}
        self.known += len(found)
        if settings.archive:
            self._add_copies_notice(found)
        return found

    def _cached(self, urls: list[str], settings: "LinkCheckOptions") -> Mapping[str, "Verdict"]:
        """Return the verdicts of the cache that are still valid, and `skipped` for other URLs."""
        from listlint.links.cache import open_store
        from listlint.links.keys import keys_of
        from listlint.links.policy import Hosts
        from listlint.urls.verdict import Evidence, Verdict, VerdictKind

        with open_store(settings.cache, key=keys_of(settings, Hosts(settings))) as store:
            found = store.fresh(urls, settings.now(), settings.max_age)
            self.notices += store.notices
        self.known += len(found)
        skipped = (VerdictKind.SKIPPED, Evidence.OFFLINE, "not in the cache")
        return {url: found.get(url) or Verdict(url, *skipped) for url in urls}

    def _add_copies_notice(self, found: Mapping[str, "Verdict"]) -> None:
        from listlint.urls.verdict import VerdictKind

        dead = [verdict for verdict in found.values() if verdict.kind is VerdictKind.DEAD]
        if dead:
            copies = sum(verdict.archive_url is not None for verdict in dead)
            pages = counted(len(dead), "dead page")
            self.notices.append(f"archive: found copies of {copies:,} of {pages}")

    def history(self) -> tuple["RunRecord", ...]:
        """Return the recorded runs, the last of each day, including this one.

        The cache does not know which lists they checked: runs with less than half or more than
        twice as many links as this one are taken for runs on other lists, or on changes only.
        """
        from datetime import UTC, datetime

        from listlint.links.cache import open_store
        from listlint.report import RunRecord

        if len(self._stores) != 1 or not self._stores[0].enabled:
            return ()
        with open_store(self._stores[0]) as store:
            runs = [(run.at, run.counts) for run in store.runs()]
        by_day = {
            f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}": counts
            for at, counts in runs
            if self.known <= 2 * sum(counts.values()) and sum(counts.values()) <= 2 * self.known
        }
        return tuple(
            RunRecord(day, {kind.value: count for kind, count in counts.items()})
            for day, counts in sorted(by_day.items())
        )

    def print_notices(self, *, quiet: bool = False) -> None:
        """Print the notices on standard error, each one once."""
        lines = [] if quiet else list(dict.fromkeys(self.notices))
        if self.interrupted:
            lines.append(f"interrupted: {self.known:,} of {self.wanted:,} links checked")
        lines += (f"warning: {line}" for line in self.problems)
        for line in lines:
            notice(line)
