"""`listlint rule`: the page of a rule."""

import click

from listlint.cli.common import CliError, color_option, print_lines, wants_colors
from listlint.language.similarity import did_you_mean


@click.command("rule")
@click.argument("name", required=False)
@color_option
def command(name: str | None, color: str) -> None:
    """Show the page of a rule, or the names of all."""
    from listlint.report.rule_pages import index, page
    from listlint.rules.page import page_names
    from listlint.rules.registry import shipped_rules

    if name is None:
        print_lines(index(wants_colors(color)))
        return
    if name not in page_names():
        if of_kind := [rule.name for rule in shipped_rules().values() if rule.kind == name]:
            raise CliError(f"{name!r} is a kind, not a rule; rules of it: {', '.join(of_kind)}")
        hint = did_you_mean(name, page_names(), "`listlint rule` lists them")
        raise CliError(f"no rule is called {name!r}; {hint}")
    print_lines(page(name, wants_colors(color)))
