"""The JSON Schema of a config, for editors."""

from typing import Any

from listlint.config.models import Settings
from listlint.diagnostics.attributes import kebab
from listlint.rules.page import SCHEMA_URL
from listlint.rules.registry import RuleSettings, shipped_rules
from listlint.schema import json_schema

_DEFINITION = "#/definitions/{model}"


def config_schema() -> dict[str, Any]:
    """Return the JSON Schema of a config, each shipped rule with its options.

    It is of draft 7, which SchemaStore wants and every editor knows.
    """
    schema = json_schema(Settings, _DEFINITION)
    common = json_schema(RuleSettings, _DEFINITION)
    definitions = schema.pop("$defs") | common.pop("$defs")
    rules: dict[str, Any] = {}
    for name, rule in shipped_rules().items():
        # References lead to the root: types of several rules may have one name.
        own = json_schema(rule.options_type, f"#/definitions/{name}.{{model}}")
        for model, definition in own.pop("$defs", {}).items():
            definitions[f"{name}.{model}"] = definition
        properties = {kebab(key): value for key, value in own.get("properties", {}).items()}
        table = {
            "type": "object",
            "description": rule.title,
            "properties": {**common["properties"], **properties},
            "additionalProperties": False,
        }
        rules[name] = {"anyOf": [{"type": "boolean"}, table]}
    schema["properties"]["rules"] |= {"properties": rules}
    about = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_URL,
        "title": "listlint",
        "description": "Config of listlint, a linter for awesome lists",
    }
    whole: dict[str, Any] = _draft_07({**schema, **about, "definitions": definitions})
    return about | whole


def _draft_07(schema: Any) -> Any:
    """Return a schema whose references have no keys beside them, which draft 7 ignores."""
    if isinstance(schema, list):
        return [_draft_07(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _draft_07(value) for key, value in schema.items()}
    if isinstance(schema.get("$ref"), str) and len(inner) > 1:
        inner["allOf"] = [{"$ref": inner.pop("$ref")}]
    return inner
