"""`listlint rule`: the page of a rule."""

import click

from listlint.cli.common import Trouble, color_option, print_lines, wants_colors


@click.command("rule")
@click.argument("name", required=False)
@color_option
def command(name: str | None, color: str) -> None:
    """Show the page of a rule, or the names of all."""
    from listlint.help import index, page
    from listlint.rule import page_names

    if name is None:
        print_lines(index(wants_colors(color)))
        return
    if name not in page_names():
        from difflib import get_close_matches

        near = get_close_matches(name, page_names(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`listlint rule` lists them"
        raise Trouble(f"no rule is called {name!r}; {hint}")
    print_lines(page(name, wants_colors(color)))
