"""A run: from sources and configs to results; links are checked once for all files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from listlint.config.discover import ConfigError, Read, find_config, on_disk
from listlint.config.load import load_config
from listlint.config.models import Config, Exempt, default_config, matches, select
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.problems import InvalidData
from listlint.entries.context import LintContext, Needs
from listlint.entries.submissions import submissions
from listlint.links import LinkCheckOptions
from listlint.linter.baseline import BaselineDiff, Known, load, name_of, partition
from listlint.linter.changes import new_findings, new_urls
from listlint.linter.checklist import Submission, checklist
from listlint.linter.engine import clear, lint
from listlint.linter.fingerprint import EntryIndex
from listlint.linter.fixer import AppliedFix, WriteError, apply_fixes, write
from listlint.linter.suppressions import OWN_RULE
from listlint.markdown import parse
from listlint.rules.registry import Rule, configure
from listlint.sources import files
from listlint.sources.git import GitError
from listlint.sources.revisions import reader
from listlint.sources.shard import Shard
from listlint.urls.parse import is_web, split_url
from listlint.urls.verdict import Verdict

Ask = Callable[[Sequence["LintTarget"]], Sequence[Mapping[str, Verdict]]]
"""Returns the verdicts of `LintTarget.urls_to_check` for each list."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of the command line."""

    config: Path | None = None
    config_from: str | None = None
    """Commit from which the config is read, if the working tree is not trusted."""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    offline: bool = False
    apply: frozenset[Safety] = frozenset()
    """Fixes that are applied."""
    since: str | None = None
    staged: bool = False
    baseline: Path | None = None
    shard: Shard | None = None
    """The part of the lists that is checked; None for all."""


@dataclass(frozen=True)
class LintTarget:
    """A source with its config, rules and context.

    Where the context has a base, only findings that it does not have are reported; `known` are
    those of the baseline; `partial` is whether some of the config's rules do not run;
    `every_link` is whether all links need verdicts, regardless of the rules.
    """

    source: files.Source
    config: Config
    rules: tuple[Rule, ...]
    context: LintContext
    known: Known = field(default_factory=dict)
    partial: bool = False
    every_link: bool = False

    @property
    def wants_links(self) -> bool:
        """Whether any of the rules needs verdicts."""
        return any(rule.needs & Needs.LINKS for rule in self.rules)

    @cached_property
    def policy(self) -> tuple[Rule, ...]:
        """The rules for added entries, whether their data can be had in this run or not."""
        rules = self.config.rules_for(self.source.name) if self.context.base else ()
        return tuple(rule for rule in rules if rule.assesses)

    @cached_property
    def urls_to_check(self) -> tuple[str, ...]:
        """The distinct URLs whose verdicts the rules need: only new ones where there is a base."""
        urls = dict.fromkeys(link.url for link in self.context.document.links)
        if self.every_link:
            return tuple(url for url in urls if is_web(url) or split_url(url).scheme)
        if not self.wants_links:
            return ()
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


