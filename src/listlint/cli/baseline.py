"""`listlint baseline`: record the current findings, so that only new ones are reported."""

import sys
from pathlib import Path

import click

from listlint.cli.common import (
    CliError,
    Exit,
    check_outputs,
    config_option,
    define_command,
    option,
    paths_argument,
    prepare,
    print_lines,
    write_file,
)
from listlint.cli.network import LinkCheckSession, LinkOptions, link_options, offline_option
from listlint.language.words import counted

DEFAULT = "listlint-baseline.json"


@define_command("baseline")
@paths_argument
@option(
    "--output",
    type=click.Path(path_type=Path, readable=False),
    default=DEFAULT,
    show_default=True,
    help="File to write.",
)
@config_option
@offline_option
@link_options(archive=False)
def command(
    paths: tuple[str, ...], output: Path, config: Path | None, offline: bool, links: LinkOptions
) -> None:
    """Record the current findings; `listlint --baseline FILE` reports only others."""
    from listlint.linter import run as session
    from listlint.linter.baseline import dump, name_of
    from listlint.report.escape import visible

    choice = session.RunOptions(config=config, offline=offline)
    checked, troubles = prepare(paths, choice, "README.md")
    if troubles:
        raise CliError(troubles[0])
    check_outputs(checked, [output])
    network = LinkCheckSession(links)
    checked = session.answered(checked, network.check)
    network.print_notices()
    if network.interrupted:
        sys.exit(Exit.INTERRUPTED)
    if not network.reachable:
        raise CliError(f"{output}: not written, as links were not checked; --offline omits them")
    files = {}
    for result in session.run(checked):
        source = result.checked.source
        name = name_of(source.path, source.name, output)
        files[name] = (result.checked.context, result.findings)
    write_file(output, dump(files))
    count = sum(len(findings) for _, findings in files.values())
    name = visible(str(output))
    findings = counted(count, "finding")
    print_lines([f"wrote {findings} to {name}; use it with `listlint --baseline {name}`"])
