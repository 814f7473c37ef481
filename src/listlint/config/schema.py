"""The JSON Schema of a config, for editors."""

from typing import Any

from listlint.config.models import Settings
from listlint.diagnostics.attributes import kebab
from listlint.rules.registry import RuleSettings, shipped_rules
from listlint.schema import json_schema


def config_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a config, each shipped rule with its options."""
    schema = json_schema(Settings)
    common = json_schema(RuleSettings)
    schema["$defs"] |= common.pop("$defs")
    rules: dict[str, Any] = {}
    for name, rule in shipped_rules().items():
        # References lead to the root: types of several rules may have one name.
        own = json_schema(rule.options_type, f"#/$defs/{name}.{{model}}")
        for model, definition in own.pop("$defs", {}).items():
            schema["$defs"][f"{name}.{model}"] = definition
        properties = {kebab(key): value for key, value in own.get("properties", {}).items()}
        table = {
            "type": "object",
            "description": rule.title,
            "properties": {**common["properties"], **properties},
            "additionalProperties": False,
        }
        rules[name] = {"anyOf": [{"type": "boolean"}, table]}
    schema["properties"]["rules"] |= {"properties": rules}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
