"""`listlint.toml`, `.listlint.toml` or `[tool.listlint]` to a checked `Config`.

pydantic checks what people write and is imported only when there is something to check.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from listlint.diagnostics.findings import Severity
from listlint.diagnostics.problems import InvalidData, Problem
from listlint.entries.thresholds import Conventions
from listlint.language.similarity import did_you_mean
from listlint.rules.registry import Preset, Rule, configure, custom_rule, shipped_rules
from listlint.urls.identity import identity

if TYPE_CHECKING:
    from listlint.links import LinkSettings

NAMES = ("listlint.toml", ".listlint.toml", "pyproject.toml")
"""Where a config may be, the first that has one wins."""


class ConfigError(ValueError):
    """A config cannot be used; the message names file, line and key and says what to do."""


@dataclass(frozen=True, slots=True)
class Exempt:
    """An entry that rules leave alone: by URL or name (globs), for a reason, until a day."""

    url: str | None = None
    name: str | None = None
    rules: tuple[str, ...] = ()
    reason: str = ""
    until: date | None = None

    def covers(self, rule: str, name: str | None, url: str | None, today: date) -> bool:
        """Tell whether a finding of `rule` about that entry or link is silenced."""
        if (self.until and today > self.until) or (self.rules and rule not in self.rules):
            return False
        return self.means(name, url)

    def means(self, name: str | None, url: str | None) -> bool:
        """Tell whether an entry of that name, or a link to that URL, is meant."""
        if self.name is not None and name is not None and fnmatchcase(name, self.name):
            return True
        if self.url is None or url is None:
            return False
        return fnmatchcase(url, self.url) or identity(url) == identity(self.url)


@dataclass(frozen=True, slots=True)
class FileOverride:
    """What is other for files whose path matches a glob."""

    pattern: str
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()


@dataclass(frozen=True)
class Config:
    """What a list's maintainers decided; the default is what suits most lists."""

    path: Path | None = None
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """Every rule that there is, shipped ones with their overrides."""
    selected: frozenset[str] = frozenset()
    """Names of those that run."""
    files: tuple[FileOverride, ...] = ()
    exempt: tuple[Exempt, ...] = ()
    conventions: Conventions = field(default_factory=Conventions)
    offline: bool = False
    links: "LinkSettings | None" = None
    """How links are checked; None for the defaults."""
    exclude: tuple[str, ...] = ()
    narrowed: bool = False
    """Whether the command line lets fewer rules run than the file does."""

    def rules_for(self, path: str) -> list[Rule]:
        """Return the rules that run on a file, sorted by name."""
        names = set(self.selected)
        for override_ in self.files:
            if matches(path, override_.pattern):
                names |= set(expand(override_.select, self.rules))
                names -= set(expand(override_.ignore, self.rules))
        return [self.rules[name] for name in sorted(names)]


def matches(path: str, pattern: str) -> bool:
    """Tell whether a path, with `/`, is meant by a glob: whole, or below any folder."""
    path = path.replace("\\", "/")
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}")


@cache
def default_config() -> Config:
    """Return the config of a list without one."""
    rules = shipped_rules()
    return Config(rules=rules, selected=preset_rules(Preset.RECOMMENDED, rules))


def preset_rules(preset: Preset, rules: Mapping[str, Rule]) -> frozenset[str]:
    """Return the names of the rules of a preset."""
    wanted = {
        Preset.RECOMMENDED: {Preset.RECOMMENDED},
        Preset.AWESOME: {Preset.RECOMMENDED, Preset.AWESOME},
        Preset.STRICT: {Preset.RECOMMENDED, Preset.STRICT},
        Preset.ALL: set(Preset),
    }[preset]
    if preset is Preset.ALL:
        return frozenset(rules)
    return frozenset(name for name, rule in rules.items() if rule.presets & wanted)


