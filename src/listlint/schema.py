"""Data from outside to typed values, and their JSON Schema. The only module that imports pydantic.

Settings, caches and API answers are plain dataclasses. Where one is read from a file, `build`
checks it strictly: a string is no number, an unknown key is an error.
"""

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

from listlint.diagnostics.problems import InvalidData, Problem
from listlint.language.similarity import did_you_mean

T = TypeVar("T")


def kebab(name: str) -> str:
    """Return a field's name as it is written in TOML."""
    return name.replace("_", "-")


_CONFIG = ConfigDict(
    strict=True, extra="forbid", alias_generator=kebab, use_attribute_docstrings=True
)
_MESSAGES = {
    "string_type": "should be a string",
    "bool_type": "should be true or false",
    "int_type": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "tuple_type": "should be a list",
    "list_type": "should be a list",
    "frozen_set_type": "should be a list",
    "set_type": "should be a list",
    "dict_type": "should be a table",
    "mapping_type": "should be a table",
    "dataclass_type": "should be a table",
    "date_type": "should be a date such as 2027-03-01",
    "date_from_datetime_parsing": "should be a date such as 2027-03-01",
    "missing": "is missing",
    "string_pattern_mismatch": "should be printable ASCII",
}
"""TOML's words for the errors of pydantic."""


def build(kind: "type[T]", table: Any) -> T:
    """Return `table`, as `tomllib` or `json` read it, as a value of the dataclass `kind`.

    Lists become tuples, strings enums and dates; nothing else is converted. Raises `InvalidData`
    with every mistake.
    """
    try:
        # In JSON mode, strict still lets lists be tuples and strings be enums and dates.
        value: T = _adapter(cast("Hashable", kind)).validate_json(
            json.dumps(table, default=str), strict=True
        )
    except ValidationError as error:
        raise InvalidData(*_problems(kind, error)) from None
    return value


def json_schema(kind: type, ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a dataclass, its keys as in TOML."""
    return _adapter(kind).json_schema(by_alias=True, ref_template=ref_template)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    _configure(kind, set())
    return TypeAdapter(kind)


def _configure(kind: Any, seen: set[Any]) -> None:
    """Give a dataclass, and those that its fields hold, the configuration of all data here."""
    if kind in seen:
        return
    seen.add(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        if "__pydantic_config__" not in vars(kind):
            with_config(_CONFIG)(kind)
        for hint in get_type_hints(kind).values():
            _configure(hint, seen)
    for argument in get_args(kind):
        if not isinstance(argument, str | bytes | int | float):
            _configure(argument, seen)


def _problems(kind: type, error: ValidationError) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        keys = tuple(str(part) for part in item["loc"] if part != "[key]")
        if item["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            yield Problem(keys, f"unknown key; {did_you_mean(keys[-1], _keys_at(kind, keys[:-1]))}")
        elif item["type"] == "value_error":  # ours: it says all, and shows no secret
            yield Problem(keys, item["msg"].removeprefix("Value error, "))
        elif item["type"] == "enum":
            yield Problem(keys, f"should be {item['ctx']['expected']}, not {_shown(item['input'])}")
        elif item["type"] == "missing":
            yield Problem(keys, _MESSAGES["missing"])
        else:
            message = _MESSAGES.get(item["type"]) or item["msg"].replace("Input should", "should")
            yield Problem(keys, f"{message}, not {_shown(item['input'])}")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _keys_at(kind: Any, keys: tuple[str, ...]) -> list[str]:
    """Return the keys that the table at `keys` may have."""
    for key in keys:
        if key.isdecimal():  # a place in a list
            continue
        hints: Mapping[str, Any] = get_type_hints(kind)
        kind = _table_in(hints.get(key.replace("-", "_")))
        if kind is None:
            return []
    return [kebab(name) for name in get_type_hints(kind)]


def _table_in(hint: Any) -> Any:
    """Return the dataclass within a type such as `dict[str, FileOverride]`, if there is one."""
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    return next((found for argument in get_args(hint) if (found := _table_in(argument))), None)
