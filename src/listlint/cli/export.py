"""`listlint export`: what was understood of lists, as data."""

import sys

import click

from listlint.cli.common import Trouble, paths_argument, stdin_option


@click.command("export")
@paths_argument
@click.option("--format", "form", type=click.Choice(["json", "csv", "markdown"]), default="json")
@stdin_option
def command(paths: tuple[str, ...], form: str, stdin_filename: str) -> None:
    """Print what listlint understood of lists, as data."""
    from listlint import files
    from listlint.document import parse
    from listlint.export import ExportFormat
    from listlint.export import export as exported
    from listlint.listing import Listing

    listings = []
    try:
        for path in files.find(paths):
            source = files.read(path, stdin_filename)
            listings.append((source.name, Listing(parse(source.text, source.name))))
    except files.ReadError as error:
        raise Trouble(str(error)) from None
    sys.stdout.write(exported(listings, ExportFormat(form)))
