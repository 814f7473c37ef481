"""`listlint [check]`: check lists and apply fixes."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listlint import __version__
from listlint.cli.common import (
    FORMATS,
    CliError,
    Exit,
    check_outputs,
    color_option,
    config_option,
    names,
    paths_argument,
    prepare,
    print_lines,
    stdin_option,
    wants_colors,
    width,
    write_file,
)
from listlint.cli.network import LinkCheckSession, LinkOptions, link_options, links_are_required

if TYPE_CHECKING:
    from listlint.linter.run import LintTarget, Result, RunOptions
    from listlint.report import Format, OutputStyle, Report


@click.command("check")
@paths_argument
@click.option("--fix", is_flag=True, help="Apply safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="Also apply fixes that may change meaning.")
@click.option("--diff", is_flag=True, help="Print the fixes as a diff; write no file.")
@click.option("--select", multiple=True, metavar="RULES", help="Run only these rules.")
@click.option("--extend-select", multiple=True, metavar="RULES", help="Also run these rules.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules.")
@config_option
@click.option(
    "--config-from",
    metavar="REV",
    help="Read the config from commit REV instead of the working tree.",
)
@click.option(
    "--since", metavar="REV", help="Report only on what was added or changed since commit REV."
)
@click.option("--staged", is_flag=True, help="Report only on what is staged for a commit.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    help="Ignore the findings in this file, written by `listlint baseline`.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Format of the report.",
)
@click.option(
    "--output",
    multiple=True,
    metavar="[FORMAT=]FILE",
    help="Write the report to a file; repeatable.",
)
@click.option("--offline", is_flag=True, help="Do not use the network.")
@link_options(archive=True)
@stdin_option
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Show what was checked.")
@color_option
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
def command(
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    config: Path | None,
    config_from: str | None,
    since: str | None,
    staged: bool,
    baseline: Path | None,
    form: str,
    output: tuple[str, ...],
    offline: bool,
    links: LinkOptions,
    stdin_filename: str,
    quiet: bool,
    verbose: bool,
    color: str,
    exit_zero: bool,
) -> None:
    """Check lists (the default command)."""
    from listlint.cli import COMMANDS
    from listlint.diagnostics.edits import Safety
    from listlint.linter.run import RunOptions
    from listlint.report import Format, OutputStyle

    wanted = {Safety.SAFE} if fix or unsafe_fixes or diff else set()
    if unsafe_fixes:
        wanted.add(Safety.UNSAFE)
    choice = RunOptions(
        config=config,
        config_from=config_from,
        select=names(select),
        extend_select=names(extend_select),
        ignore=names(ignore),
        offline=offline,
        wanted=frozenset(wanted),
        since=since,
        staged=staged,
        baseline=baseline,
    )
    if since is not None and staged:
        raise CliError("--since and --staged cannot be used together")
    for path in paths:
        if path in COMMANDS and not Path(path).exists():
            raise CliError(f"{path}: does not exist; a command must be the first argument")
    targets = [_target(value, Format(form)) for value in output]
    network = LinkCheckSession(links)
    checked, troubles = prepare(paths, choice, stdin_filename)
    check_outputs(checked, (path for _, path in targets))
    results, unsaved = _check(checked, choice, network, write=not diff)
    troubles += unsaved
    for trouble in troubles:
        CliError(trouble).show()
    if troubles and not results:
        sys.exit(Exit.TROUBLE)
    style = OutputStyle(wants_colors(color), width(), verbose, quiet)
    report = replace(_report(results), written=not diff)
    if Format.HTML in (Format(form), *(target_form for target_form, _ in targets)):
        report = replace(report, history=network.history())
    fixed_stdin = bool(wanted) and not diff and "-" in paths
    if diff:
        for result in results:
            _print_diff(result)
    if fixed_stdin:
        _print_raw(results)
    _emit(report, Format(form), targets, style, to_stderr=diff or fixed_stdin)
    network.print_notices(quiet=quiet)
    if network.interrupted:
        sys.exit(Exit.INTERRUPTED)
    failed = any(finding.severity != "info" for _, finding in report.findings())
    changed = diff and any(result.changed for result in results)
    unchecked = not network.reachable and (
        links.archive or links_are_required(choice, [result.checked for result in results])
    )
    if troubles or unchecked:
        sys.exit(Exit.TROUBLE)
    sys.exit(Exit.FINDINGS if (failed or changed) and not exit_zero else Exit.CLEAN)


def _check(
    checked: Sequence["LintTarget"], choice: "RunOptions", network: LinkCheckSession, write: bool
) -> tuple[list["Result"], list[str]]:
    """Lint and fix all lists; return the results, and a line for each that was not written.

    After Ctrl-C, no fix is applied.
    """
    from listlint.config.discover import ConfigError
    from listlint.linter import run as session
    from listlint.linter.engine import RuleCrashedError

    checked = session.answered(checked, network.check)
    if not network.reachable:
        checked = [one if one.context.verdicts else one.without_links for one in checked]
    wanted = frozenset() if network.interrupted else choice.wanted
    try:
        results = session.run(checked, wanted)
    except ConfigError as error:
        raise CliError(*error.lines) from None
    except RuleCrashedError as error:
        if os.environ.get("LISTLINT_DEBUG"):
            raise
        raise CliError(f"{error}; please report it (LISTLINT_DEBUG=1 shows more)") from None
    if write and wanted:
        results = [session.save(result) for result in results]
    if results and (idle := tuple(session.idle_exemptions(results))):
        results[-1] = replace(results[-1], notes=results[-1].notes + idle)
    return results, [result.problem for result in results if result.problem]


def _report(results: Sequence["Result"]) -> "Report":
    from listlint.report import FileReport, Report
    from listlint.rules.registry import shipped_rules

    rules = dict(shipped_rules())
    for result in results:
        rules |= {rule.name: rule for rule in result.checked.rules}
    files = tuple(
        FileReport(
            result.checked.source.name,
            result.checked.context,
            result.findings,
            result.fixed,
            result.notes,
            result.known,
            result.mended,
        )
        for result in results
    )
    verdicts = {u: v for result in results for u, v in result.checked.context.verdicts.items()}
    return Report(__version__, files, rules, verdicts)


_RUNNERS = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""Environment variables of CI runners that take lines of a log for commands."""
_NO_NEWLINE = b"\n\\ No newline at end of file\n"


