"""The shape of a config file, for pydantic: the only door to it, and imported late."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field, ValidationError

from listlint.config.link_schema import LinksTable
from listlint.config.table_schema import Table, kebab
from listlint.language.similarity import did_you_mean
from listlint.rules.registry import Preset


class HabitsTable(Table):
    """When what the list does is a convention."""

    minimum: Annotated[int, Field(ge=2)] = 10
    """How many answers there must be."""
    share: Annotated[float, Field(gt=0.5, le=1)] = 0.9
    """What share of them must agree."""


class FileTable(Table):
    """Other rules for some files."""

    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()


class ExemptTable(Table):
    """An entry that rules leave alone."""

    url: str | None = None
    name: str | None = None
    rules: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None


class ConfigTable(Table):
    """`listlint.toml`."""

    preset: Preset = Preset.RECOMMENDED
    """Which rules run: recommended, awesome, strict or all."""
    select: tuple[str, ...] = ()
    """Names or globs of the rules that run, in place of the preset's."""
    extend_select: tuple[str, ...] = ()
    """More rules."""
    ignore: tuple[str, ...] = ()
    """Rules that do not run."""
    rules: dict[str, Any] = Field(default_factory=dict)
    """By name: `enabled`, `severity`, `fix`, messages and the parameters of its kind."""
    files: dict[str, FileTable] = Field(default_factory=dict)
    """By glob: rules to `ignore` or to `select`."""
    exempt: tuple[ExemptTable, ...] = ()
    """Entries that rules leave alone, with a reason and perhaps a last day."""
    conventions: HabitsTable = HabitsTable()
    offline: bool = False
    """Whether links are left unchecked."""
    links: LinksTable = LinksTable()
    """How links are checked."""
    exclude: tuple[str, ...] = ()
    """Globs of files that are never checked."""


def explain(error: ValidationError) -> tuple[tuple[str, ...], str]:
    """Return the key that the first problem is about, and what to do, in one line."""
    problem = error.errors(include_url=False)[0]
    keys = tuple(str(part) for part in problem["loc"] if part != "[key]")
    if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        known = _keys_at(keys[:-1])
        return keys, f"unknown key; {did_you_mean(keys[-1], known)}"
    if problem["type"] == "value_error":  # ours: it says all, and shows no secret
        return keys, problem["msg"].removeprefix("Value error, ")
    message = _WORDS.get(problem["type"]) or problem["msg"].replace("Input should", "should")
    return keys, f"{message}, not {repr(problem['input'])[:80]}"


_WORDS = {
    "model_type": "should be a table",
    "dict_type": "should be a table",
    "tuple_type": "should be a list",
    "frozen_set_type": "should be a list",
    "string_type": "should be a string",
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
    "string_pattern_mismatch": "should be printable ASCII",
}
"""TOML's names for what pydantic calls otherwise."""


def _keys_at(keys: tuple[str, ...]) -> list[str]:
    """Return the keys that a table of the config may have."""
    model: Any = ConfigTable
    for key in keys:
        name = key.replace("-", "_")
        if isinstance(model, type) and issubclass(model, BaseModel) and name in model.model_fields:
            model = _table_in(model.model_fields[name].annotation)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [kebab(name) for name in model.model_fields]
    if isinstance(model, type) and is_dataclass(model):
        return [kebab(item.name) for item in fields(model)]
    return []


def _table_in(annotation: Any) -> Any:
    """Return the table class within an annotation such as `dict[str, FileTable]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_table_in(argument) for argument in get_args(annotation))
    return next((table for table in found if table is not None), None)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a config, each shipped rule with its parameters."""
    from pydantic import TypeAdapter

    from listlint.rules.registry import shipped_rules

    schema = ConfigTable.model_json_schema(by_alias=True)
    known: dict[str, Any] = {}
    for name, rule in shipped_rules().items():
        # References lead to the root: choices of several kinds may have one name.
        parameters = TypeAdapter(rule.check_module.Options).json_schema(
            ref_template=f"#/$defs/{name}.{{model}}"
        )
        for choice, values in parameters.get("$defs", {}).items():
            schema["$defs"][f"{name}.{choice}"] = values
        known[name] = {"anyOf": [{"type": "boolean"}, _rule_schema(rule.title, parameters)]}
    schema["properties"]["rules"] = {
        **schema["properties"]["rules"],
        "properties": known,
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _rule_schema(title: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    common: dict[str, Any] = {
        "enabled": {"type": "boolean"},
        "severity": {"enum": ["error", "warning", "info"]},
        "fix": {"enum": ["safe", "unsafe", "display-only"]},
        "message": {"type": "string"},
        "messages": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    own = {kebab(key): value for key, value in parameters.get("properties", {}).items()}
    return {
        "type": "object",
        "description": title,
        "properties": {**own, **common},
        "additionalProperties": False,
    }
