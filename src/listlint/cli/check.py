"""`listlint [check]`: check lists and apply fixes."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listlint.cli.common import (
    EXIT_CODES,
    CliError,
    Exit,
    check_lists,
    check_outputs,
    color_option,
    complete_output,
    config_option,
    define_command,
    is_debugging,
    jobs_option,
    notice,
    option,
    paths_argument,
    print_lines,
    print_notices,
    read,
    rules_option,
    shard_option,
    stdin_option,
    wants_colors,
    width,
    write_file,
)
from listlint.cli.network import link_options, offline_option
from listlint.formats import Format
from listlint.language.words import counted

if TYPE_CHECKING:
    from listlint.linter.link_options import LinkOverrides
    from listlint.linter.targets import LintTarget
    from listlint.report import OutputStyle, Report
    from listlint.sources.shard import Shard


@define_command("check", epilog=EXIT_CODES)
@paths_argument
@rules_option("--select", "Run only these: comma-separated rules, globs or presets.")
@rules_option("--extend-select", "Also run these: comma-separated rules, globs or presets.")
@rules_option("--ignore", "Do not run these: comma-separated rules, globs or presets.")
@config_option
@option(
    "--config-from",
    group="Selection",
    metavar="REV",
    help="Read the config from commit REV instead of the working tree.",
)
@option(
    "--since",
    group="Selection",
    metavar="REV",
    help="Report only findings that commit REV does not have.",
)
@option(
    "--staged",
    group="Selection",
    is_flag=True,
    help="Report only findings that the staged changes add.",
)
@option(
    "--baseline",
    group="Selection",
    type=click.Path(path_type=Path, readable=False),
    help="Ignore the findings in this file, written by `listlint baseline`.",
)
@shard_option
@option("--fix", group="Fixing", is_flag=True, help="Apply safe fixes.")
@option(
    "--unsafe-fixes",
    group="Fixing",
    is_flag=True,
    help="Include fixes that may change meaning.",
)
@option("--diff", group="Fixing", is_flag=True, help="Print the fixes as a diff; write no file.")
@option("--show-fixes", group="Fixing", is_flag=True, help="List the fixes that were applied.")
@offline_option
@link_options(archive=True)
@option(
    "--format",
    "form",
    group="Output",
    type=click.Choice([form.value for form in Format]),
    default="text",
    show_default=True,
    help="Format of the report.",
)
@option(
    "--output",
    group="Output",
    multiple=True,
    metavar="[FORMAT=]FILE",
    shell_complete=complete_output,
    help="Write the report to FILE, in the format given by its extension; can be repeated.",
)
@option(
    "--statistics",
    group="Output",
    is_flag=True,
    help="Print how many findings each rule has instead of the findings.",
)
@option(
    "--show-settings",
    group="Output",
    is_flag=True,
    help="Print the settings in force for each file instead of checking it.",
)
@option("-q", "--quiet", group="Output", is_flag=True, help="Print findings only.")
@option("-v", "--verbose", group="Output", is_flag=True, help="Show what was checked.")
@color_option
@jobs_option
@option("--exit-zero", group="Output", is_flag=True, help="Exit with 0 even if there are findings.")
@stdin_option
def command(
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    show_fixes: bool,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    config_from: str | None,
    since: str | None,
    staged: bool,
    baseline: Path | None,
    shard: "Shard | None",
    form: str,
    output: tuple[str, ...],
    statistics: bool,
    show_settings: bool,
    offline: bool,
    links: "LinkOverrides",
    stdin_filename: str,
    jobs: int | None,
    quiet: bool,
    verbose: bool,
    color: str,
    exit_zero: bool,
) -> None:
    """Check lists (the default command)."""
    from listlint.diagnostics.edits import Safety
    from listlint.linter.targets import RunOptions
    from listlint.report import OutputStyle

    if statistics and form not in ("text", "json"):
        raise CliError(f"--statistics has the formats text and json, not {form}")
    _check_paths(paths)
    outputs = [_output(value, Format(form)) for value in output]
    safeties = (Safety.SAFE, Safety.UNSAFE) if unsafe_fixes else (Safety.SAFE,)
    since, staged = _compared(since, staged)
    options = RunOptions(
        paths,
        stdin_filename,
        config=config,
        config_from=config_from,
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        offline=offline,
        links=links,
        apply=frozenset(safeties if fix or diff else ()),
        write=not diff,
        since=since,
        staged=staged,
        baseline=baseline,
        shard=shard,
        history=Format.HTML in (Format(form), *(output_form for output_form, _ in outputs)),
        jobs=jobs,
        debug=is_debugging(),
    )
    lists = read(options)
    if show_settings:
        _print_settings(lists.targets)
        if lists.failures:
            raise CliError(*map(str, lists.failures))
        return
    if verbose:
        _print_configs(lists.targets)
    check_outputs(lists, (path for _, path in outputs))
    report = check_lists(lists)
    for error in report.failures:
        notice(str(error))
    if report.failures and not report.files:
        sys.exit(Exit.ERROR)
    style = OutputStyle(wants_colors(color), width(), verbose, quiet, show_fixes)
    if diff:
        from listlint.cli.diff import print_diff

        for file in report.files:
            print_diff(file, color=style.color)
    fixed_stdin = bool(options.apply) and not diff and "-" in paths
    if fixed_stdin:
        _print_raw(report)
    _write(report, outputs, style)
    if statistics or not any(output_form == form for output_form, _ in outputs):
        _print(report, Format(form), style, statistics=statistics, to_stderr=diff or fixed_stdin)
    print_notices(report.notices, report.interrupted, report.problems, quiet=quiet)
    if report.interrupted:
        sys.exit(Exit.INTERRUPTED)
    changed = diff and any(file.changed for file in report.files)
    if report.failures:
        sys.exit(Exit.ERROR)
    failed = (report.failed or changed) and not exit_zero
    sys.exit(Exit.FINDINGS if failed else Exit.CLEAN)


def _compared(since: str | None, staged: bool) -> tuple[str | None, bool]:
    """Return `--since` and `--staged` as they apply. Raises `CliError` for both.

    In `pre-commit run --from-ref`, nothing is staged: changes since that commit are meant.
    """
    if since is not None and staged:
        raise CliError("`--since` and `--staged` cannot be used together")
    if staged and (from_ref := os.environ.get("PRE_COMMIT_FROM_REF")):
        return from_ref, False
    return since, staged


def _check_paths(paths: Sequence[str]) -> None:
    """Raise `CliError` for a command that is not the first argument."""
    from listlint.cli import COMMANDS

    for path in paths:
        if path in COMMANDS and not Path(path).exists():
            raise CliError(f"{path}: does not exist; a command must be the first argument")


def _print_settings(targets: Sequence["LintTarget"]) -> None:
    """Print the settings of each list as TOML."""
    from listlint.report.escape import visible
    from listlint.report.settings import as_toml

    for number, one in enumerate(targets):
        head = ["", ""] if number else []
        name = visible(one.source.name)
        print_lines([*head, f"# file: {name}", *as_toml(one.config, one.rules)])


def _print_configs(targets: Sequence["LintTarget"]) -> None:
    """Print on standard error which config each list has."""
    for one in targets:
        source = f"config {one.config.path}" if one.config.path else "no config"
        notice(f"{one.source.name}: {source}, {counted(len(one.rules), 'rule')}")


def _print_raw(report: "Report") -> None:
    """Print the fixed text of standard input."""
    for file in report.files:
        if file.source.path is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(file.source.encode(file.index.text))
            sys.stdout.buffer.flush()


def _output(value: str, default: "Format") -> tuple["Format", Path]:
    """Return the format and the file of a value of `--output`. Raises `CliError`."""
    form, mark, path = value.partition("=")
    if not mark or "/" in form or os.sep in form:
        return Format.of_file(value) or default, Path(value)
    if form not in list(Format):
        raise CliError(f"--output {value}: unknown format `{form}`; known: {', '.join(Format)}")
    return Format(form), Path(path)


def _write(
    report: "Report", outputs: Sequence[tuple["Format", Path]], style: "OutputStyle"
) -> None:
    """Write the report to the files of `--output`."""
    from listlint.report import render

    plain = replace(style, color=False, width=120)
    for form, path in outputs:
        write_file(path, "".join(line + "\n" for line in render(report, form, plain)))


def _print(
    report: "Report", form: "Format", style: "OutputStyle", *, statistics: bool, to_stderr: bool
) -> None:
    if statistics:
        from listlint.report.statistics import render
    else:
        from listlint.report import render

    stream = sys.stderr if to_stderr else sys.stdout
    for line in render(report, form, style):
        stream.write(line + "\n")
