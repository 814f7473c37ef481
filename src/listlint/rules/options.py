"""Tables of options: what a rule, or a table of a config, can be set to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from listlint.diagnostics.attributes import docstrings, kebab
from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.fields import Checked, FromText
from listlint.links.durations import in_words
from listlint.rules.registry import Rule

_WORDS = {bool: "boolean", int: "whole number", float: "number", str: "string", date: "date"}


@dataclass(frozen=True, slots=True)
class Option:
    """A row of a table of options: name and default as in TOML, type and meaning in words."""

    name: str
    type: str
    default: str
    """Empty where there is none."""
    meaning: str


def rule_options(rule: Rule) -> list[Option]:
    """Return the options of a rule, with the defaults that it has."""
    return list(options(rule.options_type, rule.options))


def options(cls: type, values: object = None) -> Iterator[Option]:
    """Yield the options that a dataclass declares, inherited ones included.

    Defaults are those of `values`, an instance, or else of the class.
    """
    hints = get_type_hints(cls, include_extras=True)
    meanings = docstrings(cls)
    for item in fields(cls):
        hint = hints[item.name]
        default = _default(item) if values is None else getattr(values, item.name)
        meaning = meanings.get(item.name, "")
        if "follows" in item.metadata:  # see `Conventions`
            meaning += f" Follows `{kebab(item.metadata['follows'])}`."
        yield Option(kebab(item.name), _words(hint), _default_text(default, hint), meaning)


def _default(item: "Field[Any]") -> object:
    if item.default_factory is not MISSING:
        return item.default_factory()
    return None if item.default is MISSING else item.default


def _words(hint: Any) -> str:
    """Return what values of a type are."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        checks = [item for item in arguments[1:] if isinstance(item, Checked | FromText)]
        return next((c.name for c in checks if c.name), "") or _words(arguments[0])
    if origin in (Union, UnionType):
        return " or ".join(_words(one) for one in arguments if one is not NoneType)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " or ".join(f"`{json.dumps(member.value)}`" for member in hint)
    if origin in (tuple, frozenset, list, set):
        words = _words(arguments[0])
        return f"list of {words}" if words.endswith("`") else f"list of {words}s"
    return _WORDS.get(hint, "table")


def _default_text(value: object, hint: Any) -> str:
    """Return a default in TOML; empty for none, and for tables."""
    if value is None or is_dataclass(value) or isinstance(value, Mapping):
        return ""
    if isinstance(value, float) and value >= 1 and _words(hint) == "duration":
        value = in_words(value)
    return toml(value)


_BARE = regex("[A-Za-z0-9_-]+")


def toml(value: object) -> str:
    """Return the value of an option in TOML, tables inline."""
    if is_dataclass(value) and not isinstance(value, type):
        return toml(table(value))
    if isinstance(value, Mapping):
        pairs = (f"{toml_key(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    if isinstance(value, frozenset | set):
        value = sorted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    # Strings, numbers and booleans are written as in JSON.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(key: str) -> str:
    """Return a key in TOML, in quotes where it needs them."""
    return key if _BARE.fullmatch(key) else toml(key)


def table(values: Any) -> dict[str, Any]:
    """Return a dataclass as a table; options without a value are left out."""
    pairs = ((kebab(item.name), getattr(values, item.name)) for item in fields(values))
    return {name: value for name, value in pairs if value is not None}
