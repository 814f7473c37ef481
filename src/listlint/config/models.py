"""What a config can set, and what comes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from listlint.entries.thresholds import Conventions
from listlint.links.settings import LinkSettings
from listlint.links.values import File
from listlint.rules.registry import Preset, Rule, shipped_rules
from listlint.rules.selection import expand, preset_rules, with_preset
from listlint.urls.identity import identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Exempt:
    """An entry that rules leave alone, by URL or name."""

    url: str | None = None
    """URL of the entry, or of a link in it; a glob."""
    name: str | None = None
    """Name of the entry; a glob."""
    rules: tuple[str, ...] = ()
    """Rules that leave it alone; all, if there are none."""
    reason: str = ""
    """Why; for readers of the config."""
    until: date | None = None
    """Last day on which this applies."""

    def __post_init__(self) -> None:
        """Raise `ValueError` where no entry is meant."""
        if self.url is None and self.name is None:
            raise ValueError("should have a url or a name")

    def covers(self, rule: str, name: str | None, url: str | None, today: date) -> bool:
        """Return whether a finding of `rule` about that entry or link is exempt."""
        if (self.until and today > self.until) or (self.rules and rule not in self.rules):
            return False
        return self.means(name, url)

    def means(self, name: str | None, url: str | None) -> bool:
        """Return whether an entry of that name, or a link to that URL, is meant."""
        if self.name is not None and name is not None and fnmatchcase(name, self.name):
            return True
        if self.url is None or url is None:
            return False
        return fnmatchcase(url, self.url) or identity(url) == identity(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOverride:
    """Other rules for some files."""

    extend_select: tuple[str, ...] = ()
    """Rules that run on these files in addition."""
    ignore: tuple[str, ...] = ()
    """Rules that do not run on these files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keys of a config file."""

    preset: Preset = Preset.RECOMMENDED
    """Rules that run: `recommended`, `awesome`, `strict` or `all`."""
    select: tuple[str, ...] = ()
    """Rules that run instead of those of the preset."""
    extend_select: tuple[str, ...] = ()
    """Rules that run in addition."""
    ignore: tuple[str, ...] = ()
    """Rules that do not run."""
    exclude: tuple[str, ...] = ()
    """Globs of files that are not checked."""
    offline: bool = False
    """Whether links are left unchecked."""
    baseline: File = ""
    """File of accepted findings, written by `listlint baseline`, relative to the config."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Options of rules, and rules of your own, by name."""
    conventions: Conventions = field(default_factory=Conventions)
    """When what most entries do is a convention."""
    files: Mapping[str, FileOverride] = field(default_factory=dict)
    """Other rules for some files, by glob."""
    exempt: tuple[Exempt, ...] = ()
    """Entries that rules leave alone."""
    links: LinkSettings = field(default_factory=LinkSettings)
    """How links are checked."""


@dataclass(frozen=True)
class Config:
    """The settings of a list, and the rules that they make.

    `rules` has every rule that there is, shipped ones with their options; `selected` the names of
    those that run; `narrowed` says that the command line lets fewer run than the file.
    """

    rules: Mapping[str, Rule]
    selected: frozenset[str]
    path: Path | None = None
    settings: Settings = field(default_factory=Settings)
    narrowed: bool = False

    def rules_for(self, path: str) -> list[Rule]:
        """Return the rules that run on a file, sorted by name."""
        names = set(self.selected)
        for pattern, override in self.settings.files.items():
            if matches(path, pattern):
                names |= set(expand(override.extend_select, self.rules))
                names -= set(expand(override.ignore, self.rules))
        return [self.rules[name] for name in sorted(names)]


def matches(path: str, pattern: str) -> bool:
    """Return whether a glob means a path (with `/`): the whole of it, or below any folder."""
    path = path.replace("\\", "/")
    return fnmatchcase(path, pattern) or fnmatchcase(path, f"*/{pattern}")


@cache
def default_config() -> Config:
    """Return the config of a list without one."""
    rules = shipped_rules()
    return Config(rules, preset_rules(Preset.RECOMMENDED, rules))


def select(
    config: Config,
    selected: Iterable[str] = (),
    ignored: Iterable[str] = (),
    extended: Iterable[str] = (),
) -> Config:
    """Return a config with the choice of rules that the command line makes.

    Raises `InvalidData` for unknown names.
    """
    rules = config.rules
    for name in {*selected, *extended} & set(Preset):
        rules = with_preset(Preset(name), rules)
    names = set(expand(selected, config.rules)) or set(config.selected)
    names |= set(expand(extended, config.rules))
    names -= set(expand(ignored, config.rules))
    narrowed = not names >= config.selected
    return replace(config, rules=rules, selected=frozenset(names), narrowed=narrowed)
