"""`listlint export`: the entries, tables, headings and links of lists as data."""

import sys

import click

from listlint.cli.common import CliError, define_command, option, paths_argument, stdin_option


@define_command("export")
@paths_argument
@option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "yaml", "markdown"]),
    default="json",
    show_default=True,
    help="Format of the data.",
)
@stdin_option
def command(paths: tuple[str, ...], form: str, stdin_filename: str) -> None:
    """Print the entries, tables, headings and links of lists as data."""
    from listlint.entries.context import LintContext
    from listlint.markdown import parse
    from listlint.report.export import ExportFormat
    from listlint.report.export import export as exported
    from listlint.sources import files

    contexts = []
    try:
        for path in files.find(paths):
            source = files.read(path, stdin_filename)
            contexts.append((source.name, LintContext(parse(source.text, source.name))))
    except files.SourceError as error:
        raise CliError(str(error)) from None
    sys.stdout.write(exported(contexts, ExportFormat(form)))
