"""`listlint schema`: the JSON Schema of the config."""

from listlint.cli.common import define_command, print_lines


@define_command("schema")
def command() -> None:
    """Print the JSON Schema of the config."""
    import json

    from listlint.config.schema import config_schema

    print_lines(iter(json.dumps(config_schema(), indent=2).splitlines()))
