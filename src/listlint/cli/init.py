"""`listlint init`: a config with the conventions of a list, and workflows for GitHub."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listlint.cli.common import (
    LIST,
    CliError,
    define_command,
    notice,
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
@option("--github", is_flag=True, help="Write workflows for GitHub instead of a config.")
@option("--force", is_flag=True, help="Overwrite files.")
@option(
    "--from",
    "origins",
    type=click.Path(path_type=Path, readable=False),
    multiple=True,
    metavar="FILE",
    help="Carry over the settings of a lychee.toml or .lycheeignore; can be repeated.",
)
@stdin_option
def command(
    path: str,
    write: bool,
    github: bool,
    force: bool,
    origins: tuple[Path, ...],
    stdin_filename: str,
) -> None:
    """Print a config with the conventions of a list as options.

    PATH is a list, or a directory with a README; the default is the current directory.
    """
    from listlint.config.models import default_config
    from listlint.config.starter import starter_config
    from listlint.entries.context import LintContext
    from listlint.markdown import parse
    from listlint.report.escape import visible

    source = _source(path, stdin_filename)
    folder = source.path.parent if source.path else Path.cwd()
    if github:
        written = _write_workflows(source, force=force)
        print_lines([f"Wrote {visible(str(path))}." for path in written])
        return
    config = default_config()
    context = LintContext(parse(source.text, Path(source.name).name), config.settings.conventions)
    text = starter_config(context, config.rules, config.selected, *_carried(origins))
    if write:
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
    except files.SourceError as error:
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


def _carried(origins: Sequence[Path]) -> tuple[str, str]:
    """Return the settings of other tools in TOML, keys and tables; report what has no counterpart.

    Raises `CliError`.
    """
    from listlint.config.lychee import Carried, carry_over

    together = Carried()
    for origin in origins:
        try:
            carry_over(together, origin.name, origin.read_text("utf-8"))
        except OSError as error:
            raise CliError(f"{origin}: cannot be read ({error.strerror})") from None
        except ValueError as error:  # not UTF-8, or not TOML
            raise CliError(f"{origin}: {error}") from None
    for note in together.notes:
        notice(note)
    return together.lines()


def _write_workflows(source: "Source", *, force: bool) -> list[Path]:
    """Write the workflows into the repository of a list, and return their paths.

    Raises `CliError`.
    """
    from listlint.config.workflows import workflows
    from listlint.sources.files import repository_root

    place = (source.path or Path(source.name)).resolve()
    root = repository_root(place)
    if root is None:
        raise CliError(f"{source.name}: not in a git repository")
    target = Path(root, ".github", "workflows")
    texts = {target / name: text for name, text in workflows().items()}
    for path in texts:
        if path.exists() and not force:
            raise CliError(f"{path} already exists; --force overwrites it")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CliError(f"{target}: cannot be created ({error.strerror})") from None
    for path, text in texts.items():
        write_file(path, text)
    if place.parent != root or place.stem.lower() != "readme":
        name = place.relative_to(root).as_posix()
        notice(f"the workflows check the README; add `paths: {name}` to the steps of listlint")
    return list(texts)
