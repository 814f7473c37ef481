"""`listlint cache`: what is remembered of links, and how to forget it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from listlint.cli.common import CliError, Exit, config_option, print_lines

if TYPE_CHECKING:
    from listlint.links.cache import Statistics, Store

F = TypeVar("F", bound=Callable[..., Any])


@click.group("cache", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Show or forget what is remembered of links."""


def _places(function: F) -> F:
    option = click.option(
        "--cache",
        type=click.Path(path_type=Path, dir_okay=False),
        help="This file, in place of that of the config or the user's cache.",
    )
    return option(config_option(function))


@contextmanager
def _store(cache: Path | None, config: Path | None) -> "Iterator[Store]":
    """Open the store that a run here would use; say what is wrong with it."""
    from listlint.config.load import ConfigError
    from listlint.links import LinkSettings
    from listlint.links.cache import open_store
    from listlint.linter.run import Configs, RunOptions

    try:
        links = Configs(RunOptions(config=config)).of(None).links or LinkSettings()
    except ConfigError as error:
        raise CliError(str(error)) from None
    if cache is None and not links.store.enabled:
        raise CliError("the config says that nothing is remembered; --cache names a file")
    with open_store(links.store, cache) as store:
        told = list(store.notices)
        for notice in told:
            CliError(notice).show()
        if not store.path:
            raise click.exceptions.Exit(Exit.TROUBLE)
        yield store
        failed = [notice for notice in store.notices if notice not in told]
    if failed:
        raise CliError(failed[0])


@command.command("show")
@_places
def show(cache: Path | None, config: Path | None) -> None:
    """Say where it is, how large, and what is in it."""
    with _store(cache, config) as store:
        print_lines(_lines(store.statistics(time.time())))


@command.command("clear")
@_places
def clear(cache: Path | None, config: Path | None) -> None:
    """Forget everything."""
    with _store(cache, config) as store:
        click.echo(f"forgot {_links(store.clear())}")


@command.command("prune")
@_places
def prune(cache: Path | None, config: Path | None) -> None:
    """Forget links that no list has had for 90 days (`keep`)."""
    with _store(cache, config) as store:
        count = store.prune(time.time())
        click.echo(f"forgot {_links(count)} that no list had any more")


def _links(count: int) -> str:
    return f"{count:,} link{'' if count == 1 else 's'}"


def _lines(known: "Statistics") -> Iterator[str]:
    from listlint.report.escape import visible
    from listlint.urls.verdict import ORDER

    yield f"{visible(known.path)}  {_size(known.size)}"
    if not known.urls:
        yield "nothing is remembered"
        return
    yield f"{_links(known.urls)}, {known.fresh:,} of them with a verdict that still holds"
    for outcome in ORDER:
        if count := known.counts.get(outcome):
            yield f"  {outcome.value:<8} {count:>7,}"
    if known.oldest is not None and known.newest is not None:
        yield f"checked between {_day(known.oldest)} and {_day(known.newest)}"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1_000:.0f} kB"


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
