"""`listlint fleet`: thousands of lists, on several processes or machines."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from listlint.cli.common import (
    EXIT_CODES,
    CliError,
    Exit,
    config_option,
    define_command,
    notice,
    option,
    print_lines,
)
from listlint.cli.network import link_options, offline_option
from listlint.language.words import counted
from listlint.urls.verdict import ORDER

if TYPE_CHECKING:
    from listlint.linter.link_options import LinkOverrides

INSTALL = "`listlint fleet` needs Dask: pip install 'listlint[fleet]'"


@define_command("fleet", epilog=EXIT_CODES)
@click.argument("lists", metavar="LISTS.txt", type=click.Path(path_type=Path, readable=False))
@option(
    "--output",
    group="Output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("fleet"),
    show_default=True,
    metavar="DIR",
    help="Directory of the report and of the state of the run.",
)
@config_option
@option(
    "--scheduler",
    group="Workers",
    metavar="ADDRESS",
    help="Address of a Dask scheduler, such as tcp://10.0.0.1:8786; by default, workers are "
    "started on this machine.",
)
@option(
    "--workers",
    group="Workers",
    type=click.IntRange(1, 1_000),
    metavar="N",
    help="Number of worker processes that are started; by default, one per core.",
)
@option("--resume", is_flag=True, help="Continue the run in DIR that was interrupted.")
@offline_option
@link_options(archive=False)
def command(
    lists: Path,
    output: Path,
    config: Path | None,
    scheduler: str | None,
    workers: int | None,
    resume: bool,
    offline: bool,
    links: "LinkOverrides",
) -> None:
    """Check the lists in LISTS.txt: paths, globs, git URLs or owner/name, one per line."""
    if scheduler is not None and workers is not None:
        raise CliError("`--workers` starts workers here; a scheduler has its own")
    try:
        from listlint.fleet.run import FleetError, FleetOptions, run_fleet
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise CliError(INSTALL) from None
    from listlint.config.discover import ConfigError
    from listlint.fleet.job import Job

    progress = _Progress()
    try:
        job = Job.of(config, links, offline=offline)
        options = FleetOptions(lists, output, job, scheduler, workers, resume)
        outcome = run_fleet(options, progress)
    except ConfigError as error:
        raise CliError(*error.lines) from None
    except FleetError as error:
        raise CliError(str(error)) from None
    finally:
        progress.wipe()
    numbers = outcome.summary
    for name, problem in outcome.failed:
        notice(f"{name}: {problem}")
    if numbers["failed"] > len(outcome.failed):
        rest = counted(numbers["failed"] - len(outcome.failed), "list")
        notice(f"{rest} more cannot be checked; see {output / 'lists.csv'}")
    for line in (*outcome.notices, *outcome.problems):
        notice(line)
    print_lines(_lines(numbers, output))
    if outcome.interrupted:
        notice(f"interrupted: {counted(numbers['unfinished'], 'list')} left; --resume continues")
        sys.exit(Exit.INTERRUPTED)
    if outcome.problems or not outcome.complete or numbers["failed"] or numbers["unchecked"]:
        sys.exit(Exit.ERROR)
    found = any(numbers["findings"].get(severity) for severity in ("error", "warning"))
    sys.exit(Exit.FINDINGS if found else Exit.CLEAN)


def _lines(numbers: Mapping[str, Any], output: Path) -> Iterator[str]:
    """Yield the summary of a run."""
    links, findings = numbers["links"], numbers["findings"]
    found = ", ".join(counted(findings.get(name, 0), name) for name in ("error", "warning", "info"))
    entries = counted(numbers["entries"], "entry", "entries")
    yield f"{found} in {entries} of {counted(numbers['lists'], 'list')}."
    if links:
        parts = ", ".join(f"{links[kind]:,} {kind}" for kind in ORDER if links.get(kind))
        yield f"{counted(sum(links.values()), 'link')}: {parts}."
    yield f"Report: {output / 'report.html'}"


class _Progress:
    """One line on a terminal, which says what is done at the moment."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show how far a step is."""
        if self._shown:
            sys.stderr.write(f"\r\x1b[2K{step} {done:,}/{total:,}")
            sys.stderr.flush()

    def wipe(self) -> None:
        """Remove the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()
