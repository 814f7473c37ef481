"""The lists of a run: what is checked, with which config and rules."""

import os
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from listlint.config.discover import ConfigError, Read, find_config, on_disk
from listlint.config.load import load_config
from listlint.config.models import Config, default_config, matches, select
from listlint.diagnostics.attributes import field_values
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.problems import InvalidData
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.entries.submissions import submissions
from listlint.language.words import counted
from listlint.links import LinkCheckOptions
from listlint.linter.baseline import Known, load, name_of
from listlint.linter.changes import new_urls
from listlint.linter.link_options import LinkOverrides
from listlint.markdown import parse
from listlint.rules.registry import Rule
from listlint.sources import files
from listlint.urls.parse import is_web, split_url
from listlint.urls.verdict import Verdict

if TYPE_CHECKING:
    from listlint.sources.shard import Shard


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run checks, and how."""

    lists: tuple[str | files.Source, ...] = ()
    """Paths as on the command line, or texts; without any, the README of the current directory."""
    stdin_name: str = "README.md"
    """Name of standard input, the path `-`."""
    config: Path | Config | None = None
    """The config of all lists; by default, that of each is looked for."""
    config_from: str | None = None
    """Commit from which the config is read, if the working tree is not trusted."""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    offline: bool = False
    links: LinkOverrides = field(default_factory=LinkOverrides)
    every_link: bool = False
    """Whether all links need verdicts, regardless of the rules."""
    apply: frozenset[Safety] = frozenset()
    """Fixes that are applied."""
    write: bool = True
    """Whether fixed texts are written to their files."""
    since: str | None = None
    staged: bool = False
    baseline: Path | None = None
    use_baseline: bool = True
    history: bool = False
    """Whether the recorded runs of the link cache are read."""
    jobs: int | None = 1
    """The most processes that are used; None is one for each core if there is much to do."""
    debug: bool = False
    """Whether a bug in a rule is raised, instead of a failure of its list."""
    shard: "Shard | None" = None
    """The part of the lists that is checked; None for all."""


@dataclass(frozen=True)
class LintTarget:
    """A source with its config, rules and context.

    With `before`, its previous version, only findings are reported that this does not have;
    `known` are those of the baseline; `partial` is whether some of the config's rules do not run;
    `every_link` is whether all links need verdicts, regardless of the rules; `verdicts` and
    `known_entries` are those of the context. `parsed` is a context to take documents from: it is
    left out of pickles, as parsing is faster than copying a parsed list.
    """

    source: files.Source
    config: Config
    rules: tuple[Rule, ...]
    today: date
    before: files.Source | None = None
    known: Known = field(default_factory=dict)
    partial: bool = False
    every_link: bool = False
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    known_entries: frozenset[str] = frozenset()
    parsed: LintContext | None = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, object]:
        return field_values(self) | {"parsed": None}

    @cached_property
    def context(self) -> LintContext:
        """The source as rules see it; it is parsed where this is first used."""
        context = self.parsed or self._parse()
        return replace(context, verdicts=self.verdicts, known=self.known_entries)

    def _parse(self) -> LintContext:
        source, before = self.source, self.before
        context = LintContext(
            document=parse(source.text, source.name),
            conventions=self.config.settings.conventions,
            exists=source.exists,
            page_anchors=source.anchors,
            in_repository=bool(source.path and files.repository_root(source.path)),
            today=self.today,
        )
        if before is None:
            return context
        document = parse(before.text, source.name)
        base = replace(
            context, document=document, exists=before.exists, page_anchors=before.anchors
        )
        return replace(context, base=base)

    @property
    def size(self) -> int:
        """The number of characters to parse."""
        return len(self.source.text) + (len(self.before.text) if self.before else 0)

    @property
    def wants_links(self) -> bool:
        """Whether any of the rules needs verdicts."""
        return any(rule.needs & Needs.LINKS for rule in self.rules)

    @cached_property
    def policy(self) -> tuple[Rule, ...]:
        """The rules for added entries, whether their data can be had in this run or not."""
        rules = self.config.rules_for(self.source.name) if self.before else ()
        return tuple(rule for rule in rules if rule.assesses)

    @cached_property
    def urls_to_check(self) -> tuple[str, ...]:
        """The distinct URLs whose verdicts the rules need: only new ones where there is a base."""
        if not self.wants_links and not self.every_link:
            return ()
        urls = dict.fromkeys(link.url for link in self.context.document.links)
        if self.every_link:
            return tuple(url for url in urls if is_web(url) or split_url(url).scheme)
        new = None
        if self.context.base:
            new = new_urls(self.context.base, self.context)
            if self.policy:
                new |= {entry.link.url for entry in submissions(self.context) if entry.link}
        return tuple(url for url in urls if is_web(url) and (new is None or url in new))

    @property
    def link_options(self) -> LinkCheckOptions:
        """The config's options for checking links, and what the rules need."""
        needs = Needs.NOTHING
        for rule in () if self.every_link else self.rules:
            needs |= rule.needs
        return LinkCheckOptions.of(
            self.config.settings.links,
            https=Needs.HTTPS in needs,
            fragments=Needs.FRAGMENTS in needs,
        )

    @property
    def without_links(self) -> "LintTarget":
        """This target without the rules that need verdicts."""
        rules = tuple(rule for rule in self.rules if not rule.needs & Needs.LINKS)
        return replace(self, rules=rules, partial=self.partial or len(rules) < len(self.rules))


