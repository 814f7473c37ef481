"""`listlint badge`: a badge with the result of a check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listlint.cli.common import (
    Exit,
    check_lists,
    check_outputs,
    config_option,
    define_command,
    notice,
    option,
    paths_argument,
    print_lines,
    print_notices,
    read,
    write_file,
)
from listlint.cli.network import link_options, offline_option

if TYPE_CHECKING:
    from listlint.linter.link_options import LinkOverrides


@define_command("badge")
@paths_argument
@config_option
@offline_option
@link_options(archive=False)
@option(
    "--output",
    type=click.Path(path_type=Path, readable=False),
    metavar="FILE",
    help="File to write instead of standard output.",
)
def command(
    paths: tuple[str, ...],
    config: Path | None,
    offline: bool,
    links: "LinkOverrides",
    output: Path | None,
) -> None:
    """Check lists and print the result as JSON for an endpoint badge of shields.io."""
    from listlint.linter.targets import RunOptions
    from listlint.report import OutputStyle
    from listlint.report.badge import render

    lists = read(RunOptions(paths, config=config, offline=offline, links=links))
    check_outputs(lists, [output] if output else [])
    report = check_lists(lists)
    for error in report.failures:
        notice(str(error))
    print_notices(report.notices, report.interrupted, report.problems)
    if report.interrupted:
        sys.exit(Exit.INTERRUPTED)
    badge = list(render(report, OutputStyle()))
    if output:
        write_file(output, "".join(line + "\n" for line in badge))
    else:
        print_lines(badge)
    sys.exit(Exit.ERROR if report.failures else Exit.CLEAN)