def _print_diff(result: "Result") -> None:
    """Print a patch of a list: byte for byte, or escaped for terminals and logs of CI."""
    from difflib import diff_bytes, unified_diff

    from listlint.report.escape import visible

    source = result.checked.source
    before, after = (
        BytesIO(source.encode(context.text)).readlines()  # splits at "\n" alone, as git does
        for context in (result.before, result.checked.context)
    )
    name = source.name.lstrip("/")
    old, new = (f"{side}/{name}".encode("utf-8", "surrogateescape") for side in "ab")
    patch = diff_bytes(unified_diff, before, after, old, new)
    lines = (line if line.endswith(b"\n") else line + _NO_NEWLINE for line in patch)
    if sys.stdout.isatty() or any(os.environ.get(name) for name in _RUNNERS):
        print_lines(visible(line[:-1].decode("utf-8", "surrogateescape")) for line in lines)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()


def _print_raw(results: Sequence["Result"]) -> None:
    for result in results:
        if result.checked.source.path is None:
            raw = result.checked.source.encode(result.checked.context.text)
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
    style: "OutputStyle",
    to_stderr: bool,
) -> None:
    from listlint.report import render

    for target_form, path in targets:
        plain = replace(style, color=False, width=120)
        write_file(path, "".join(line + "\n" for line in render(report, target_form, plain)))
    if any(target_form is form for target_form, _ in targets):
        return
    stream = sys.stderr if to_stderr else sys.stdout
    for line in render(report, form, style):
        stream.write(line + "\n")
