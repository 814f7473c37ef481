"""Write the tables of options into docs/; with `--check`, only say whether they are current.

A table is between `<!-- options: MODULE:DATACLASS -->` and `<!-- end of options -->`; the options
of all commands are between `<!-- commands -->` and `<!-- end of commands -->`.
"""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from listlint.cli import COMMANDS, DEFAULT
from listlint.rules.options import options

DOCS = Path(__file__).parents[1] / "docs"
_MARKED = re.compile(r"(<!-- options: ([\w.]+):(\w+) -->\n).*?(<!-- end of options -->)", re.DOTALL)

_COMMANDS = re.compile(r"(<!-- commands -->\n).*(<!-- end of commands -->)", re.DOTALL)
_USUAL = {"--help", "--version"}


def table(module: str, name: str) -> str:
    """Return the options of a dataclass as a Markdown table."""
    rows = [
        f"| `{option.name}` | {option.type} | {option.default and f'`{option.default}`'} "
        f"| {option.meaning} |\n"
        for option in options(getattr(import_module(module), name))
    ]
    return "".join(("| key | type | default | meaning |\n| --- | --- | --- | --- |\n", *rows))


def commands() -> str:
    """Return a section for each command: its help and its options."""
    default = import_module(f"listlint.cli.{DEFAULT}").command
    known = dict(records(default))
    lines: list[str] = []
    for name in COMMANDS:
        command = import_module(f"listlint.cli.{name}").command
        lines += section(f"listlint {name}", command, {} if command is default else known)
        if isinstance(command, click.Group):
            for below, subcommand in command.commands.items():
                lines += section(f"listlint {name} {below}", subcommand, known, "###")
    return "\n".join(lines)


def section(
    name: str, command: click.Command, known: dict[str, str], level: str = "##"
) -> Iterator[str]:
    """Yield the section of a command; options of `check` are only listed by name."""
    usage = " ".join(command.collect_usage_pieces(click.Context(command)))
    yield from (f"{level} {name}", "", f"`{name} {usage}`", "")
    yield from ((command.help or "").replace("\n\n", "\n").strip().replace("\n", "\n\n"), "")
    found = dict(records(command))
    shared = [option for option, help_ in found.items() if known.get(option) == help_]
    own = {option: help_ for option, help_ in found.items() if option not in shared}
    if own:
        yield from ("| option | what it does |", "| --- | --- |")
        yield from (f"| `{option}` | {help_} |" for option, help_ in own.items())
        yield ""
    if shared:
        names = ", ".join(f"`{option.split()[-1 if ',' in option else 0]}`" for option in shared)
        yield from (f"The options of [`check`](#listlint-check) that it has, too: {names}.", "")


def records(command: click.Command) -> Iterator[tuple[str, str]]:
    """Yield the options of a command, as its help shows them."""
    context = click.Context(command, help_option_names=["-h", "--help"])
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option) and not _USUAL & {*parameter.opts}:
            names, help_ = record
            if isinstance(parameter.type, click.Choice) and parameter.metavar is None:
                names = names.partition(" [")[0]
                help_ += f" One of {', '.join(f'`{one}`' for one in parameter.type.choices)}."
            yield names, help_.replace("  [", " [").replace("<", "&lt;").replace("|", r"\|")


def updated(text: str) -> str:
    """Return a page with its tables written again."""
    text = _MARKED.sub(lambda match: f"{match[1]}\n{table(match[2], match[3])}\n{match[4]}", text)
    return _COMMANDS.sub(lambda match: f"{match[1]}\n{commands()}\n{match[2]}", text)


if __name__ == "__main__":
    stale = False
    for page in sorted(DOCS.glob("*.md")):
        before = page.read_text("utf-8")
        after = updated(before)
        stale |= before != after
        if "--check" not in sys.argv:
            page.write_text(after, "utf-8")
    sys.exit(stale and "--check" in sys.argv)
