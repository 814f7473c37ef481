"""`listlint.toml`, `.listlint.toml` or `[tool.listlint]` to a checked `Config`.

All mistakes of a file are reported at once. pydantic, which checks it, is imported only here.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from listlint.config.discover import ConfigError, Read, on_disk
from listlint.config.models import Config, Settings
from listlint.diagnostics.problems import InvalidData, Mistakes, Problem
from listlint.diagnostics.regex import regex
from listlint.language.similarity import did_you_mean
from listlint.rules.registry import Rule, configure, custom_rule, shipped_rules
from listlint.rules.selection import expand, preset_rules, with_preset

_LISTS_OF_RULES = ("select", "extend-select", "ignore", "rules")
"""The keys of tables of a config that hold names of rules."""
_JOINED = ("extend-select", "ignore", "exclude", "exempt")
"""The lists to which a config that extends another one adds."""
PATHS = (("baseline",), ("links", "ca-file"), ("links", "cache", "path"))
"""The keys whose values are paths relative to the config."""


def load_config(path: Path, read: Read = on_disk) -> Config:
    """Return the config of a file. Raises `ConfigError` with every mistake."""
    return _load(path, read, ())[0]


def config_of(table: Mapping[str, Any]) -> Config:
    """Return the config of a table with the keys of a file; paths are relative to the directory.

    Raises `ConfigError` with every mistake.
    """
    import json

    path = Path("config")
    try:
        plain = json.loads(json.dumps(table, default=str))
        return replace(_build(path, _extended(path, "", plain, on_disk, ())), path=None)
    except InvalidData as error:
        raise ConfigError(*(f"config: {InvalidData(one)}" for one in error.problems)) from None


def _load(path: Path, read: Read, extended_by: tuple[Path, ...]) -> tuple[Config, Any]:
    """Return the config of a file, and the table that it makes with the config it extends."""
    raw = read(path)
    if raw is None:
        by = f"{extended_by[-1]}: extends: " if extended_by else ""
        raise ConfigError(f"{by}{path}: no such file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: should be encoded in UTF-8") from None
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad_toml(path, text, str(error)) from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply") from None
    prefix = ("tool", "listlint") if path.name == "pyproject.toml" else ()
    for key in prefix:
        table = table.get(key, {}) if isinstance(table, dict) else table
    table = _extended(path, text, table, read, extended_by)
    try:
        return _build(path, table), _absolute(table, path.resolve().parent)
    except InvalidData as error:
        raise ConfigError(*_lines(path, text, prefix, error.problems)) from None


def _extended(path: Path, text: str, table: Any, read: Read, extended_by: tuple[Path, ...]) -> Any:
    """Return a table with what it has from the config that it extends, if any."""
    extends = table.get("extends") if isinstance(table, dict) else None
    if not isinstance(extends, str) or not extends:
        return table
    parent = path.resolve().parent / Path(extends).expanduser()
    if parent.resolve() in {one.resolve() for one in (*extended_by, path)}:
        keys = ("tool", "listlint") if path.name == "pyproject.toml" else ()
        line = line_of(text, (*keys, "extends"))
        raise ConfigError(f"{path}:{line}: extends: `{extends}` extends this config")
    _, inherited = _load(parent, read, (*extended_by, path))
    return _merged(inherited, table)


def _merged(inherited: Any, own: Any) -> Any:
    """Return a table with the keys of both; lists of rules and entries are joined."""
    if isinstance(inherited, dict) and isinstance(own, dict):
        both = inherited.keys() & own.keys()
        return inherited | own | {key: _merged_key(key, inherited[key], own[key]) for key in both}
    return own


def _merged_key(key: str, inherited: Any, own: Any) -> Any:
    if key in _JOINED and isinstance(inherited, list) and isinstance(own, list):
        return [*inherited, *own]
    return _merged(inherited, own)


def _absolute(table: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a table whose paths mean the same in a config of another folder."""
    changed = dict(table)
    for *tables, key in PATHS:
        inner = changed
        for name in tables:
            inner[name] = inner = dict(inner.get(name, {}))
        if inner.get(key):
            inner[key] = str(folder / Path(inner[key]).expanduser())
    return changed


def _bad_toml(path: Path, text: str, message: str) -> ConfigError:
    """Return the error for a text that is not TOML; tomllib has the place at the end."""
    what, _, place = message.partition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    where = ":".join(found.groups()) if found else str(len(text.splitlines()))
    return ConfigError(f"{path}:{where}: {what[:1].lower()}{what[1:]}")


def _build(path: Path, table: Any) -> Config:
    """Return the config that a table makes. Raises `InvalidData` with every mistake."""
    from listlint.schema import build_rest

    mistakes = Mistakes()
    settings, right = build_rest(Settings, table, mistakes)
    rules, on, off = _rules(settings, mistakes)
    overrides = {
        pattern: dict(_configured(rules, override.rules, mistakes, ("files", pattern, "rules")))
        for pattern, override in settings.files.items()
    }
    for keys, names in _names_of_rules(table):
        with mistakes.under(*keys):
            expand(names, rules)
    mistakes.raise_any()
    selected = set(expand(settings.select, rules)) or preset_rules(settings.preset, rules)
    selected = {*selected, *expand(settings.extend_select, rules), *on}
    folder = path.resolve().parent
    settings = replace(
        settings,
        baseline=str(folder / settings.baseline) if settings.baseline else "",
        exempt=tuple(replace(e, rules=tuple(expand(e.rules, rules))) for e in settings.exempt),
        conventions=settings.conventions.following(right.get("conventions", ())),
        links=settings.links.within(folder),
    )
    chosen = selected - off - set(expand(settings.ignore, rules))
    return Config(rules, frozenset(chosen), path, settings, overrides)


