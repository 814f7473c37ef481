"""`listlint links`: all links of lists with their verdicts."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from listlint.cli.common import (
    EXIT_CODES,
    CliError,
    Exit,
    color_option,
    config_option,
    define_command,
    notice,
    option,
    paths_argument,
    print_lines,
    print_notices,
    read,
    shard_option,
    stdin_option,
    wants_colors,
    width,
)
from listlint.cli.network import link_options
from listlint.linter.link_options import LinkOverrides

if TYPE_CHECKING:
    from listlint.sources.shard import Shard


@define_command("links", epilog=EXIT_CODES)
@paths_argument
@option(
    "--format",
    "form",
    group="Output",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Format of the verdicts.",
)
@config_option
@option(
    "--offline",
    group="Links",
    is_flag=True,
    help="Do not use the network: print the verdicts of the cache.",
)
@link_options(archive=False)
@option(
    "--accept",
    group="Accept",
    metavar="URL",
    help="Write into the config that this link is fine, whatever it looks like, and do no more.",
)
@option("--reason", group="Accept", metavar="TEXT", default="", help="Why, for readers.")
@option(
    "--until",
    group="Accept",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Last day on which it is accepted.",
)
@option(
    "--files-from",
    type=click.File(encoding="utf-8"),
    metavar="FILE",
    help="Read paths from a file, one a line; `-` is standard input.",
)
@shard_option
@stdin_option
@option("-q", "--quiet", group="Output", is_flag=True, help="Print only dead and unknown links.")
@option("-v", "--verbose", group="Output", is_flag=True, help="Also print links that are alive.")
@color_option
def command(
    paths: tuple[str, ...],
    form: str,
    config: Path | None,
    offline: bool,
    links: LinkOverrides,
    accept: str | None,
    reason: str,
    until: datetime | None,
    files_from: TextIO | None,
    shard: "Shard | None",
    stdin_filename: str,
    quiet: bool,
    verbose: bool,
    color: str,
) -> None:
    """Check all links and print a verdict for each."""
    if accept is not None:
        from listlint.cli.accept import accept as write_exemption

        path = write_exemption(accept, reason, until.date() if until else None, config)
        click.echo(f"{path}: accepted {accept}")
        return
    from listlint.cli.progress import watch
    from listlint.config.discover import ConfigError
    from listlint.linter.link_check import check_links
    from listlint.linter.targets import RunOptions
    from listlint.report import OutputStyle
    from listlint.report.links import LinksFormat, gather, render

    if files_from is not None:
        paths += tuple(line.strip() for line in files_from if line.strip())
    overrides = replace(links, cache_only=offline)
    options = RunOptions(
        paths, stdin_filename, config, links=overrides, every_link=True, shard=shard
    )
    lists = read(options)
    for error in lists.failures:
        notice(str(error))
    try:
        check = check_links(lists, watch)
    except ConfigError as error:
        raise CliError(*error.lines) from None
    urls = gather(check.targets())
    if urls or not (lists.failures or check.problems):
        style = OutputStyle(wants_colors(color), width(), verbose, quiet)
        print_lines(render(urls, LinksFormat(form), style))
    print_notices((*lists.notices, *check.notices), check.interruption, check.problems, quiet=quiet)
    if check.interrupted:
        sys.exit(Exit.INTERRUPTED)
    if lists.failures or check.problems:
        sys.exit(Exit.ERROR)
    sys.exit(Exit.FINDINGS if any(one.is_dead for one in urls) else Exit.CLEAN)
