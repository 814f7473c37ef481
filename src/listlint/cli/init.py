"""`listlint init`: a config with the conventions of a list."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listlint.cli.common import (
    LIST,
    CliError,
    define_command,
    option,
    print_lines,
    stdin_option,
    write_file,
)
from listlint.language.words import counted

if TYPE_CHECKING:
    from listlint.sources.files import Source


@define_command("init")
@click.argument("path", default=".", type=LIST)
@option("--write", is_flag=True, help="Write `listlint.toml` next to the list.")
@option("--force", is_flag=True, help="With --write: even if a config exists.")
@stdin_option
def command(path: str, write: bool, force: bool, stdin_filename: str) -> None:
    """Print a config with the conventions of a list as options.

    PATH is a list, or a directory with a README; the default is the current directory.
    """
    from listlint.config.models import default_config
    from listlint.config.starter import starter_config
    from listlint.entries.context import LintContext
    from listlint.markdown import parse
    from listlint.report.escape import visible

    source = _source(path, stdin_filename)
    config = default_config()
    context = LintContext(parse(source.text, Path(source.name).name), config.settings.conventions)
    text = starter_config(context, config.rules, config.selected)
    if write:
        folder = source.path.parent if source.path else Path.cwd()
        print_lines([f"Wrote {visible(str(_write(folder, text, force=force)))}."])
    else:
        sys.stdout.write(text)


def _source(path: str, stdin_name: str) -> "Source":
    """Read the one list. Raises `CliError`."""
    from listlint.sources import files

    try:
        found = list(files.find((path,)))
        if len(found) != 1:
            raise CliError(f"{path}: matches {counted(len(found), 'list')}; give one")
        return files.read(found[0], stdin_name)
    except files.ReadError as error:
        raise CliError(str(error)) from None


def _write(folder: Path, text: str, *, force: bool) -> Path:
    """Write the config and return its path. Raises `CliError`."""
    from listlint.config.discover import NAMES, find_config

    target = folder / NAMES[0]
    there = find_config(folder.resolve())
    if there is not None and not force:
        what = "overwrites it" if there.name == target.name else f"writes {target.name}"
        raise CliError(f"{there} already exists; --force {what}")
    write_file(target, text)
    return target
