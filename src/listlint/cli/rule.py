"""`listlint rule`: the page of a rule, or a list of rules."""

import click

from listlint.cli.common import (
    CliError,
    color_option,
    complete_rules,
    define_command,
    option,
    print_lines,
    wants_colors,
)


@define_command("rule")
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete_rules)
@option(
    "--format",
    "form",
    group="Output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the page or the list.",
)
@color_option
def command(name: str | None, form: str, color: str) -> None:
    """Show the page of a rule, or list rules.

    NAME is a rule, a glob such as '*-link' or a preset; the default is all rules.
    """
    import json

    from listlint.diagnostics.problems import InvalidData
    from listlint.kinds import kind_names
    from listlint.report import rule_pages
    from listlint.rules.registry import shipped_rules
    from listlint.rules.selection import expand

    rules = shipped_rules()
    if name is not None and name in rules:
        if form == "json":
            print_lines(json.dumps(rule_pages.page_object(rules[name]), indent=2).splitlines())
        else:
            print_lines(rule_pages.page(name, wants_colors(color)))
        return
    if name in kind_names():
        raise CliError(f"`{name}` is a kind, not a rule; a config makes rules of kinds")
    try:
        names = set(rules if name is None else expand([name], rules))
    except InvalidData as error:
        raise CliError(*(problem.message for problem in error.problems)) from None
    listed = [rule for rule in rules.values() if rule.name in names]
    if form == "json":
        objects = [rule_pages.as_object(rule) for rule in listed]
        print_lines(json.dumps(objects, indent=2).splitlines())
    else:
        print_lines(rule_pages.index(listed, wants_colors(color)))