@dataclass(frozen=True)
class Result:
    """The result for one source.

    `problem` is why a fixed text was not written; `known` is the number of findings that the
    baseline has, `resolved` that of its findings that no longer occur; `used` are the exemptions
    that matched a finding; `policy` is the checklist of added entries.
    """

    target: LintTarget
    before: LintContext
    findings: tuple[Finding, ...]
    fixed: tuple[AppliedFix, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str | None = None
    known: int = 0
    resolved: int = 0
    used: frozenset[Exempt] = frozenset()
    policy: tuple[Submission, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether fixes changed the text."""
        return self.target.context.text != self.before.text


class Configs:
    """Finds and loads the config of each file; each config is loaded once."""

    def __init__(self, choice: RunOptions) -> None:
        self._choice = choice
        self._read = on_disk if choice.config_from is None else self._then(choice.config_from)
        self._by_path: dict[Path | None, Config] = {}
        self._baselines: dict[Path, dict[str, Known]] = {}
        self._by_folder: dict[Path, Path | None] = {}

    @staticmethod
    def _then(revision: str) -> Read:
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
        where = choice.config
        if where is None:
            folder = path.resolve().parent if path else Path.cwd()
            if folder not in self._by_folder:
                self._by_folder[folder] = find_config(folder, self._read)
            where = self._by_folder[folder]
        if where not in self._by_path:
            config = load_config(where, self._read) if where else default_config()
            try:
                config = select(config, choice.select, choice.ignore, choice.extend_select)
            except InvalidData as error:
                raise ConfigError(*(problem.message for problem in error.problems)) from None
            if choice.offline:
                config = replace(config, settings=replace(config.settings, offline=True))
            self._by_path[where] = config
        return self._by_path[where]

    def known(self, source: files.Source, config: Config) -> Known:
        """Return the findings of a file in its baseline, if it has one. Raises `BaselineError`.

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
    context = LintContext(
        document=parse(source.text, source.name),
        conventions=config.settings.conventions,
        exists=source.exists,
        page_anchors=source.anchors,
        in_repository=bool(source.path and files.repository_root(source.path)),
        today=today or datetime.now(UTC).date(),
    )
    rules = tuple(config.rules_for(source.name))
    if before is not None:
        document = parse(before.text, source.name)
        base = replace(
            context, document=document, exists=before.exists, page_anchors=before.anchors
        )
        context = replace(context, base=base)
    target = LintTarget(source, config, rules, context, known or {}, config.narrowed)
    return target.without_links if config.settings.offline else target


def with_known(targets: Sequence[LintTarget]) -> Sequence[LintTarget]:
    """Return all targets with what their previous versions had together: entries may move."""
    bases = [one.context.base for one in targets if one.context.base]
    if len(bases) < 2 or not any(one.policy for one in targets):
        return targets
    known = frozenset(entry.key for base in bases for entry in base.entries)
    return [replace(one, context=replace(one.context, known=known)) for one in targets]


def answered(targets: Iterable[LintTarget], ask: Ask) -> list[LintTarget]:
    """Return all targets with the verdicts of their links, requested once for all."""
    lists = list(targets)
    return [
        replace(one, context=replace(one.context, verdicts=verdicts))
        for one, verdicts in zip(lists, ask(lists), strict=True)
    ]


@dataclass(frozen=True)
class _Found:
    """The findings in a context, and the exemptions that matched other findings."""

    diff: BaselineDiff
    used: frozenset[Exempt]


def _lint(target: LintTarget, context: LintContext) -> list[Finding]:
    return lint(context, target.rules, target.config.rules, target.partial)


def _find(target: LintTarget, context: LintContext, old: Sequence[Finding]) -> _Found:
    """Return the findings in a context without those (`old`) of the previous version.

    Findings that the config exempts and those of the baseline are left out.
    """
    found = _lint(target, context)
    if context.base is not None:
        learning = frozenset(rule.name for rule in target.rules if rule.learns)
        found = new_findings(context.base, old, context, found, learning)
    kept: list[Finding] = []
    used: set[Exempt] = set()
    exempts = _exempts(target, context)
    for finding in found:
        exempt = exempts(finding)
        if exempt is None:
            kept.append(finding)
        else:
            used.add(exempt)
    if not target.known:
        return _Found(BaselineDiff(tuple(kept)), frozenset(used))
    whole = set() if context.base else {rule.name for rule in target.rules}
    return _Found(partition(target.known, context, kept, whole), frozenset(used))


def _exempts(target: LintTarget, context: LintContext) -> Callable[[Finding], Exempt | None]:
    """Return a function that returns the exemption of a finding, if any."""
    exemptions = target.config.settings.exempt
    if not exemptions:
        return lambda _: None
    today = context.today or datetime.now(UTC).date()
    index = EntryIndex(context.entries)

    def exempts(finding: Finding) -> Exempt | None:
        entry = index.at(finding.span)
        name = entry.name if entry else None
        urls = {finding.url, entry.url if entry else None} - {None} or {None}
        return next(
            (
                exempt
                for exempt in exemptions
                if any(exempt.covers(finding.rule, name, url, today) for url in urls)
            ),
            None,
        )

    return exempts


def idle_exemptions(results: Sequence[Result]) -> Iterator[str]:
    """Yield a line for each exemption that has expired, or that matches no finding in any file.

    Unused ones are reported only if enough was checked: whole files, all rules, and conclusive
    verdicts of links.
    """
    by_config: dict[Path | None, list[Result]] = {}
    for result in results:
        by_config.setdefault(result.target.config.path, []).append(result)
    for path, own in by_config.items():
        config = own[0].target.config
        contexts = [result.target.context for result in own]
        today = next((context.today for context in contexts if context.today), None)
        if OWN_RULE not in config.selected:
            continue
        whole = all(r.target.context.base is None for r in own)
        used = {exempt for r in own for exempt in r.used}
        for exempt in config.settings.exempt:
            place = f"{path.name if path else 'config'}: exempt `{exempt.name or exempt.url}`"
            if exempt.until and today and today > exempt.until:
                yield f"{place} expired on {exempt.until}"
            elif whole and exempt not in used and all(_settled(exempt, r.target) for r in own):
                yield f"{place} is unused: no finding to exempt"


def _settled(exempt: Exempt, target: LintTarget) -> bool:
    """Return whether everything that `exempt` could match was checked."""
    ran = {rule.name: rule for rule in target.rules}
    names = set(exempt.rules) or ran.keys()
    if not names <= ran.keys() or (not exempt.rules and target.partial):
        return False
    if any(ran[name].assesses for name in names):  # it was for an entry when that was added
        return False
    if not any(ran[name].needs & Needs.LINKS for name in names):
        return True
    context = target.context
    entries = [e for e in context.entries if exempt.means(e.name, e.url)]
    links = [
        link
        for link in context.document.links
        if exempt.means(None, link.url) or any(e.span.contains(link.span) for e in entries)
    ]
    return all(clear(context.verdicts.get(link.url)) for link in links)


def run(targets: Iterable[LintTarget], safeties: frozenset[Safety] = frozenset()) -> list[Result]:
    """Lint all lists, and apply fixes of these `safeties` to their texts (in memory)."""
    return [_run_one(target, safeties) for target in targets]


def following(rules: Iterable[Rule], base: LintContext) -> Iterator[Rule]:
    """Yield rules with the conventions of the previous version as options.

    So a change neither breaks nor makes one. A convention is left out where the option would
    report more of the previous version than the rule does, such as in some sections only.
    """
    for rule in rules:
        options = {one.option: one.value for one in rule.learn(base)}
        pinned = configure(rule, {**options, **rule.table}) if options else rule
        is_same = len(list(pinned.check(base))) <= len(list(rule.check(base))) if options else True
        yield pinned if is_same else rule


def _run_one(target: LintTarget, safeties: frozenset[Safety]) -> Result:
    before = target.context
    passes: list[_Found] = []
    old: Sequence[Finding] = ()
    if before.base:
        target = replace(target, rules=tuple(following(target.rules, before.base)))
        old = _lint(target, before.base)

    def lint_pass(context: LintContext) -> Sequence[Finding]:
        passes.append(_find(target, context, old))
        return passes[-1].diff.new

    def reread(text: str) -> LintContext:
        return replace(before, document=parse(text, target.source.name))

    done = apply_fixes(before, lint_pass, reread, safeties)
    last = passes[-1]  # the one over the final text
    return Result(
        replace(target, context=done.context),
        before,
        done.left,
        done.fixed,
        done.notes,
        known=last.diff.known,
        resolved=last.diff.resolved,
        used=last.used,
        policy=checklist(done.context, target.policy, done.left),
    )


def save(result: Result) -> Result:
    """Write a fixed text to its file; an error becomes the `problem` of the result."""
    source = result.target.source
    if not result.changed or source.path is None:
        return result
    try:
        write(source.path, source.raw, source.encode(result.target.context.text))
    except WriteError as error:
        return replace(result, problem=f"{source.name}: {error}")
    return result
