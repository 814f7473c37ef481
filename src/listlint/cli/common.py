"""What all commands share: exit codes, errors, options, reading lists."""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from listlint.linter.run import LintTarget, RunOptions

FORMATS = (
    "text", "github", "json", "jsonl", "sarif", "gitlab", "junit", "checkstyle", "rdjson",
    "markdown", "html",
)  # fmt: skip
"""The members of `report.Format`, spelled out so that `--help` need not import it."""


class Exit(IntEnum):
    """Exit codes."""

    CLEAN = 0
    FINDINGS = 1
    TROUBLE = 2
    INTERRUPTED = 130
    """After Ctrl-C, as shells have it: 128 and the number of the signal."""


class CliError(click.ClickException):
    """The tool could not work: a line for each reason on standard error, exit code 2."""

    exit_code = Exit.TROUBLE

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines

    def show(self, file: Any = None) -> None:
        """Print the lines."""
        from listlint.report.escape import visible

        for line in self.lines:
            click.echo(f"listlint: {visible(line)}", err=True)


paths_argument = click.argument("paths", nargs=-1, metavar="[PATHS]...")
config_option = click.option(
    "--config", type=click.Path(path_type=Path), help="Config file to use."
)
stdin_option = click.option(
    "--stdin-filename", default="README.md", help="File name of standard input (`-`)."
)
color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Use colors: on terminals only (auto), always or never; NO_COLOR is respected.",
)


def names(values: Sequence[str]) -> tuple[str, ...]:
    """Return the names in the values of a repeatable option, split at commas."""
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def print_lines(lines: Iterable[str]) -> None:
    """Print lines to standard output."""
    for line in lines:
        sys.stdout.write(line + "\n")


def write_file(path: Path, text: str) -> None:
    """Write a text file. Raises `CliError`."""
    try:
        path.write_text(text, "utf-8", "backslashreplace", "\n")
    except OSError as error:
        raise CliError(f"{path}: cannot be written ({error.strerror})") from None


def check_outputs(lists: Iterable["LintTarget"], outputs: Iterable[Path]) -> None:
    """Raise `CliError` if one of `outputs` would overwrite a list."""
    sources = {one.source.path.resolve(): one.source.name for one in lists if one.source.path}
    for output in outputs:
        if output.resolve() in sources:
            raise CliError(f"{output}: is a checked list; choose another file for --output")


def wants_colors(color: str) -> bool:
    """Return whether standard output is colored, for a value of `--color`."""
    if color == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return color == "always"


def width() -> int:
    """Return the width of standard output in cells."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120


def prepare(
    paths: tuple[str, ...], choice: "RunOptions", stdin_name: str
) -> tuple[list["LintTarget"], list[str]]:
    """Read all lists and their configs; return them, and a line for each that cannot be read.

    Raises `CliError` for a config that cannot be used.
    """
    from listlint.config.discover import ConfigError
    from listlint.linter import run as session
    from listlint.linter.baseline import BaselineError, load, name_of
    from listlint.sources import files
    from listlint.sources.revisions import RevisionReader

    configs = session.Configs(choice)
    changes_only = choice.since is not None or choice.staged
    past = RevisionReader(choice.since, choice.staged, to_mend=bool(choice.wanted))
    try:
        known = load(choice.baseline) if choice.baseline else {}
    except BaselineError as error:
        raise CliError(str(error)) from None
    checked: list[LintTarget] = []
    troubles: list[str] = []
    for path in files.find(paths, lambda error: troubles.append(str(error))):
        try:
            source = files.read(path, stdin_name)
            config = configs.of(source.path)
            before = None
            if changes_only:
                source, before = past.previous_version(source)
            old = choice.baseline and known.get(name_of(source.path, source.name, choice.baseline))
            one = session.prepare(source, config, before=before, known=old or None)
        except files.ReadError as error:
            troubles.append(str(error))
        except ConfigError as error:
            raise CliError(*error.lines) from None
        else:
            checked += [one] if one else []
    return checked, troubles
