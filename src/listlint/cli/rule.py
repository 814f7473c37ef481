"""`listlint rule`: the page of a rule."""

import click

from listlint.cli.common import CliError, color_option, define_command, print_lines, wants_colors
from listlint.language.similarity import did_you_mean


@define_command("rule")
@click.argument("name", required=False)
@color_option
def command(name: str | None, color: str) -> None:
    """Show the page of a rule, or the names of all rules."""
    from listlint.kinds import kind_names
    from listlint.report.rule_pages import index, page
    from listlint.rules.page import page_names

    if name is None:
        print_lines(index(wants_colors(color)))
        return
    if name not in page_names():
        if name in kind_names():
            raise CliError(f"{name!r} is a kind, not a rule; a config makes rules of kinds")
        suggestion = did_you_mean(name, page_names(), "`listlint rule` lists all rules")
        raise CliError(f"unknown rule {name!r}; {suggestion}")
    print_lines(page(name, wants_colors(color)))
