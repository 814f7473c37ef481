"""`listlint rule`: the page of a rule."""

import click

from listlint.cli.common import Trouble, color_option, print_lines, wants_colors
from listlint.hints import did_you_mean


@click.command("rule")
@click.argument("name", required=False)
@color_option
def command(name: str | None, color: str) -> None:
    """Show the page of a rule, or the names of all."""
    from listlint.help import index, page
    from listlint.rule import page_names, shipped_rules

    if name is None:
        print_lines(index(wants_colors(color)))
        return
    if name not in page_names():
        if of_kind := [rule.name for rule in shipped_rules().values() if rule.kind == name]:
            raise Trouble(f"{name!r} is a kind, not a rule; rules of it: {', '.join(of_kind)}")
        hint = did_you_mean(name, page_names(), "`listlint rule` lists them")
        raise Trouble(f"no rule is called {name!r}; {hint}")
    print_lines(page(name, wants_colors(color)))