def under(preset: Preset, rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return the rules as a preset wants them; what the config says of a rule goes first."""
    shipped = shipped_rules()
    return {
        name: rule.with_preset(preset) if rule is shipped.get(name) else rule
        for name, rule in rules.items()
    }


def expand(names: Iterable[str], rules: Mapping[str, Rule]) -> list[str]:
    """Return the rules that names, globs (`*-link`) and presets (`awesome`) stand for.

    Raises `InvalidData` for one that stands for none.
    """
    found: list[str] = []
    for name in names:
        if name in set(Preset):
            found += preset_rules(Preset(name), rules)
        elif name in rules:
            found.append(name)
        elif any(mark in name for mark in "*?["):
            matching = [rule for rule in rules if fnmatchcase(rule, name)]
            if not matching:
                problem = f"no rule matches {name!r}; `listlint rule` lists them"
                raise InvalidData(Problem((), problem))
            found += matching
        else:
            hint = did_you_mean(name, rules, "`listlint rule` lists them")
            raise InvalidData(Problem((), f"unknown rule {name!r}; {hint}"))
    return found


def select(
    config: Config,
    selected: Iterable[str] = (),
    ignored: Iterable[str] = (),
    extended: Iterable[str] = (),
) -> Config:
    """Return a config with the choice of rules that the command line makes.

    Raises `InvalidData` for an unknown name.
    """
    from dataclasses import replace

    rules = config.rules
    for name in {*selected, *extended} & set(Preset):
        rules = under(Preset(name), rules)
    names = set(expand(selected, config.rules)) or set(config.selected)
    names |= set(expand(extended, config.rules))
    names -= set(expand(ignored, config.rules))
    chosen = frozenset(names)
    narrowed = not chosen >= config.selected
    return replace(config, rules=rules, selected=chosen, narrowed=narrowed)


# --- Files ---------------------------------------------------------------------------------


Read = Callable[[Path], bytes | None]
"""From a path to a file's content, None where there is no file. Raises `ConfigError`."""


def on_disk(path: Path) -> bytes | None:
    """Read a config as it lies there."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None


def find_config(start: Path, read: Read = on_disk) -> Path | None:
    """Return the config file that counts for files in directory `start`, found upwards.

    The search ends at the root of the repository: what lies above is not the list's.
    """
    for folder in (start, *start.parents):
        for name in NAMES:
            raw = read(folder / name)
            if raw is not None and (name != "pyproject.toml" or b"[tool.listlint" in raw):
                return folder / name
        if (folder / ".git").exists():
            return None
    return None


def load_config(path: Path, read: Read = on_disk) -> Config:
    """Return the config of a file. Raises `ConfigError`."""
    raw = read(path)
    if raw is None:
        raise ConfigError(f"{path}: no such file")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: is not UTF-8; save it so") from None
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad_toml(path, text, str(error)) from None
    except RecursionError:
        raise ConfigError(f"{path}: is nested too deeply") from None
    prefix = ("tool", "listlint") if path.name == "pyproject.toml" else ()
    for key in prefix:
        table = table.get(key, {}) if isinstance(table, dict) else table
    return _build(path, text, table, prefix)


def _bad_toml(path: Path, text: str, message: str) -> ConfigError:
    """Say where the text is no TOML as all other places are said: tomllib puts it at the end."""
    what, _, place = message.partition(" (at ")
    found = re.fullmatch(r"line (\d+), column (\d+)\)", place)
    where = ":".join(found.groups()) if found else str(len(text.splitlines()))
    return ConfigError(f"{path}:{where}: {what[:1].lower()}{what[1:]}")


def _build(path: Path, text: str, table: Mapping[str, Any], prefix: tuple[str, ...]) -> Config:
    from pydantic import ValidationError

    from listlint.config.schema import ConfigTable, explain

    told = partial(_told, path, text, prefix)
    try:
        checked = ConfigTable.model_validate(table, strict=False)
    except ValidationError as error:
        raise told(*explain(error)) from None

    rules, on, off = _rules(under(checked.preset, shipped_rules()), checked.rules, told)

    def expanded(given: Iterable[str], *keys: str) -> tuple[str, ...]:
        try:
            return tuple(expand(given, rules))
        except InvalidData as error:
            raise told(keys, str(error)) from None

    chosen = set(expanded(checked.select, "select")) or set(preset_rules(checked.preset, rules))
    chosen |= set(expanded(checked.extend_select, "extend-select")) | on
    for pattern, given in checked.files.items():
        expanded(given.ignore, "files", pattern, "ignore")
        expanded(given.select, "files", pattern, "select")
    return Config(
        path=path,
        rules=rules,
        selected=frozenset(chosen - set(expanded(checked.ignore, "ignore")) - off),
        files=tuple(FileOverride(p, o.ignore, o.select) for p, o in checked.files.items()),
        exempt=tuple(
            Exempt(e.url, e.name, expanded(e.rules, "exempt", str(i), "rules"), e.reason, e.until)
            for i, e in enumerate(checked.exempt)
        ),
        conventions=Conventions(
            minimum=checked.conventions.minimum, share=checked.conventions.share
        ),
        offline=checked.offline,
        links=checked.links.settings(path.resolve().parent),
        exclude=checked.exclude,
    )


def _told(
    path: Path, text: str, prefix: tuple[str, ...], keys: tuple[str, ...], message: str
) -> ConfigError:
    place = f"{path}:{line_of(text, (*prefix, *keys))}"
    name = ".".join(keys)
    return ConfigError(f"{place}: {name}: {message}" if name else f"{place}: {message}")


def _rules(
    rules: dict[str, Rule],
    tables: Mapping[str, Any],
    told: Callable[[tuple[str, ...], str], ConfigError],
) -> tuple[dict[str, Rule], set[str], set[str]]:
    """Return all rules with what the config says of them, and those it turns on and off."""
    on: set[str] = set()
    off: set[str] = set()
    for name, given in tables.items():
        body = dict(given) if isinstance(given, Mapping) else {"enabled": given}
        enabled = body.pop("enabled", None)
        if not isinstance(enabled, bool | None):
            raise told(("rules", name, "enabled"), f"must be true or false, not {enabled!r}")
        try:
            if name in rules:
                rules[name] = configure(rules[name], body)
            elif "kind" in body:
                rules[name] = custom_rule(name, body)
                enabled = enabled is not False
            else:
                expand((name,), rules)  # says which name is nearest
        except InvalidData as error:
            first = error.problems[0]
            raise told(("rules", name, *first.keys), first.message) from None
        if enabled is not None:
            (on if enabled else off).add(name)
    return rules, on, off


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """Return the line (from 1) on which a key of a TOML text stands, or its nearest parent.

    tomllib keeps no positions; headers `[a.b]` and keys at the start of a line are enough.
    """
    best, best_depth = 1, 0
    header: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*(\[\[?)([^\]]+)\]\]?", line):
            header = _dotted(match[2])
            if match[1] == "[[":
                counts[header] = counts.get(header, -1) + 1
                header = (*header, str(counts[header]))
            found = header
        elif match := re.match(r"\s*((?:[\w.-]|\"[^\"]*\"|'[^']*')+)\s*=", line):
            found = (*header, *_dotted(match[1]))
        else:
            continue
        depth = _shared(found, keys)
        if best_depth < depth:
            best, best_depth = number, depth
    return best


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many keys two places have in common, from the root on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _dotted(name: str) -> tuple[str, ...]:
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([^.\s\"']+)", name)
    return tuple("".join(groups) for groups in parts)


def severities(config: Config) -> Mapping[str, Severity]:
    """Return the severity of every rule."""
    return {name: rule.severity for name, rule in config.rules.items()}
