"""The verdicts of a run: the links of all lists are checked once, by those that share a config."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from listlint import links
from listlint.config.discover import ConfigError
from listlint.diagnostics.records import dataclass
from listlint.language.words import counted
from listlint.links import LinkCheckOptions, LinkReport, Watch
from listlint.linter.results import RunRecord
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

if TYPE_CHECKING:
    from listlint.linter.targets import LintTarget, Lists

Watching = Callable[[], AbstractContextManager[Watch | None]]
"""Shows the progress of checking links while it is open."""


def is_request() -> bool:
    """Return whether this is the CI job of a pull or merge request, which may change configs."""
    events = (os.environ.get("GITHUB_EVENT_NAME", ""), os.environ.get("CI_PIPELINE_SOURCE", ""))
    return events[0].startswith("pull_request") or events[1] == "merge_request_event"


@dataclass
class LinkCheck:
    """The check of the links of all lists of a run.

    `known` of the `wanted` URLs have a verdict; `problems` are what was wrong on our side, so
    that links were not checked.
    """

    lists: "Lists"
    wanted: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    interrupted: bool = False
    _verdicts: dict[int, Mapping[str, Verdict]] = field(default_factory=dict)
    _settings: list[LinkCheckOptions] = field(default_factory=list)

    def targets(self) -> list["LintTarget"]:
        """Return the lists with their verdicts; after a problem without rules about links."""
        checked = []
        for index, one in enumerate(self.lists.targets):
            verdicts = self._verdicts.get(index)
            if verdicts:
                checked.append(replace(one, verdicts=verdicts, parsed=one.context))
            else:
                checked.append(one.without_links if self.problems else one)
        return checked

    def requests(self) -> Iterator[tuple[list[int], list[str], LinkCheckOptions]]:
        """Yield the lists that share settings, their URLs, and these settings."""
        options = self.lists.options
        trusted = options.config_from is not None or not is_request()
        by_settings: list[tuple[LinkCheckOptions, list[int]]] = []
        for index, one in enumerate(self.lists.targets):
            if not one.urls_to_check:
                continue
            settings = options.links.override(one.link_options)
            settings = replace(settings, trusted=trusted, fixing=bool(options.apply))
            same = next((group for known, group in by_settings if known == settings), None)
            if same is None:
                by_settings.append((settings, [index]))
            else:
                same.append(index)
        for settings, group in by_settings:
            urls = (url for index in group for url in self.lists.targets[index].urls_to_check)
            distinct = list(dict.fromkeys(urls))
            self.wanted += len(distinct)
            self._settings.append(settings)
            if not self.interrupted:
                yield group, distinct, settings

    def take(self, group: Sequence[int], settings: LinkCheckOptions, report: LinkReport) -> None:
        """Keep what was found for the lists of a group."""
        self.interrupted |= report.interrupted
        self.problems += report.problems
        self.notices += report.notices
        found = {url: v for url, v in report.verdicts.items() if v.evidence is not Evidence.LOCAL}
        self.known += sum(v.evidence is not Evidence.OFFLINE for v in found.values())
        if settings.archive and not self.lists.options.links.cache_only:
            dead = [verdict for verdict in found.values() if verdict.kind is VerdictKind.DEAD]
            if dead:
                copies = sum(verdict.archive_url is not None for verdict in dead)
                pages = counted(len(dead), "dead page")
                self.notices.append(f"archive: found copies of {copies:,} of {pages}")
        self._verdicts |= dict.fromkeys(group, found)

    @property
    def interruption(self) -> str:
        """A line for people if Ctrl-C ended the check."""
        if not self.interrupted:
            return ""
        return f"interrupted: {self.known:,} of {self.wanted:,} links checked"

    def history(self) -> tuple[RunRecord, ...]:
        """Return the recorded runs, the last of each day, including this one.

        The cache does not know which lists they checked: runs with less than half or more than
        twice as many links as this one are taken for runs on other lists, or on changes only.
        """
        from listlint.links.cache import open_store

        if len(self._settings) != 1 or not self._settings[0].cache.enabled:
            return ()
        with open_store(self._settings[0].cache) as store:
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


def check_links(lists: "Lists", watching: Watching = nullcontext) -> LinkCheck:
    """Check the links that the rules need. Raises `ConfigError` for settings that cannot work."""
    check = LinkCheck(lists)
    try:
        for group, urls, settings in check.requests():
            if lists.options.links.cache_only:
                report = read_cache(urls, settings)
            else:
                with watching() as watch:
                    report = links.check_links(urls, settings, watch)
            check.take(group, settings, report)
    except ValueError as error:
        raise ConfigError(f"links: {error}") from None
    return check


async def check_links_async(lists: "Lists") -> LinkCheck:
    """Check the links that the rules need, in the running event loop."""
    check = LinkCheck(lists)
    try:
        for group, urls, settings in check.requests():
            check.take(group, settings, await links.check_links_async(urls, settings))
    except ValueError as error:
        raise ConfigError(f"links: {error}") from None
    return check


def read_cache(urls: Sequence[str], settings: LinkCheckOptions) -> LinkReport:
    """Return the verdicts of the cache that are still valid, and `skipped` for other URLs."""
    from listlint.links.cache import open_store
    from listlint.links.keys import keys_of
    from listlint.links.policy import Hosts

    with open_store(settings.cache, key=keys_of(settings, Hosts(settings))) as store:
        found = store.fresh(urls, settings.now(), settings.max_age)
        notices = tuple(store.notices)
    skipped = (VerdictKind.SKIPPED, Evidence.OFFLINE, "not in the cache")
    verdicts = {url: found.get(url) or Verdict(url, *skipped) for url in urls}
    return LinkReport(verdicts, notices)
