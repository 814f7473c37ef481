"""`listlint baseline`: record the current findings, so that only new ones are reported."""

import os
import sys
from pathlib import Path

import click

from listlint.cli.common import (
    CliError,
    Exit,
    check_lists,
    check_outputs,
    config_option,
    define_command,
    is_debugging,
    jobs_option,
    option,
    paths_argument,
    print_lines,
    print_notices,
    read,
    write_file,
)
from listlint.cli.network import link_options, offline_option
from listlint.language.words import counted
from listlint.linter.link_options import LinkOverrides

DEFAULT = "listlint-baseline.json"


@define_command("baseline")
@paths_argument
@option(
    "--output",
    type=click.Path(path_type=Path, readable=False),
    show_default=f"that of the config, or {DEFAULT}",
    help="File to write.",
)
@config_option
@offline_option
@link_options(archive=False)
@jobs_option
def command(
    paths: tuple[str, ...],
    output: Path | None,
    config: Path | None,
    offline: bool,
    links: LinkOverrides,
    jobs: int | None,
) -> None:
    """Record the current findings; `listlint --baseline FILE` reports only others."""
    from listlint.linter.baseline import dump, name_of
    from listlint.linter.targets import RunOptions
    from listlint.report.escape import visible

    lists = read(
        RunOptions(
            paths,
            config=config,
            offline=offline,
            links=links,
            use_baseline=False,
            jobs=jobs,
            debug=is_debugging(),
        )
    )
    if lists.failures:
        raise CliError(*map(str, lists.failures))
    configured = next((one.config.settings.baseline for one in lists.targets), "")
    output = output or Path(os.path.relpath(configured or DEFAULT))
    check_outputs(lists, [output])
    report = check_lists(lists)
    if report.failures:
        raise CliError(*map(str, report.failures))
    print_notices(report.notices, report.interrupted, report.problems)
    if report.interrupted:
        sys.exit(Exit.INTERRUPTED)
    if report.problems:
        raise CliError(f"{output}: not written, as links were not checked; --offline omits them")
    files = {
        name_of(file.source.path, file.path, output): (file.index, file.findings)
        for file in report.files
    }
    write_file(output, dump(files))
    count = sum(len(findings) for _, findings in files.values())
    name = visible(str(output))
    findings = counted(count, "finding")
    use = f"; use it with `listlint --baseline {name}`" if not configured else ""
    print_lines([f"wrote {findings} to {name}{use}"])
