"""What all commands share: exit codes, errors, options, completion, reading lists."""

import os
import sys
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listlint import __version__
from listlint.formats import Format

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from click.shell_completion import CompletionItem

    from listlint.cli.progress import Progress
    from listlint.linter.results import Report
    from listlint.linter.targets import Lists, RunOptions
    from listlint.sources.shard import Shard

EXIT_CODES = (
    "Exit codes: 0 no errors or warnings, 1 errors or warnings, 2 usage, configuration or I/O error"
)
"""The end of the help of commands that report findings."""


class Exit(IntEnum):
    """Exit codes."""

    CLEAN = 0
    FINDINGS = 1
    ERROR = 2
    INTERRUPTED = 130
    """After Ctrl-C, as shells have it: 128 and the number of the signal."""


class CliError(click.ClickException):
    """The tool could not work: a line for each reason on standard error, exit code 2."""

    exit_code = Exit.ERROR

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines

    def show(self, file: Any = None) -> None:
        """Print the lines."""
        for line in self.lines:
            notice(line)


def notice(line: str) -> None:
    """Print a line on standard error."""
    from listlint.report.escape import visible

    click.echo(f"listlint: {visible(line)}", err=True)


version_option = click.version_option(
    __version__, "-V", "--version", message="listlint %(version)s"
)


class GroupedOption(click.Option):
    """An option that the help shows in a group."""

    def __init__(self, *arguments: Any, group: str = "Options", **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.group = group


class Command(click.Command):
    """A command whose help shows its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group, the one without a name last."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record and isinstance(parameter, click.Option):
                groups.setdefault(getattr(parameter, "group", "Options"), []).append(record)
        for name in sorted(groups, key="Options".__eq__):
            with formatter.section(name):
                formatter.write_dl(groups[name])


def define_command(
    name: str, epilog: str | None = None
) -> Callable[[Callable[..., Any]], click.Command]:
    """Return a decorator that makes a function a command with `--version`."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        return version_option(click.command(name, cls=Command, epilog=epilog)(function))

    return decorate


def option(*names: str, group: str = "Options", **keywords: Any) -> Callable[[Any], Any]:
    """Return a decorator that adds an option of a group."""
    return click.option(*names, cls=GroupedOption, group=group, **keywords)


# --- Completion ----------------------------------------------------------------------------


def complete_rules(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Complete the last of several names of rules and presets."""
    from click.shell_completion import CompletionItem

    from listlint.rules.page import page_names
    from listlint.rules.registry import Preset

    before, comma, last = incomplete.rpartition(",")
    names = [*page_names(), *map(str, Preset)]
    return [CompletionItem(before + comma + name) for name in names if name.startswith(last)]


def complete_output(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> "list[CompletionItem[str]]":
    """Complete a file, or a format before it."""
    from click.shell_completion import CompletionItem

    # Files first: bash drops what precedes them, and completes files if nothing follows them.
    formats = [f"{form}=" for form in Format if f"{form}=".startswith(incomplete)]
    items = [CompletionItem(form) for form in formats if incomplete]
    return [CompletionItem(incomplete, type="file"), *items]


# --- Options of several commands -----------------------------------------------------------


def _names(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the names in the values of a repeatable option, split at commas."""
    names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
    if values and not names:
        problem = "should be rules or presets, separated by commas"
        raise click.BadParameter(problem, context, parameter)
    return names


def rules_option(name: str, help_: str) -> Callable[[Any], Any]:
    """Return a decorator that adds a repeatable option whose value is a tuple of names."""
    return option(
        name,
        group="Selection",
        multiple=True,
        metavar="RULES",
        callback=_names,
        shell_complete=complete_rules,
        help=help_,
    )


def _shard(context: click.Context, parameter: click.Parameter, value: str | None) -> "Shard | None":
    if value is None:
        return None
    from listlint.sources.shard import Shard

    try:
        return Shard.of(value)
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from None


LIST = click.Path(readable=False, allow_dash=True)
"""The type of paths of lists: completed as files, and read later."""
paths_argument = click.argument("paths", nargs=-1, metavar="[PATHS]...", type=LIST)
config_option = option(
    "--config",
    group="Selection",
    type=click.Path(path_type=Path, readable=False),
    help="Config file to use.",
)
shard_option = option(
    "--shard",
    group="Selection",
    metavar="N/M",
    callback=_shard,
    help="Check only part N of M of the lists, as one of M jobs.",
)
stdin_option = option(
    "--stdin-filename",
    default="README.md",
    metavar="NAME",
    help="File name of standard input (`-`).",
)
color_option = option(
    "--color",
    group="Output",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Use colors: on terminals only (auto), always or never; NO_COLOR is respected.",
)


jobs_option = option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Check lists in up to N processes; by default, one for each core if there is much to do.",
)


def is_debugging() -> bool:
    """Return whether a bug in a rule is shown with its traceback."""
    return bool(os.environ.get("LISTLINT_DEBUG"))


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


def check_outputs(lists: "Lists", outputs: Iterable[Path]) -> None:
    """Raise `CliError` if one of `outputs` would overwrite a list."""
    paths = {one.source.path.resolve() for one in lists.targets if one.source.path}
    for output in outputs:
        if output.resolve() in paths:
            raise CliError(f"{output}: is a checked list; choose another file for --output")


def wants_colors(color: str) -> bool:
    """Return whether standard output is colored, for a value of `--color`."""
    if color == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return color == "always"


def width() -> int:
    """Return the width of standard output in cells."""
    if not sys.stdout.isatty():
        return 120
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def read(options: "RunOptions") -> "Lists":
    """Read all lists and their configs. Raises `CliError`."""
    from listlint.config.discover import ConfigError
    from listlint.linter.targets import read_lists

    try:
        return read_lists(options)
    except ConfigError as error:
        raise CliError(*error.lines) from None


def check_lists(lists: "Lists") -> "Report":
    """Check the links that the rules need with a progress line, and lint all lists.

    Raises `CliError`.
    """
    from listlint.config.discover import ConfigError
    from listlint.linter.run import run

    try:
        return run(lists, _watching)
    except ConfigError as error:
        raise CliError(*error.lines) from None


def _watching() -> "AbstractContextManager[Progress | None]":
    """Return a progress line, which is imported only where links are requested."""
    from listlint.cli.progress import watch

    return watch()


def print_notices(
    notices: Iterable[str], interrupted: str, problems: Iterable[str], *, quiet: bool = False
) -> None:
    """Print what a run has to say besides its findings on standard error."""
    for line in (*(() if quiet else notices), *([interrupted] if interrupted else ())):
        notice(line)
    for line in problems:
        notice(f"warning: {line}")
