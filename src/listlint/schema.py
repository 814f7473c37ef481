"""Data from outside to typed values, and their JSON Schema. The only module that imports pydantic.

Settings, caches and API answers are plain dataclasses. Where one comes from outside, it is checked
strictly: a string is no number, and in a file of ours an unknown key is an error.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic_core import core_schema

from listlint.diagnostics.attributes import docstrings, kebab
from listlint.diagnostics.problems import InvalidData, Mistakes, Problem
from listlint.language.similarity import closest_match, did_you_mean

T = TypeVar("T")

_OURS = ConfigDict(strict=True, extra="forbid", alias_generator=kebab)
_FOREIGN = ConfigDict(strict=True, extra="ignore")
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
    "date_parsing": "should be a date such as 2027-03-01",
    "date_from_datetime_parsing": "should be a date such as 2027-03-01",
    "date_from_datetime_inexact": "should be a date such as 2027-03-01",
}
"""TOML's words for the errors of pydantic."""
_MARKS = frozenset({"[key]", "[text]", "[value]"})
"""Parts of a place that are not keys of the data."""


def build(kind: type[T], table: Any, also: Iterable[str] = ()) -> T:
    """Return `table`, as `tomllib` or `json` read it, as a value of the dataclass `kind`.

    Lists become tuples, strings enums and dates; nothing else is converted. `also` are keys to
    suggest for an unknown one besides those of `kind`. Raises `InvalidData` with every mistake.
    """
    # In JSON mode, strict still lets lists be tuples and strings be enums and dates.
    text = json.dumps(table, default=str)
    try:
        return build_json(kind, text, also)
    except InvalidData as error:
        problems = error.problems
    try:  # checks of whole tables run only where all keys of the table are right
        build_json(kind, json.dumps(_without(json.loads(text), problems)), also)
    except InvalidData as error:
        problems += tuple(p for p in error.problems if not _is_known(p, problems))
    raise InvalidData(*problems)


def build_json(kind: type[T], text: str | bytes, also: Iterable[str] = ()) -> T:
    """Return JSON text as a value of the dataclass `kind`; see `build`."""
    value: T = _read(kind, text, foreign=False, also=also)
    return value


def build_rest(kind: type[T], table: Any, mistakes: Mistakes) -> tuple[T, Mapping[str, Any]]:
    """Return a value made of what is right in `table`, and that; the rest has its defaults.

    What is wrong is added to `mistakes`.
    """
    try:
        return build(kind, table), table
    except InvalidData as error:
        mistakes.problems += error.problems
        rest = _without(json.loads(json.dumps(table, default=str)), error.problems)
    try:
        return build(kind, rest), rest
    except InvalidData as error:
        wrong = {problem.keys[:1] for problem in error.problems}
        rest = {key: value for key, value in rest.items() if (key,) not in wrong}
        return build(kind, rest), rest


def build_answer(kind: type[T], answer: Any) -> T:
    """Return what an API answered as a value of the dataclass `kind`; keys may be unknown."""
    value: T = _read(kind, json.dumps(answer), foreign=True)
    return value


def _read(kind: Any, text: str | bytes, *, foreign: bool, also: Iterable[str] = ()) -> Any:
    try:
        return _adapter(kind, foreign=foreign).validate_json(text)
    except ValidationError as error:
        raise InvalidData(*_problems(kind, error, also)) from None


