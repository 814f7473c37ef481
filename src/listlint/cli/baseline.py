"""`listlint baseline`: record the current findings, so that only new ones are reported."""

import os
import sys
from pathlib import Path

import click

from listlint.cli.common import (
    CliError,
    Exit,
    check_outputs,
    config_option,
    define_command,
    jobs_option,
    option,
    paths_argument,
    print_lines,
    read_targets,
    run_all,
    write_file,
)
from listlint.cli.network import (
    LinkCheckSession,
    LinkOptions,
    is_request,
    link_options,
    offline_option,
)
from listlint.language.words import counted

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
    links: LinkOptions,
    jobs: int | None,
) -> None:
    """Record the current findings; `listlint --baseline FILE` reports only others."""
    from listlint.linter.baseline import dump, name_of
    from listlint.linter.run import RunOptions, answered
    from listlint.report.escape import visible

    choice = RunOptions(config=config, offline=offline)
    targets, errors = read_targets(paths, choice, "README.md", baseline=False)
    if errors:
        raise CliError(errors[0])
    configured = next((one.config.settings.baseline for one in targets), "")
    output = output or Path(os.path.relpath(configured or DEFAULT))
    check_outputs(targets, [output])
    network = LinkCheckSession(links, not is_request())
    targets = answered(targets, network.check)
    network.print_notices()
    if network.interrupted:
        sys.exit(Exit.INTERRUPTED)
    if network.problems:
        raise CliError(f"{output}: not written, as links were not checked; --offline omits them")
    files = {}
    results, errors = run_all(targets, frozenset(), jobs)
    if errors:
        raise CliError(*errors)
    for result in results:
        source = result.target.source
        name = name_of(source.path, source.name, output)
        files[name] = (result.index, result.findings)
    write_file(output, dump(files))
    count = sum(len(findings) for _, findings in files.values())
    name = visible(str(output))
    findings = counted(count, "finding")
    use = f"; use it with `listlint --baseline {name}`" if not configured else ""
    print_lines([f"wrote {findings} to {name}{use}"])
