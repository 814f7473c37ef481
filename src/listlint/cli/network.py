"""How commands ask the network: options, progress, what is told of a run, Ctrl-C."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from listlint.cli.common import CliError

if TYPE_CHECKING:
    from listlint.links import LinkSettings
    from listlint.links.cache import StoreSettings
    from listlint.linter.run import LintTarget, RunOptions
    from listlint.report import RunRecord
    from listlint.urls.verdict import Verdict

F = TypeVar("F", bound=Callable[..., Any])


def _seconds(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """Return how long a text such as `12h` means."""
    from listlint.config.durations import seconds

    try:
        return None if value is None else seconds(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What the command line says of links, beyond the config; None where it says nothing."""

    allow_private: bool = False
    cache: Path | None = None
    no_cache: bool = False
    max_age: float | None = None
    budget: int | None = None
    archive: bool = False

    def over(self, settings: "LinkSettings") -> "LinkSettings":
        """Return `settings` with what the command line says."""
        store = settings.store
        if self.cache is not None:
            store = replace(store, enabled=True, path=str(self.cache))
        if self.no_cache:
            store = replace(store, enabled=False)
        return replace(
            settings,
            store=store,
            allow_private=settings.allow_private or self.allow_private,
            max_age=settings.max_age if self.max_age is None else self.max_age,
            budget=self.budget or settings.budget,
            archive=settings.archive or self.archive,
        )


_OPTIONS = (
    click.option("--allow-private", is_flag=True, help="Ask private and loopback addresses, too."),
    click.option(
        "--cache",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Remember verdicts of links in this file.",
    ),
    click.option("--no-cache", is_flag=True, help="Neither use nor keep verdicts of links."),
    click.option(
        "--max-age",
        metavar="AGE",
        callback=_seconds,
        help="Ask for links again that were asked longer ago: 12h, 7d.",
    ),
    click.option(
        "--budget",
        type=click.IntRange(min=1),
        metavar="N",
        help="Ask for N links at most, those asked longest ago first.",
    ),
)
_ARCHIVE = click.option(
    "--archive", is_flag=True, help="Look for copies of dead pages in the Wayback Machine."
)


def link_options(*, archive: bool) -> Callable[[F], F]:
    """Add the options about links, as one argument `links` of type `LinkOptions`."""

    def decorate(function: F) -> F:
        from functools import wraps

        @wraps(function)
        def gathered(**values: Any) -> Any:
            own = {name: values.pop(name) for name in LinkOptions.__slots__ if name in values}
            return function(links=LinkOptions(**own), **values)

        decorated: Any = gathered
        for option in reversed((*_OPTIONS, *((_ARCHIVE,) if archive else ()))):
            decorated = option(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate


@dataclass
class LinkCheckSession:
    """Asks the link checker for all lists of a run, and keeps what there is to tell of it."""

    options: LinkOptions = field(default_factory=LinkOptions)
    wanted: int = 0
    known: int = 0
    """How many of the URLs that were `wanted` have a verdict."""
    reachable: bool = True
    interrupted: bool = False
    notices: list[str] = field(default_factory=list)
    _stores: list["StoreSettings"] = field(default_factory=list)

    def ask(self, lists: Sequence["LintTarget"]) -> list[Mapping[str, "Verdict"]]:
        """Return the verdicts for each list; each config's URLs are asked at once.

        Raises `CliError` for settings that cannot work.
        """
        by_settings: list[tuple[LinkSettings, list[int]]] = []
        for index, one in enumerate(lists):
            if not one.wanted_urls:
                continue
            settings = self.options.over(one.link_settings)
            same = next((group for known, group in by_settings if known == settings), None)
            if same is None:
                by_settings.append((settings, [index]))
            else:
                same.append(index)
        verdicts: list[Mapping[str, Verdict]] = [{} for _ in lists]
        for settings, group in by_settings:
            urls = dict.fromkeys(url for index in group for url in lists[index].wanted_urls)
            found = self._run(list(urls), settings)
            for index in group:
                verdicts[index] = found
        return verdicts

    def _run(self, urls: list[str], settings: "LinkSettings") -> Mapping[str, "Verdict"]:
        from listlint.cli.progress import watch
        from listlint.links import check_links

        self.wanted += len(urls)
        self._stores.append(settings.store)
        if self.interrupted:
            return {}
        try:
            with watch() as watching:
                answers = check_links(urls, settings, watching)
        except ValueError as error:
            raise CliError(f"links: {error}") from None
        self.interrupted |= answers.interrupted
        self.reachable &= answers.reachable
        self.notices += answers.notices
        found = answers.verdicts
        if not answers.reachable:  # what was known before may be believed, nothing else
            found = {url: verdict for url, verdict in found.items() if verdict.cached}
        self.known += len(found)
        if settings.archive:
            self._tell_copies(found)
        return found

    def _tell_copies(self, found: Mapping[str, "Verdict"]) -> None:
        from listlint.urls.verdict import VerdictKind

        gone = [verdict for verdict in found.values() if verdict.kind is VerdictKind.DEAD]
        if gone:
            copies = sum(verdict.snapshot is not None for verdict in gone)
            noun = "page" if len(gone) == 1 else "pages"
            self.notices.append(f"archive: copies of {copies:,} of {len(gone):,} dead {noun} found")

    def history(self) -> tuple["RunRecord", ...]:
        """Return the runs on record, the last of each day, this one included.

        The store does not know which lists they were about: those over less than half or more
        than twice as many links as this one were about others, or about changes only.
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
            RunRecord(day, {outcome.value: count for outcome, count in counts.items()})
            for day, counts in sorted(by_day.items())
        )

    def tell(self, *, quiet: bool = False) -> None:
        """Print on standard error what there is to tell, each line once."""
        lines = [] if quiet else list(dict.fromkeys(self.notices))
        if self.interrupted:
            lines.append(f"interrupted: {self.known:,} of {self.wanted:,} links checked")
        elif not self.reachable:
            missing = self.wanted - self.known
            noun = "link was" if missing == 1 else "links were"
            lines.append(f"no network: {missing:,} {noun} not checked")
        for line in lines:
            CliError(line).show()


def links_are_asked_for(choice: "RunOptions", lists: Sequence["LintTarget"]) -> bool:
    """Tell whether a run without links would not be what was asked for.

    So it is where a rule about links is named on the command line, and in CI, where nobody reads
    that links were not checked; a plain run on a laptop in a train is worth something without.
    """
    from listlint.config.load import expand
    from listlint.entries.context import Needs
    from listlint.rules.registry import Preset

    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        return True
    given = [n for n in (*choice.select, *choice.extend_select) if n not in set(Preset)]
    for one in lists:
        rules = one.config.rules
        if any(rules[name].needs & Needs.LINKS for name in expand(given, rules)):
            return True
    return False


def stderr_is_a_terminal() -> bool:
    """Tell whether people look at standard error."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
