"""The command line: one module a command. The only package that imports click."""

import gc
import os
import re
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from listlint.cli.common import EXIT_CODES, LIST, CliError, Exit, notice, version_option

COMMANDS = {
    "check": "Check lists (the default command).",
    "fix": "Check lists and apply safe fixes.",
    "baseline": "Record the current findings, so that only new ones are reported.",
    "links": "Check all links and print a verdict for each.",
    "cache": "Show or clear the link cache.",
    "merge": "Merge the link caches of several jobs.",
    "fleet": "Check thousands of lists, on several processes or machines.",
    "init": "Print a config with the conventions of a list.",
    "export": "Print the entries, tables, headings and links of lists as data.",
    "badge": "Print the result of a check for a badge.",
    "rule": "Show the page of a rule, or list rules.",
    "schema": "Print the JSON Schema of the config.",
    "server": "Run the language server for editors.",
}
"""The commands with their help; each module has `command` and is imported only to run it."""
DEFAULT = "check"


class Commands(click.Group):
    """A group that runs `check` if the first argument is not a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` before arguments that do not begin with a command."""
        if ctx.resilient_parsing and not args:  # completion: a command may still come
            return super().parse_args(ctx, args)
        first = args[0] if args else ""
        if first not in COMMANDS and first not in ("--help", "-h", "--version", "-V"):
            if not ctx.resilient_parsing:
                _raise_unknown(first)
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the usage of `check`, then that of the commands."""
        formatter.write_usage("listlint", "[OPTIONS] [PATHS]...")
        formatter.write_usage("listlint", "COMMAND [ARGS]...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the commands, then the options of `check`."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        self._default(ctx).format_options(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete files, commands, and the options of `check`."""
        from click.shell_completion import CompletionItem

        if incomplete.startswith("-"):
            return self._default(ctx).shell_complete(ctx, incomplete)
        commands = [
            CompletionItem(name, help=help_)
            for name, help_ in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        # Files first: bash drops what precedes them, and completes files if nothing follows them.
        return LIST.shell_complete(ctx, click.Argument(["paths"]), incomplete) + commands

    def _default(self, ctx: click.Context) -> click.Command:
        command = self.get_command(ctx, DEFAULT)
        if command is None:
            raise LookupError(DEFAULT)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EXIT_CODES,
)
@version_option
def cli() -> None:
    """Lint, fix and check the links of awesome lists.

    PATHS are files, or directories with a README; the default is the current directory.
    """


def _raise_unknown(word: str) -> None:
    """Raise `CliError` for a word that is neither a path nor a command."""
    if not word.isalpha() or Path(word).exists():
        return
    from listlint.language.similarity import closest_match

    if command := closest_match(word, COMMANDS):
        raise CliError(f"unknown command `{word}`; did you mean `{command}`?")
    raise CliError(f"no such file or command: `{word}`")


def main() -> NoReturn:
    """Run the command line; errors of the environment never show a traceback."""
    # A parsed list is many small objects that live to the end. Collecting garbage after every 700
    # new ones takes a third of the time (mypy raises its threshold, too).
    gc.set_threshold(150_000)
    # pydantic looks for plugins in the metadata of all installed distributions.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.stdout, sys.stderr = _writable(sys.stdout), _writable(sys.stderr)
    try:
        sys.exit(_run())
    except OSError as error:
        # Flushing the rest at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # not an error: the reader has exited (`| head`)
            name = error.filename or "standard output"
            notice(f"{name}: {(error.strerror or str(error)).lower()}")
        sys.exit(Exit.ERROR)


def _writable(stream: TextIO | None) -> TextIO:
    """Return a standard stream that accepts any text; the null device for a closed one."""
    if stream is None:
        stream = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def _run() -> int:
    """Run the command of the arguments and flush its output; return its exit code."""
    code: int
    try:
        code = cli.main(prog_name="listlint", standalone_mode=False) or Exit.CLEAN
    except SystemExit as stop:
        code = int(stop.code or 0)
    except click.Abort:
        notice("interrupted")
        code = Exit.INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = Exit.ERROR
    except click.UsageError as error:
        notice(_in_one_line(error))
        code = Exit.ERROR
    except CliError as error:
        error.show()
        code = Exit.ERROR
    except click.ClickException as error:
        notice(error.format_message())
        code = Exit.ERROR
    sys.stdout.flush()
    return code


def _in_one_line(error: click.UsageError) -> str:
    help_ = f"see `{error.ctx.command_path} --help`" if error.ctx else ""
    if isinstance(error, click.NoSuchOption):
        similar = _similar_option(error) if error.ctx else None
        end = f"did you mean `{similar}`?" if similar else help_
        return f"unknown option `{error.option_name}`; {end}"
    message = re.sub(r"'([^']*)'", r"`\1`", error.format_message().rstrip("."))
    return f"{message[:1].lower()}{message[1:]}" + (f"; {help_}" if help_ else "")


def _similar_option(error: click.NoSuchOption) -> str | None:
    """Return the option that was meant: `--format` for `--output-format`, or the most similar."""
    from listlint.language.similarity import closest_match

    name, context = error.option_name, error.ctx
    parameters = context.command.get_params(context) if context else []
    known = [option for parameter in parameters for option in parameter.opts if option[:2] == "--"]
    return next((o for o in known if name.endswith(o[1:])), None) or closest_match(name, known)
