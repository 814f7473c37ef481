"""The settings in force for a file, as a config that sets them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from typing import Any

from listlint.config.models import Config
from listlint.report.escape import visible
from listlint.rules.options import table, toml, toml_key
from listlint.rules.registry import Rule

_IN_RULES = ("preset", "select", "extend-select", "ignore", "rules", "files", "policy")
"""Keys that decide which rules run, and with which options."""

_WIDTH = 100
"""Columns of the longest list that is written on one line."""


def as_toml(config: Config, rules: Sequence[Rule]) -> Iterator[str]:
    """Yield a TOML document with all options of the rules that run, and all other settings."""
    yield f"# config: {visible(str(config.path))}" if config.path else "# no config"
    settings = {key: value for key, value in table(config.settings).items() if key not in _IN_RULES}
    yield from _lines({"select": [rule.name for rule in rules], **settings}, ())
    for rule in rules:
        common: dict[str, Any] = {"severity": rule.severity, "fix": rule.safety}
        if rule.message is not None:
            common["message"] = rule.message
        if rule.kind is not None:
            common |= {"kind": rule.kind, "title": rule.title}
        yield from _lines({**common, **table(rule.options)}, ("rules", rule.name))


def _lines(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table, the tables in it last."""
    if path:
        yield ""
        yield f"[{'.'.join(map(toml_key, path))}]"
    tables = {key: table(value) for key, value in values.items() if is_dataclass(value)}
    for key, value in values.items():
        if key in tables:
            continue
        line = visible(f"{toml_key(key)} = {_escaped(toml(value))}")
        if len(line) > _WIDTH and isinstance(value, list | tuple):
            yield f"{toml_key(key)} = ["
            yield from (visible(f"    {_escaped(toml(one))},") for one in value)
            yield "]"
        else:
            yield line
    for key, inner in tables.items():
        yield from _lines(inner, (*path, key))


def _escaped(text: str) -> str:
    """Return TOML with characters that no one would see as its escapes."""
    return "".join(char if visible(char) == char else f"\\U{ord(char):08x}" for char in text)
