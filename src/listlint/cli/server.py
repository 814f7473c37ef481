"""`listlint server`: the language server for editors."""

import click

from listlint.cli.common import CliError, define_command


@define_command("server")
@click.option("--stdio", is_flag=True, hidden=True, help="Ignored: there is no other transport.")
def command(stdio: bool) -> None:
    """Run the language server for editors, on standard input and output."""
    try:
        from listlint.server.app import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "listlint":
            raise
        raise CliError("the language server needs pygls: pip install 'listlint[lsp]'") from None
    serve()