class Configs:
    """Finds and loads the config of each file; each config is loaded once."""

    def __init__(self, choice: RunOptions, read: Read = on_disk) -> None:
        self._choice = choice
        self._read = read if choice.config_from is None else self._then(choice.config_from)
        self._by_path: dict[Path | None, Config] = {}
        self._baselines: dict[Path, dict[str, Known]] = {}
        self._by_folder: dict[Path, Path | None] = {}

    @staticmethod
    def _then(revision: str) -> Read:
        from listlint.sources.git import GitError
        from listlint.sources.revisions import reader

        read = reader(revision)

        def read_then(path: Path) -> bytes | None:
            try:
                return read(path)
            except GitError as error:
                raise ConfigError(str(error)) from None

        return read_then

    def of(self, path: Path | None) -> Config:
        """Return the config for a file. Raises `ConfigError`."""
        choice = self._choice
        if isinstance(choice.config, Config):
            return self._selected(choice.config)
        where = choice.config
        if where is None:
            folder = path.resolve().parent if path else Path.cwd()
            if folder not in self._by_folder:
                self._by_folder[folder] = find_config(folder, self._read)
            where = self._by_folder[folder]
        if where not in self._by_path:
            config = load_config(where, self._read) if where else default_config()
            self._by_path[where] = self._selected(config)
        return self._by_path[where]

    def _selected(self, config: Config) -> Config:
        """Return a config with the rules that the options select. Raises `ConfigError`."""
        choice = self._choice
        try:
            config = select(config, choice.select, choice.ignore, choice.extend_select)
        except InvalidData as error:
            raise ConfigError(*(problem.message for problem in error.problems)) from None
        if choice.offline:
            config = replace(config, settings=replace(config.settings, offline=True))
        return config

    def known(self, source: files.Source, config: Config) -> Known:
        """Return the findings of a file in its baseline, if it has one. Raises `ConfigError`.

        Like the config, a baseline is read from the commit that is trusted, if it is there: the
        change that adds one is checked without it.
        """
        path = self._choice.baseline or Path(config.settings.baseline or ".")
        if path == Path():
            return {}
        if path not in self._baselines:
            missing = self._choice.config_from is not None and self._read(path) is None
            self._baselines[path] = {} if missing else load(path, self._read)
        return self._baselines[path].get(name_of(source.path, source.name, path), {})


def prepare(
    source: files.Source,
    config: Config,
    *,
    before: files.Source | None = None,
    known: Known | None = None,
    today: date | None = None,
) -> LintTarget | None:
    """Return the target of a source; None for a file that its config excludes.

    With `before`, the previous version, only findings are reported that it does not have.
    """
    if any(matches(source.name, pattern) for pattern in config.settings.exclude):
        return None
    rules = tuple(config.rules_for(source.name))
    today = today or datetime.now(UTC).date()
    target = LintTarget(source, config, rules, today, before, known or {}, config.narrowed)
    return target.without_links if config.settings.offline else target


@dataclass(frozen=True)
class Lists:
    """The lists of a run, as `read_lists` returns them.

    `failures` are the errors of those that cannot be read; `notices` mention those that are empty
    or excluded.
    """

    options: RunOptions
    targets: tuple[LintTarget, ...]
    failures: tuple[files.SourceError, ...] = ()
    notices: tuple[str, ...] = ()


def _with_previous(
    options: RunOptions,
) -> Callable[[files.Source], tuple[files.Source, files.Source | None]] | None:
    """Return what finds the previous version of a list; None if all findings are reported."""
    if options.since is None and not options.staged:
        return None
    from listlint.sources.revisions import RevisionReader

    reader = RevisionReader(options.since, options.staged, to_fix=bool(options.apply))
    return reader.with_previous


def read_lists(options: RunOptions) -> Lists:
    """Read all lists, their configs and their previous versions. Raises `ConfigError`."""
    configs = Configs(options)
    with_previous = _with_previous(options)
    all_files = bool(os.environ.get("PRE_COMMIT"))  # it gives unchanged files on purpose
    targets: list[LintTarget] = []
    failures: list[files.SourceError] = []
    notices: list[str] = []
    paths = [one for one in options.lists if isinstance(one, str)]
    texts = [one for one in options.lists if not isinstance(one, str)]
    found = list(files.find(paths, failures.append)) if paths or not texts else []
    if options.shard is not None:
        names = {path: path.as_posix() if path else options.stdin_name for path in found}
        part = [path for path in found if options.shard.has(names[path])]
        if found and not part:
            lists = counted(len(found), "list")
            notices.append(f"shard {options.shard} has none of {lists}")
        found = part
    for one in (*texts, *found):
        try:
            source = one if isinstance(one, files.Source) else files.read(one, options.stdin_name)
            config = configs.of(source.path)
            before = None
            if with_previous is not None:
                source, before = with_previous(source)
            if options.staged and before and before.text == source.text:
                before = None if all_files else before
                if not all_files:
                    notices.append(f"{source.name}: has no staged changes; not checked")
            known = configs.known(source, config) if options.use_baseline else None
            target = prepare(source, config, before=before, known=known)
        except files.SourceError as error:
            failures.append(error)
            continue
        if target is None:
            notices.append(f"{source.name}: excluded by the config")
            continue
        targets.append(replace(target, every_link=options.every_link))
        if not source.text.strip():
            notices.append(f"{source.name}: is empty")
    return Lists(options, tuple(targets), tuple(failures), tuple(notices))
