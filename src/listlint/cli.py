"""Options, exit codes and the order of things. The only door to click."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from listlint import __version__

if TYPE_CHECKING:
    from listlint.report import Format, Report, Style
    from listlint.session import Choice, Result

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


class Trouble(click.ClickException):
    """The tool could not work: one line on standard error, exit code 2."""

    exit_code = Exit.TROUBLE

    def show(self, file: Any = None) -> None:
        """Print the line."""
        from listlint.report.escape import visible

        click.echo(f"listlint: {visible(self.message)}", err=True)


class DefaultGroup(click.Group):
    """A group whose first argument may be left out: then it is `check`."""

    default = "check"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `check` before arguments that name no command."""
        first = args[0] if args else ""
        if first not in self.commands and first not in ("--help", "-h", "--version"):
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show what most people want first."""
        formatter.write_usage("listlint", "[OPTIONS] [PATHS]...")
        formatter.write_usage("listlint", "COMMAND [ARGS]...")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of `check`, then the other commands."""
        command = self.commands[self.default]
        with formatter.section("Options"):
            records = (parameter.get_help_record(ctx) for parameter in command.params)
            formatter.write_dl([record for record in records if record])
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, c.get_short_help_str(60)) for name, c in self.commands.items()]
            )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Complete commands, and the options of `check`."""
        found = super().shell_complete(ctx, incomplete)
        return found + self.commands[self.default].shell_complete(ctx, incomplete)


@click.group(
    cls=DefaultGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 clean, 1 findings, 2 listlint could not work.",
)
@click.version_option(__version__, "--version", message="listlint %(version)s")
def cli() -> None:
    """Lint, mend and check the links of awesome lists.

    A directory means its README; without PATHS, the README of the current directory is checked.
    """


def color_option(command: Any) -> Any:
    """Add `--color`."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours: on terminals only (auto), always or never. NO_COLOR is honoured.",
    )(command)


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--unsafe-fixes", is_flag=True, help="Mend also where the list's meaning changes.")
@click.option("--diff", is_flag=True, help="Show what mending would change; write nothing.")
@click.option("--select", multiple=True, metavar="RULES", help="Run these rules only.")
@click.option("--extend-select", multiple=True, metavar="RULES", help="Run these rules, too.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules.")
@click.option("--config", type=click.Path(path_type=Path), help="Use this config file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@click.option(
    "--output",
    multiple=True,
    metavar="[FORMAT=]FILE",
    help="Write findings to a file; may be repeated.",
)
@click.option("--offline", is_flag=True, help="Do not use the network.")
@click.option("--stdin-filename", default="README.md", help="The name of what comes by `-`.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was looked at, too.")
@color_option
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
def check(
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    form: str,
    output: tuple[str, ...],
    offline: bool,
    stdin_filename: str,
    quiet: bool,
    verbose: bool,
    color: str,
    exit_zero: bool,
) -> None:
    """Check lists; the default command."""
    from listlint.report import Format, Style
    from listlint.session import Choice
    from listlint.text import Safety

    wanted = {Safety.SAFE} if fix or unsafe_fixes or diff else set()
    if unsafe_fixes:
        wanted.add(Safety.UNSAFE)
    choice = Choice(
        config=config,
        select=_names(select),
        extend_select=_names(extend_select),
        ignore=_names(ignore),
        offline=offline,
        wanted=frozenset(wanted),
    )
    targets = [_target(value, Format(form)) for value in output]
    results, troubles = _check(paths, choice, stdin_filename, write=not diff)
    for trouble in troubles:
        Trouble(trouble).show()
    style = Style(_colors(color), _width(), verbose, quiet)
    report = _report(results)
    mended_stdin = bool(wanted) and not diff and "-" in paths
    if diff:
        for result in results:
            _print(_diff(result))
    if mended_stdin:
        _print_raw(results)
    _emit(report, Format(form), targets, style, to_stderr=diff or mended_stdin)
    failed = any(finding.severity != "info" for _, finding in report.findings())
    changed = diff and any(result.changed for result in results)
    if troubles:
        sys.exit(Exit.TROUBLE)
    sys.exit(Exit.FINDINGS if (failed or changed) and not exit_zero else Exit.CLEAN)


