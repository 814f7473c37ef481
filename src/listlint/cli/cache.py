"""`listlint cache`: show and clear the link cache."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listlint.cli.common import (
    CliError,
    Exit,
    config_option,
    define_command,
    notice,
    option,
    print_lines,
    version_option,
)
from listlint.language.words import counted

if TYPE_CHECKING:
    from listlint.links.cache import Statistics, Store


@version_option
@click.group("cache")
def command() -> None:
    """Show or clear the link cache."""


def _subcommand(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Return a decorator that makes a function a subcommand with the options of a cache."""
    cache_option = option(
        "--cache-file",
        "cache",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False, readable=False),
        help="Cache file to use; the default is that of the config or of the user.",
    )

    def decorate(function: Callable[..., Any]) -> click.Command:
        subcommand = define_command(name)(cache_option(config_option(function)))
        command.add_command(subcommand)
        return subcommand

    return decorate


@contextmanager
def open_cache(cache: Path | None, config: Path | None) -> "Iterator[Store]":
    """Open the cache that a run here would use; print what is wrong with it."""
    from listlint.config.discover import ConfigError
    from listlint.links.cache import open_store
    from listlint.linter.targets import Configs, RunOptions

    try:
        settings = Configs(RunOptions(config=config)).of(None).settings.links.cache
    except ConfigError as error:
        raise CliError(*error.lines) from None
    if cache is None and not settings.enabled:
        raise CliError("the config disables the cache; choose a file with --cache-file")
    with open_store(settings, cache) as store:
        printed = list(store.notices)
        for line in printed:
            notice(line)
        if not store.path:
            raise click.exceptions.Exit(Exit.ERROR)
        yield store
        failed = [line for line in store.notices if line not in printed]
    if failed:
        raise CliError(failed[0])


@_subcommand("show")
def show(cache: Path | None, config: Path | None) -> None:
    """Print the path, the size and the contents of the cache."""
    with open_cache(cache, config) as store:
        print_lines(_lines(store.statistics(time.time())))


@_subcommand("clear")
def clear(cache: Path | None, config: Path | None) -> None:
    """Remove everything."""
    with open_cache(cache, config) as store:
        click.echo(f"removed {counted(store.clear(), 'link')}")


@_subcommand("forget")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
def forget(urls: tuple[str, ...], cache: Path | None, config: Path | None) -> None:
    """Remove links, so that they are requested again."""
    from listlint.urls.parse import UnsupportedUrl, target

    with open_cache(cache, config) as store:
        count = 0
        for url in urls:
            try:
                count += store.forget(target(url).url)
            except UnsupportedUrl as error:
                raise CliError(f"{url}: {error}") from None
        click.echo(f"removed {counted(count, 'verdict')}")


@_subcommand("prune")
def prune(cache: Path | None, config: Path | None) -> None:
    """Remove links that have not been in any list for 90 days (`keep`)."""
    with open_cache(cache, config) as store:
        count = store.prune(time.time())
        click.echo(f"removed {counted(count, 'link')} that no list has used recently")


def _lines(known: "Statistics") -> Iterator[str]:
    from listlint.report.escape import visible
    from listlint.urls.verdict import ORDER

    yield f"{visible(known.path)}  {_size(known.size)}"
    if not known.urls:
        yield "the cache is empty"
        return
    yield f"{counted(known.urls, 'link')}, {known.fresh:,} with a verdict that is still valid"
    for kind in ORDER:
        if count := known.counts.get(kind):
            yield f"  {kind.value:<8} {count:>7,}"
    if known.oldest is not None and known.newest is not None:
        yield f"checked between {_day(known.oldest)} and {_day(known.newest)}"


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1_000:.0f} kB"


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
