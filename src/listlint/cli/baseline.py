"""`listlint baseline`: write down the findings of today, so that only new ones count."""

import sys
from pathlib import Path

import click

from listlint.cli.common import (
    CliError,
    Exit,
    config_option,
    paths_argument,
    prepare,
    print_lines,
    spare,
    write_file,
)
from listlint.cli.network import LinkCheckSession, LinkOptions, link_options

DEFAULT = "listlint-baseline.json"


@click.command("baseline")
@paths_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=DEFAULT,
    show_default=True,
    help="The file that is written.",
)
@config_option
@click.option("--offline", is_flag=True, help="Do not use the network.")
@link_options(archive=False)
def command(
    paths: tuple[str, ...], output: Path, config: Path | None, offline: bool, links: LinkOptions
) -> None:
    """Write down the findings of today; `listlint --baseline FILE` reports only on others."""
    from listlint.linter import run as session
    from listlint.linter.baseline import dump, name_of
    from listlint.report.escape import visible

    choice = session.RunOptions(config=config, offline=offline)
    checked, troubles = prepare(paths, choice, "README.md")
    if troubles:
        raise CliError(troubles[0])
    spare(checked, [output])
    network = LinkCheckSession(links)
    checked = session.answered(checked, network.ask)
    network.tell()
    if network.interrupted:
        sys.exit(Exit.INTERRUPTED)
    if not network.reachable:
        raise CliError(f"{output} was not written; --offline leaves links out of it")
    files = {}
    for result in session.run(checked):
        source = result.checked.source
        name = name_of(source.path, source.name, output)
        files[name] = (result.checked.context, result.findings)
    write_file(output, dump(files))
    count = sum(len(findings) for _, findings in files.values())
    name = visible(str(output))
    told = f"{count:,} finding{'' if count == 1 else 's'}"
    print_lines([f"{name}: {told}; `listlint --baseline {name}` leaves them out"])
