"""`listlint links`: all links of lists with their verdicts."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from listlint.cli.common import (
    EXIT_CODES,
    Exit,
    color_option,
    config_option,
    define_command,
    notice,
    option,
    paths_argument,
    print_lines,
    read_targets,
    stdin_option,
    wants_colors,
    width,
)
from listlint.cli.network import LinkCheckSession, LinkOptions, link_options


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
@stdin_option
@option("-q", "--quiet", group="Output", is_flag=True, help="Print only dead and unknown links.")
@color_option
def command(
    paths: tuple[str, ...],
    form: str,
    config: Path | None,
    offline: bool,
    links: LinkOptions,
    stdin_filename: str,
    quiet: bool,
    color: str,
) -> None:
    """Check all links and print a verdict for each."""
    from listlint.linter.run import RunOptions, answered
    from listlint.report import OutputStyle
    from listlint.report.links import LinksFormat, gather, render
    from listlint.urls.verdict import VerdictKind

    targets, errors = read_targets(paths, RunOptions(config=config), stdin_filename, quiet=quiet)
    for error in errors:
        notice(error)
    network = LinkCheckSession(links, cache_only=offline)
    lists = answered([replace(one, every_link=True) for one in targets], network.check)
    urls = gather((one.source.name, one.context) for one in lists)
    if urls or not (errors or network.problems):
        style = OutputStyle(wants_colors(color), width(), quiet=quiet)
        print_lines(render(urls, LinksFormat(form), style))
    network.print_notices(quiet=quiet)
    if network.interrupted:
        sys.exit(Exit.INTERRUPTED)
    if errors or network.problems:
        sys.exit(Exit.ERROR)
    dead = any(one.verdict.kind is VerdictKind.DEAD for one in urls)
    sys.exit(Exit.FINDINGS if dead else Exit.CLEAN)
