"""`listlint merge`: the link caches of several jobs into one."""

import sys
import time
from pathlib import Path

import click

from listlint.cli.cache import open_cache
from listlint.cli.common import Exit, config_option, define_command, notice, option
from listlint.language.words import counted


@define_command(
    "merge", epilog="Exit codes: 0 all caches were merged, 2 one of them cannot be used."
)
@click.argument(
    "stores", nargs=-1, required=True, metavar="STORE...", type=click.Path(path_type=Path)
)
@config_option
@option(
    "--cache-file",
    "cache",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="Cache file to merge into; the default is that of the config or of the user.",
)
def command(stores: tuple[Path, ...], cache: Path | None, config: Path | None) -> None:
    """Merge link caches that jobs with `--shard` wrote.

    Of two verdicts on a link, the newer one is kept, with the history of both.
    """
    from listlint.links.cache import NotACacheError
    from listlint.links.merging import merge

    links = failed = 0
    with open_cache(cache, config) as into:
        for path in stores:
            try:
                merged = merge(into, path, time.time())
            except NotACacheError as error:
                notice(str(error))
                failed += 1
                continue
            links += merged.links
            if merged.invalid:
                notice(f"{path}: {counted(merged.invalid, 'invalid verdict')} left out")
    caches = counted(len(stores) - failed, "cache")
    click.echo(f"merged {caches}: {counted(links, 'verdict')}")
    sys.exit(Exit.ERROR if failed else Exit.CLEAN)