def json_schema(kind: type, ref_template: str = "#/$defs/{model}") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a dataclass, its keys as in TOML."""
    adapter = _adapter(kind, foreign=False)
    schema = adapter.json_schema(by_alias=True, ref_template=ref_template)
    for cls in _dataclasses(kind, set()):
        table = schema if cls is kind else schema.get("$defs", {}).get(cls.__name__, {})
        for name, text in docstrings(cls).items():
            if (key := kebab(name)) in table.get("properties", {}):
                table["properties"][key]["description"] = text
    return schema


def checked(
    check: Callable[[Any], Any], additions: Mapping[str, Any], inner: core_schema.CoreSchema
) -> core_schema.CoreSchema:
    """Return the schema of a value that `check` returns or raises `ValueError` for."""

    def extended(core: core_schema.CoreSchema, handler: Any) -> dict[str, Any]:
        return {**handler(core), **additions}

    return core_schema.no_info_after_validator_function(
        check, inner, metadata={"pydantic_js_functions": [extended]} if additions else None
    )


def from_text(read: Callable[[str], Any], inner: core_schema.CoreSchema) -> core_schema.CoreSchema:
    """Return the schema of a value that may also be written as a text that `read` understands."""
    text = core_schema.no_info_after_validator_function(read, core_schema.str_schema())
    return core_schema.tagged_union_schema(
        {"[text]": text, "[value]": inner},
        discriminator=lambda value: "[text]" if isinstance(value, str) else "[value]",
    )


@cache
def _adapter(kind: Any, *, foreign: bool) -> TypeAdapter[Any]:
    for cls in _dataclasses(kind, set()):
        if "__pydantic_config__" not in vars(cls):
            with_config(_FOREIGN if foreign else _OURS)(cls)
    return TypeAdapter(kind)


def _dataclasses(hint: Any, seen: set[Any]) -> Iterator[type]:
    """Yield a dataclass, and those that its fields hold; those within another type."""
    if isinstance(hint, type) and is_dataclass(hint):
        if hint in seen:
            return
        seen.add(hint)
        yield hint
        for inner in get_type_hints(hint).values():
            yield from _dataclasses(inner, seen)
    for argument in get_args(hint):
        yield from _dataclasses(argument, seen)


def _problems(kind: Any, error: ValidationError, also: Iterable[str]) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        keys = tuple(str(part) for part in item["loc"] if part not in _MARKS)
        match item["type"]:
            case "extra_forbidden" | "unexpected_keyword_argument":
                known = [*_keys_at(kind, keys[:-1]), *(also if len(keys) == 1 else ())]
                yield Problem(keys, f"unknown key; {did_you_mean(keys[-1], known)}")
            case "value_error":  # ours: it says all, and shows no secret
                cause = item["ctx"]["error"]
                if isinstance(cause, InvalidData):
                    yield from (problem.under(*keys) for problem in cause.problems)
                else:
                    yield Problem(keys, str(cause))
            case "enum":
                expected = item["ctx"]["expected"].replace("'", "`")
                near = closest_match(str(item["input"]), re.findall(r"`([^`]*)`", expected))
                shown = _shown(item["input"]).replace('"', "")
                message = f"should be {expected}, not {shown}"
                yield Problem(keys, f"{message}; did you mean `{near}`?" if near else message)
            case "missing":
                yield Problem(keys, "is missing")
            case "json_invalid":
                yield Problem(keys, f"cannot be read: {item['ctx']['error']}")
            case other:
                message = _MESSAGES.get(other) or item["msg"].replace("Input should", "should")
                yield Problem(keys, f"{message}, not {_shown(item['input'])}")


def _is_known(problem: Problem, known: Iterable[Problem]) -> bool:
    """Return whether a problem is one of `known`, or comes of one: it mentions the key of it."""
    words = re.findall(r"[\w-]+", problem.message)
    return any(
        other.keys == problem.keys
        or (
            other.keys[:-1] == problem.keys
            and any(word == other.keys[-1] or f"`{word}`?" in other.message for word in words)
        )
        for other in known
    )


def _without(table: Any, problems: Iterable[Problem]) -> Any:
    """Return `table` with the wrong keys of its tables removed."""
    if not isinstance(table, dict):
        return {}
    for *parents, key in (problem.keys or ("",) for problem in problems):
        inner: Any = table
        for parent in parents:
            if isinstance(inner, list):
                inner = inner[int(parent)]
            elif isinstance(inner, dict):
                inner = inner.get(parent)
        if isinstance(inner, dict):
            inner.pop(key, None)
    return table


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"`{text}`" if len(text) <= 80 else f"`{text[:79]}…`"


def _keys_at(kind: Any, keys: tuple[str, ...]) -> list[str]:
    """Return the keys that the table at `keys` may have."""
    for key in keys:
        if is_dataclass(kind):
            kind = get_type_hints(kind).get(key.replace("-", "_"))
        else:  # a place in a list, or a name in a mapping
            kind = _table_in(kind)
    table = _table_in(kind)
    return [kebab(name) for name in get_type_hints(table)] if table else []


def _table_in(hint: Any) -> Any:
    """Return the dataclass within a type such as `dict[str, FileOverride]`, if there is one."""
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    return next((found for argument in get_args(hint) if (found := _table_in(argument))), None)
