"""One run: sources and configs to a report, links asked once for all files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from listlint.config.load import (
    Config,
    ConfigError,
    Exempt,
    Read,
    default_config,
    find_config,
    load_config,
    matches,
    on_disk,
    select,
)
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.problems import InvalidData
from listlint.entries.context import LintContext, Needs
from listlint.linter.baseline import BaselineDiff, Known, partition
from listlint.linter.changes import Changes, concerning
from listlint.linter.engine import clear, lint
from listlint.linter.fingerprint import EntryIndex
from listlint.linter.fixer import FixResult, WriteError, apply_fixes, write
from listlint.linter.suppressions import OWN_RULE
from listlint.markdown import parse
from listlint.rules.registry import Rule
from listlint.sources import files
from listlint.sources.git import GitError
from listlint.sources.revisions import reader
from listlint.urls.parse import split_url
from listlint.urls.verdict import Verdict

if TYPE_CHECKING:
    from listlint.links import LinkSettings

Ask = Callable[[Sequence["LintTarget"]], Sequence[Mapping[str, Verdict]]]
"""Asks the network for the verdicts of `LintTarget.wanted_urls` of all lists, once."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What the command line asks for, beyond the config."""

    config: Path | None = None
    config_from: str | None = None
    """The commit whose configs count, for what lies there may not be trusted."""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    offline: bool = False
    wanted: frozenset[Safety] = frozenset()
    since: str | None = None
    staged: bool = False
    baseline: Path | None = None


@dataclass(frozen=True)
class LintTarget:
    """A source with its config, rules and context.

    `before` is its former version, where only changes count; `known` are the findings that a
    baseline keeps silent; `partial` tells that some of its config's rules do not run;
    `every_link` asks for verdicts on all links, whatever the rules want.
    """

    source: files.Source
    config: Config
    rules: tuple[Rule, ...]
    context: LintContext
    before: LintContext | None = None
    known: Known = field(default_factory=dict)
    partial: bool = False
    every_link: bool = False

    @property
    def wants_links(self) -> bool:
        """Whether any of the rules reads verdicts."""
        return any(rule.needs & Needs.LINKS for rule in self.rules)

    @cached_property
    def wanted_urls(self) -> tuple[str, ...]:
        """The URLs whose verdicts the rules want, each once: new ones, if only changes count."""
        urls = dict.fromkeys(link.url for link in self.context.document.links)
        if self.every_link:
            return tuple(url for url in urls if split_url(url).scheme)
        if not self.wants_links:
            return ()
        new = None if self.before is None else Changes(self.before, self.context).urls
        return tuple(
            url
            for url in urls
            if split_url(url).scheme in ("http", "https") and (new is None or url in new)
        )

    @property
    def link_settings(self) -> "LinkSettings":
        """How the config wants links checked, and what the rules want to know of them."""
        from listlint.links import LinkSettings

        needs = Needs.NOTHING
        for rule in () if self.every_link else self.rules:
            needs |= rule.needs
        return replace(
            self.config.links or LinkSettings(),
            https=Needs.HTTPS in needs,
            fragments=Needs.FRAGMENTS in needs,
        )

    @property
    def without_links(self) -> "LintTarget":
        """The same without the rules about links, whose silence would say nothing."""
        rules = tuple(rule for rule in self.rules if not rule.needs & Needs.LINKS)
        return replace(self, rules=rules, partial=self.partial or len(rules) < len(self.rules))


@dataclass(frozen=True)
class Result:
    """What came of one source.

    `problem` tells why a mended text was not written; `known` counts the findings that the
    baseline keeps silent, `mended` those of the baseline that are no more.
    """

    checked: LintTarget
    before: LintContext
    findings: tuple[Finding, ...]
    fixed: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str | None = None
    known: int = 0
    mended: int = 0

    @property
    def changed(self) -> bool:
        """Whether mending changed the text."""
        return self.checked.context.text != self.before.text


class Configs:
    """Finds and reads the config of each file, each config once."""

    def __init__(self, choice: RunOptions) -> None:
        self._choice = choice
        self._read = on_disk if choice.config_from is None else self._then(choice.config_from)
        self._by_path: dict[Path | None, Config] = {}
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
                raise ConfigError(str(error)) from None
            if choice.offline:
                config = replace(config, offline=True)
            self._by_path[where] = config
        return self._by_path[where]


def prepare(
    source: files.Source,
    config: Config,
    *,
    before: str | None = None,
    known: Known | None = None,
    today: date | None = None,
) -> LintTarget | None:
    """Parse a source and choose its rules; None for a file that its config excludes.

    With `before`, the text of a former version, only findings about changes count.
    """
    if any(matches(source.name, pattern) for pattern in config.exclude):
        return None
    context = LintContext(
        document=parse(source.text, source.name),
        conventions=config.conventions,
        exists=files.exists_beside(source.path) if source.path else None,
        in_repository=bool(source.path and files.repository_root(source.path)),
        today=today or datetime.now(UTC).date(),
    )
    rules = tuple(config.rules_for(source.name))
    former = None if before is None else LintContext(document=parse(before, source.name))
    checked = LintTarget(source, config, rules, context, former, known or {}, config.narrowed)
    return checked.without_links if config.offline else checked


