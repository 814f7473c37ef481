"""What a config can set, and what comes of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from listlint.diagnostics.attributes import kebab
from listlint.diagnostics.records import dataclass
from listlint.entries.thresholds import Conventions
from listlint.fields import Checked, number
from listlint.links.durations import Period
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
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Options of rules for these files, by name."""


def _licenses(value: Any) -> Any:
    """Return whether a license is required, or those that are accepted."""
    from listlint.language.licenses import identifier  # few configs use it

    if isinstance(value, bool):
        return value
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise ValueError("should be true or false, or a list of SPDX identifiers")
    return tuple(map(identifier, value))


_LICENSES = Checked(
    _licenses,
    "boolean or list of SPDX identifiers",
    {"anyOf": [{"type": "boolean"}, {"type": "array", "items": {"type": "string"}}]},
)


def _turns_on(rule: str, option: str = "") -> dict[str, str]:
    """Return the metadata of a key of `[policy]`: its rule, and which option it sets."""
    return {"rule": rule, "option": option}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is required of the entries that a change adds. Each key but `guide` turns a rule on."""

    guide: str = ""
    """Path or URL of the guide for contributors, which every message mentions."""
    min_age: Period | None = field(default=None, metadata=_turns_on("young-submission", "minimum"))
    """How old the repository must be."""
    min_stars: Annotated[int, number(least=1)] | None = field(
        default=None, metadata=_turns_on("unpopular-submission", "minimum")
    )
    """How many stars the repository must have."""
    max_inactive: Period | None = field(
        default=None, metadata=_turns_on("inactive-submission", "maximum")
    )
    """How long ago the last push may be."""
    license: Annotated[Any, _LICENSES] = field(
        default=False, metadata=_turns_on("unaccepted-license", "accepted")
    )
    """Licenses that the repository may have; `true` for any."""
    archived: bool = field(default=True, metadata=_turns_on("archived-submission"))
    """Whether the repository may be archived."""
    one_entry: bool = field(default=False, metadata=_turns_on("multiple-submissions"))
    """Whether a change may add only one entry."""
    in_order: bool = field(default=False, metadata=_turns_on("misplaced-submission"))
    """Whether added entries must be in order in sorted lists."""

    def rules(self) -> Iterator[tuple[str, dict[str, Any], bool]]:
        """Yield the rule of each key, its options, and whether it is turned on."""
        for item in fields(self):
            if item.metadata:
                value, option = getattr(self, item.name), item.metadata["option"]
                is_on = value != item.default
                options = {"guide": self.guide} if self.guide else {}
                if is_on and option and value is not True:
                    options[option] = value
                yield item.metadata["rule"], options, is_on


def policy_keys() -> dict[str, str]:
    """Return the key in `[policy]` of each rule, in their order."""
    return {item.metadata["rule"]: kebab(item.name) for item in fields(Policy) if item.metadata}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The keys of a config file."""

    extends: File = ""
    """Config that this one adds to, relative to it."""
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
    policy: Policy = field(default_factory=Policy)
    """What is required of the entries that a change adds."""


@dataclass(frozen=True)
class Config:
    """The settings of a list, and the rules that they make.

    `rules` has every rule that there is, shipped ones with their options; `selected` the names of
    those that run; `overrides` the rules that some files have instead, by glob; `narrowed` says
    that the command line lets fewer run than the file.
    """

    rules: Mapping[str, Rule]
    selected: frozenset[str]
    path: Path | None = None
    settings: Settings = field(default_factory=Settings)
    overrides: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)
    narrowed: bool = False

    def rules_for(self, path: str) -> list[Rule]:
        """Return the rules that run on a file, sorted by name."""
        names, rules = set(self.selected), dict(self.rules)
        for pattern, override in self.settings.files.items():
            if matches(path, pattern):
                names |= set(expand(override.extend_select, self.rules))
                names -= set(expand(override.ignore, self.rules))
                rules |= self.overrides.get(pattern, {})
        return [rules[name] for name in sorted(names)]


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