def _names(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def _check(
    paths: tuple[str, ...], choice: "Choice", stdin_name: str, write: bool
) -> tuple[list["Result"], list[str]]:
    """Read, examine and mend all paths; return results and the lines that tell what failed."""
    from listlint import session
    from listlint.config import ConfigError
    from listlint.engine import RuleCrashedError

    checked, troubles = _prepare(paths, choice, stdin_name)
    try:
        results = session.run(checked, choice.wanted)
    except ConfigError as error:
        raise Trouble(str(error)) from None
    except RuleCrashedError as error:
        if os.environ.get("LISTLINT_DEBUG"):
            raise
        raise Trouble(f"{error}; please report it (LISTLINT_DEBUG=1 shows more)") from None
    if write and choice.wanted:
        results = [session.save(result) for result in results]
        troubles += [result.problem for result in results if result.problem]
    return results, troubles


def _prepare(
    paths: tuple[str, ...], choice: "Choice", stdin_name: str
) -> tuple[list[Any], list[str]]:
    from listlint import files, session
    from listlint.config import ConfigError

    configs = session.Configs(choice)
    checked: list[Any] = []
    troubles: list[str] = []
    found: Iterator[Path | None] = files.find(paths, Path.cwd())
    while True:
        try:
            path = next(found)
            source = files.read(path, stdin_name)
            one = session.prepare(source, configs.of(source.path))
        except StopIteration:
            break
        except files.ReadError as error:
            troubles.append(str(error))
        except ConfigError as error:
            raise Trouble(str(error)) from None
        else:
            checked += [one] if one else []
    return checked, troubles


def _report(results: Sequence["Result"]) -> "Report":
    from listlint.report import FileReport, Report
    from listlint.rule import shipped_rules

    rules = dict(shipped_rules())
    for result in results:
        rules |= {rule.name: rule for rule in result.checked.rules}
    files = tuple(
        FileReport(
            result.checked.source.name,
            result.checked.listing,
            result.findings,
            result.fixed,
            result.notes,
        )
        for result in results
    )
    return Report(__version__, files, rules)


def _diff(result: "Result") -> Iterator[str]:
    from difflib import unified_diff

    from listlint.report.escape import visible

    name = result.checked.source.name
    before = result.before.text.splitlines()
    after = result.checked.listing.text.splitlines()
    lines = unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")
    return (visible(line) for line in lines)


def _print(lines: Iterator[str]) -> None:
    stream = sys.stdout
    for line in lines:
        stream.write(line + "\n")


def _print_raw(results: Sequence["Result"]) -> None:
    for result in results:
        if result.checked.source.path is None:
            raw = result.checked.source.encode(result.checked.listing.text)
            sys.stdout.flush()
            sys.stdout.buffer.write(raw)
            sys.stdout.buffer.flush()


def _target(value: str, default: "Format") -> tuple["Format", Path]:
    from listlint.report import Format

    form, mark, path = value.partition("=")
    if mark and form in FORMATS:
        return Format(form), Path(path)
    return default, Path(value)


def _emit(
    report: "Report",
    form: "Format",
    targets: list[tuple["Format", Path]],
    style: "Style",
    to_stderr: bool,
) -> None:
    from dataclasses import replace

    from listlint.report import render

    for target_form, path in targets:
        plain = replace(style, color=False, width=120)
        text = "".join(line + "\n" for line in render(report, target_form, plain))
        try:
            path.write_text(text, "utf-8")
        except OSError as error:
            raise Trouble(f"{path}: cannot be written ({error.strerror})") from None
    if any(target_form is form for target_form, _ in targets):
        return
    stream = sys.stderr if to_stderr else sys.stdout
    for line in render(report, form, style):
        stream.write(line + "\n")


def _colors(color: str) -> bool:
    if color == "auto":
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return color == "always"


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 120


@cli.command()
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--format", "form", type=click.Choice(["json", "csv", "markdown"]), default="json")
@click.option("--stdin-filename", default="README.md", help="The name of what comes by `-`.")
def export(paths: tuple[str, ...], form: str, stdin_filename: str) -> None:
    """Print what listlint understood of lists, as data."""
    from listlint import files
    from listlint.document import parse
    from listlint.export import ExportFormat
    from listlint.export import export as exported
    from listlint.listing import Listing

    listings = []
    try:
        for path in files.find(paths, Path.cwd()):
            source = files.read(path, stdin_filename)
            listings.append((source.name, Listing(parse(source.text, source.name))))
    except files.ReadError as error:
        raise Trouble(str(error)) from None
    sys.stdout.write(exported(listings, ExportFormat(form)))


@cli.command()
@click.argument("name", required=False)
@color_option
def rule(name: str | None, color: str) -> None:
    """Show the page of a rule, or the names of all."""
    from listlint.help import index, page
    from listlint.rule import page_names

    if name is None:
        _print(index(_colors(color)))
        return
    if name not in page_names():
        from difflib import get_close_matches

        near = get_close_matches(name, page_names(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`listlint rule` lists them"
        raise Trouble(f"no rule is called {name!r}; {hint}")
    _print(page(name, _colors(color)))


@cli.command()
def schema() -> None:
    """Print the JSON Schema of the config."""
    import json

    from listlint.schema import json_schema

    _print(iter(json.dumps(json_schema(), indent=2).splitlines()))


def main() -> NoReturn:
    """Run the command line; never show a traceback for what the world does wrong."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli.main(prog_name="listlint", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo("listlint: interrupted", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(Exit.TROUBLE)
    except BrokenPipeError:
        # The reader went away (`| head`): what is left unsaid is no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.TROUBLE)
    sys.exit(Exit.CLEAN)
