"""`listlint baseline`: write down the findings of today, so that only new ones count."""

import sys
from pathlib import Path

import click

from listlint.cli.common import Trouble, config_option, paths_argument, prepare
from listlint.cli.network import INTERRUPTED, LinkOptions, Network, link_options

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
    from listlint import session
    from listlint.baseline import dump, name_of

    choice = session.Choice(config=config, offline=offline)
    checked, troubles = prepare(paths, choice, "README.md")
    if troubles:
        raise Trouble(troubles[0])
    network = Network(links)
    checked = session.answered(checked, network.ask)
    network.tell()
    if network.interrupted:
        sys.exit(INTERRUPTED)
    if not network.reachable:
        raise Trouble(f"{output} was not written; --offline leaves links out of it")
    files = {}
    for result in session.run(checked):
        source = result.checked.source
        name = name_of(source.path, source.name, output)
        files[name] = (result.checked.listing, result.findings)
    try:
        output.write_text(dump(files), "utf-8", newline="\n")
    except OSError as error:
        raise Trouble(f"{output}: cannot be written ({error.strerror})") from None
    count = sum(len(findings) for _, findings in files.values())
    click.echo(f"{output}: {count:,} findings; `listlint --baseline {output}` leaves them out")
