"""One run: sources and configs to a report, links asked once for all files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path

from listlint import files
from listlint.baseline import sort
from listlint.changes import Changes, concerning
from listlint.config import (
    Config,
    ConfigError,
    default_config,
    find_config,
    load_config,
    matches,
    select,
)
from listlint.document import parse
from listlint.engine import examine
from listlint.fingerprint import EntryIndex
from listlint.fixer import Mended, WriteError, mend, write
from listlint.kinds import load_kind
from listlint.listing import Listing
from listlint.rule import Rule, RuleError
from listlint.text import Finding, Safety
from listlint.verdict import Verdict

Ask = Callable[[Sequence["Checked"]], Mapping[str, Verdict]]
"""Asks the network for the verdicts of `Checked.wanted_urls` of all lists, once."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the command line asks for, beyond the config."""

    config: Path | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    offline: bool = False
    wanted: frozenset[Safety] = frozenset()
    since: str | None = None
    staged: bool = False
    baseline: Path | None = None


@dataclass(frozen=True)
class Checked:
    """A source with its config, rules and listing.

    `before` is its former version, where only changes count; `known` are the fingerprints of
    the findings that a baseline keeps silent.
    """

    source: files.Source
    config: Config
    rules: tuple[Rule, ...]
    listing: Listing
    before: Listing | None = None
    known: frozenset[str] = frozenset()

    @property
    def wants_links(self) -> bool:
        """Whether any of the rules reads verdicts."""
        return any(load_kind(rule.kind).wants_links for rule in self.rules)

    @cached_property
    def wanted_urls(self) -> tuple[str, ...]:
        """The URLs whose verdicts the rules want, each once: new ones, if only changes count."""
        if not self.wants_links:
            return ()
        urls = dict.fromkeys(link.url for link in self.listing.document.links)
        new = None if self.before is None else Changes(self.before, self.listing).urls
        return tuple(url for url in urls if new is None or url in new)


@dataclass(frozen=True)
class Result:
    """What came of one source.

    `problem` tells why a mended text was not written; `known` counts the findings that the
    baseline keeps silent, `mended` those of the baseline that are no more.
    """

    checked: Checked
    before: Listing
    findings: tuple[Finding, ...]
    fixed: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str | None = None
    known: int = 0
    mended: int = 0

    @property
    def changed(self) -> bool:
        """Whether mending changed the text."""
        return self.checked.listing.text != self.before.text


class Configs:
    """Finds and reads the config of each file, each config once."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._by_path: dict[Path | None, Config] = {}
        self._by_folder: dict[Path, Path | None] = {}

    def of(self, path: Path | None) -> Config:
        """Return the config for a file. Raises `ConfigError`."""
        choice = self._choice
        where = choice.config
        if where is None:
            folder = path.resolve().parent if path else Path.cwd()
            if folder not in self._by_folder:
                self._by_folder[folder] = find_config(folder)
            where = self._by_folder[folder]
        if where not in self._by_path:
            config = load_config(where) if where else default_config()
            try:
                config = select(config, choice.select, choice.ignore, choice.extend_select)
            except RuleError as error:
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
    known: frozenset[str] = frozenset(),
    today: date | None = None,
) -> Checked | None:
    """Parse a source and choose its rules; None for a file that its config excludes.

    With `before`, the text of a former version, only findings about changes count.
    """
    if any(matches(source.name, pattern) for pattern in config.exclude):
        return None
    listing = Listing(
        document=parse(source.text, source.name),
        thresholds=config.thresholds,
        exists=files.exists_beside(source.path) if source.path else None,
        in_repository=bool(source.path and files.repository_root(source.path)),
        today=today or datetime.now(UTC).date(),
    )
    rules = tuple(config.rules_for(source.name))
    if config.offline:
        rules = tuple(rule for rule in rules if not load_kind(rule.kind).wants_links)
    former = None if before is None else Listing(document=parse(before, source.name))
    return Checked(source, config, rules, listing, former, known)


def findings_of(checked: Checked, listing: Listing) -> list[Finding]:
    """Return what the rules say of a listing: of its changes only, if only they count.

    The entries that the config exempts are left out.
    """
    found = examine(listing, checked.rules, known=checked.config.rules)
    if checked.before is not None:
        found = concerning(Changes(checked.before, listing), found)
    exempt = checked.config.exempt
    if not exempt:
        return found
    today = listing.today or datetime.now(UTC).date()
    index = EntryIndex(listing.entries)

    def exempted(finding: Finding) -> bool:
        entry = index.at(finding.span)
        name = entry.name if entry else None
        urls = {finding.url, entry.url if entry else None} - {None}
        return any(
            e.covers(finding.rule, name, url, today) for e in exempt for url in urls or {None}
        )

    return [finding for finding in found if not exempted(finding)]


def run(
    checked: Iterable[Checked], wanted: frozenset[Safety] = frozenset(), ask: Ask | None = None
) -> list[Result]:
    """Examine all lists, and mend their texts (in memory) with fixes of the `wanted` safeties."""
    lists = list(checked)
    verdicts = ask(lists) if ask else {}
    if verdicts:
        lists = [replace(c, listing=replace(c.listing, verdicts=verdicts)) for c in lists]
    return [_one(c, wanted) for c in lists]


def _one(checked: Checked, wanted: frozenset[Safety]) -> Result:
    before = checked.listing
    look = partial(findings_of, checked)
    if not wanted:
        return _sorted(Result(checked, before, tuple(look(before))))

    def reread(text: str) -> Listing:
        return replace(before, document=parse(text, checked.source.name))

    mended: Mended = mend(before, look, reread, wanted)
    after = replace(checked, listing=mended.listing)
    return _sorted(Result(after, before, mended.left, mended.fixed, mended.notes))


def _sorted(result: Result) -> Result:
    """Leave out what the baseline has."""
    checked = result.checked
    if not checked.known:
        return result
    told = sort(checked.known, checked.listing, result.findings)
    return replace(result, findings=told.new, known=told.known, mended=told.mended)


def save(result: Result) -> Result:
    """Write a mended text back to its file; a refusal becomes the result's `problem`."""
    source = result.checked.source
    if not result.changed or source.path is None:
        return result
    try:
        write(source.path, source.raw, source.encode(result.checked.listing.text))
    except WriteError as error:
        return replace(result, problem=f"{source.name}: {error}")
    return result