def answered(checked: Iterable[LintTarget], ask: Ask) -> list[LintTarget]:
    """Return all lists with the verdicts of their links, asked once for all."""
    lists = list(checked)
    return [
        replace(one, context=replace(one.context, verdicts=verdicts))
        for one, verdicts in zip(lists, ask(lists), strict=True)
    ]


def findings_of(checked: LintTarget, context: LintContext) -> list[Finding]:
    """Return what the rules say of a context: of its changes only, if only they count.

    The entries that the config exempts are left out.
    """
    return [finding for finding, exempt in _found(checked, context) if exempt is None]


def _found(checked: LintTarget, context: LintContext) -> Iterator[tuple[Finding, Exempt | None]]:
    """Yield each finding that counts, and what exempts its entry, if anything does."""
    found = lint(context, checked.rules, checked.config.rules, checked.partial)
    if checked.before is not None:
        found = concerning(Changes(checked.before, context), found)
    today = context.today or datetime.now(UTC).date()
    index = EntryIndex(context.entries) if checked.config.exempt else None
    for finding in found:
        entry = index.at(finding.span) if index else None
        name = entry.name if entry else None
        urls = {finding.url, entry.url if entry else None} - {None} or {None}
        yield (
            finding,
            next(
                (
                    exempt
                    for exempt in checked.config.exempt
                    if any(exempt.covers(finding.rule, name, url, today) for url in urls)
                ),
                None,
            ),
        )


def idle_exemptions(results: Sequence[Result]) -> Iterator[str]:
    """Yield a line for each exemption that has expired, or that exempts nothing in any file.

    Nothing is said where too little was looked at to know: only changes, fewer rules, no clear
    answer of a link.
    """
    by_config: dict[Path | None, list[Result]] = {}
    for result in results:
        by_config.setdefault(result.checked.config.path, []).append(result)
    for path, own in by_config.items():
        config = own[0].checked.config
        contexts = [result.checked.context for result in own]
        today = next((context.today for context in contexts if context.today), None)
        if OWN_RULE not in config.selected or not config.exempt:
            continue
        whole = all(r.checked.before is None for r in own)
        used = {exempt for r in own for _, exempt in _found(r.checked, r.checked.context)}
        for exempt in config.exempt:
            told = f"{path.name if path else 'config'}: exempt `{exempt.name or exempt.url}`"
            if exempt.until and today and today > exempt.until:
                yield f"{told} counts no more since {exempt.until}: look again"
            elif whole and exempt not in used and all(_settled(exempt, r.checked) for r in own):
                yield f"{told} exempts nothing: remove it"


def _settled(exempt: Exempt, checked: LintTarget) -> bool:
    """Tell whether all that `exempt` could be about was looked at."""
    ran = {rule.name: rule for rule in checked.rules}
    names = set(exempt.rules) or ran.keys()
    if not names <= ran.keys() or (not exempt.rules and checked.partial):
        return False
    if not any(ran[name].needs & Needs.LINKS for name in names):
        return True
    context = checked.context
    entries = [e for e in context.entries if exempt.means(e.name, e.url)]
    links = [
        link
        for link in context.document.links
        if exempt.means(None, link.url) or any(e.span.contains(link.span) for e in entries)
    ]
    return all(clear(context.verdicts.get(link.url)) for link in links)


def run(checked: Iterable[LintTarget], wanted: frozenset[Safety] = frozenset()) -> list[Result]:
    """Examine all lists, and mend their texts (in memory) with fixes of the `wanted` safeties."""
    return [_one(c, wanted) for c in checked]


def _one(checked: LintTarget, wanted: frozenset[Safety]) -> Result:
    before = checked.context
    if not wanted:
        told = _told(checked, before)
        return Result(checked, before, told.new, known=told.known, mended=told.mended)

    def look(context: LintContext) -> Sequence[Finding]:
        return _told(checked, context).new

    def reread(text: str) -> LintContext:
        return replace(before, document=parse(text, checked.source.name))

    done: FixResult = apply_fixes(before, look, reread, wanted)
    after = replace(checked, context=done.context)
    told = _told(checked, done.context) if checked.known else BaselineDiff(done.left)
    return Result(after, before, done.left, done.fixed, done.notes, None, told.known, told.mended)


def _told(checked: LintTarget, context: LintContext) -> BaselineDiff:
    """Return the findings that count, told apart from those that the baseline has."""
    findings = findings_of(checked, context)
    if not checked.known:
        return BaselineDiff(tuple(findings))
    looked = set() if checked.before else {rule.name for rule in checked.rules}
    return partition(checked.known, context, findings, looked)


def save(result: Result) -> Result:
    """Write a mended text back to its file; a refusal becomes the result's `problem`."""
    source = result.checked.source
    if not result.changed or source.path is None:
        return result
    try:
        write(source.path, source.raw, source.encode(result.checked.context.text))
    except WriteError as error:
        return replace(result, problem=f"{source.name}: {error}")
    return result
