"""The options about links of several commands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from listlint.cli.common import option
from listlint.linter.link_options import LinkOverrides

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


_OPTIONS = (
    option(
        "--allow-private",
        group="Links",
        is_flag=True,
        help="Also check private and loopback addresses.",
    ),
    option(
        "--cache-file",
        group="Links",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False, readable=False),
        help="Cache file to use.",
    ),
    option("--no-cache", group="Links", is_flag=True, help="Do not use the link cache."),
    option(
        "--max-age",
        group="Links",
        metavar="AGE",
        callback=_seconds,
        help="Check links again whose verdicts are older: 12h, 7d.",
    ),
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
    """Add the options about links, as one argument `links` of type `LinkOverrides`."""

    def decorate(function: F) -> F:
        from functools import wraps

        @wraps(function)
        def gathered(**values: Any) -> Any:
            own = {name: values.pop(name) for name in LinkOverrides.__slots__ if name in values}
            return function(links=LinkOverrides(**own), **values)

        decorated: Any = gathered
        for add in reversed((*_OPTIONS, *((_ARCHIVE,) if archive else ()))):
            decorated = add(decorated)
        return decorated  # type: ignore[no-any-return]

    return decorate