def _configured(
    rules: Mapping[str, Rule], given: Mapping[str, Any], mistakes: Mistakes, place: tuple[str, ...]
) -> Iterator[tuple[str, Rule]]:
    """Yield the rules that some files have with other options."""
    for name, table in given.items():
        with mistakes.under(*place, name):
            if name not in rules:
                suggestion = did_you_mean(name, rules, "`listlint rule` lists all")
                raise InvalidData(Problem((), f"unknown rule `{name}`; {suggestion}"))
            if not isinstance(table, Mapping) or "enabled" in table:
                problem = "should be a table of options; use `extend-select` or `ignore` to turn it"
                raise InvalidData(Problem((), f"{problem} on or off"))
            yield name, configure(rules[name], table)


def _names_of_rules(table: Any) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield the lists of names, globs and presets in a table that may be wrong elsewhere."""
    tables: list[tuple[tuple[str, ...], Any]] = [((), table)]
    top = table if isinstance(table, dict) else {}
    files, exempts = top.get("files"), top.get("exempt")
    if isinstance(files, dict):
        tables += ((("files", name), inner) for name, inner in files.items())
    if isinstance(exempts, list):
        tables += ((("exempt", str(index)), inner) for index, inner in enumerate(exempts))
    for place, inner in tables:
        for key in _LISTS_OF_RULES if isinstance(inner, dict) else ():
            names = inner.get(key)
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                yield (*place, key), names


def _rules(settings: Settings, mistakes: Mistakes) -> tuple[dict[str, Rule], set[str], set[str]]:
    """Return all rules with what the config sets of them, and those it turns on and off."""
    rules = with_preset(settings.preset, shipped_rules())
    on: set[str] = set()
    off: set[str] = set()
    for name, options, is_on in settings.policy.rules():
        if options:
            rules[name] = configure(rules[name], options)
        if is_on:
            on.add(name)
    for name, given in settings.rules.items():
        if not isinstance(given, Mapping | bool):
            problem = f"should be true, false or a table, not `{repr(given)[:80]}`"
            mistakes.problems.append(Problem(("rules", name), problem))
            continue
        body = given if isinstance(given, Mapping) else {"enabled": given}
        enabled = body.get("enabled")
        with mistakes.under("rules", name):
            if name in rules:
                rules[name] = configure(rules[name], body)
            elif "kind" in body:
                enabled = enabled is not False
                rules[name] = Rule(name, name, "")  # known by its name, even if it is wrong
                rules[name] = custom_rule(name, body)
            else:
                otherwise = "a rule of your own needs the key `kind`"
                suggestion = did_you_mean(name, shipped_rules(), otherwise)
                raise InvalidData(Problem((), f"unknown rule `{name}`; {suggestion}"))
        if enabled is not None:
            (on if enabled else off).add(name)
    return rules, on, off


# --- Places --------------------------------------------------------------------------------


def _lines(
    path: Path, text: str, prefix: tuple[str, ...], problems: Iterable[Problem]
) -> Iterator[str]:
    """Yield the problems of a config as lines, in the order of the file, each once."""
    placed = [(line_of(text, (*prefix, *p.keys)), ".".join(p.keys), p.message) for p in problems]
    for line, name, message in dict.fromkeys(sorted(placed, key=lambda one: one[0])):
        yield f"{path}:{line}: {name}: {message}" if name else f"{path}:{line}: {message}"


_TOKEN = regex(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]',
    re.DOTALL,
)
_HEADER = regex(r"[ \t]*(\[\[?)([^\]]+)\]\]?")
_KEY = regex(r"((?:[\w. \t-]|\"[^\"]*\"|'[^']*')+?)=")
_PART = regex(r"\"([^\"]*)\"|'([^']*)'|([^.\s\"']+)")


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """Return the line (from 1) of a key of a TOML text, or of its nearest parent.

    tomllib keeps no positions, so this looks at headers `[a.b]` and keys at the start of a line.
    """
    best, best_depth = 1, 0
    header: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for line, start in _statements(text):
        if match := _HEADER.match(text, start):
            header = _dotted(match[2])
            if match[1] == "[[":
                counts[header] = counts.get(header, -1) + 1
                header = (*header, str(counts[header]))
            found = header
        elif match := _KEY.match(text, start):
            found = (*header, *_dotted(match[1]))
        else:
            continue
        depth = _shared(found, keys)
        if best_depth < depth:
            best, best_depth = line, depth
    return best


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Yield the number and the offset of the lines that are not within a value."""
    yield 1, 0
    line, depth = 1, 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        line += mark.count("\n")
        depth += (mark in "[{") - (mark in "]}")
        if mark == "\n" and depth == 0:
            yield line, token.end()


def _dotted(name: str) -> tuple[str, ...]:
    return tuple("".join(groups) for groups in _PART.findall(name))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many keys two places have in common, from the root on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
