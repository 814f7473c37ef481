"""What workers do: read a list, check the links of a batch, lint a list. Nothing is kept."""

import gc
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from listlint.diagnostics.records import dataclass
from listlint.fleet import verdicts
from listlint.fleet.job import Job, config_of, link_options
from listlint.fleet.sources import ListPlace, fetch
from listlint.links.cache import Row
from listlint.links.policy import Remap
from listlint.linter.engine import RuleCrashedError
from listlint.linter.run import lint_list
from listlint.linter.targets import LintTarget, prepare
from listlint.report.json import diagnostic
from listlint.sources.files import SourceError
from listlint.urls.parse import UnsupportedUrl, target
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

MOST_FINDINGS = 10_000
"""Most findings of one list that are reported; the others are counted."""


class ListError(Exception):
    """A list cannot be checked; the message is one line without the name of the list."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list that was read, with its links to check, packed.

    Each link is a pair of the host that is requested and the URL; `excluded` is whether the config
    excludes the list.
    """

    links: bytes = b""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A URL with its verdict, and what reports show of it.

    `local` is whether a problem on our side kept it from being checked.
    """

    url: str
    kind: str
    verdict: str
    reason: str
    final_url: str | None
    repository: str | None
    failing_since: str | None
    local: bool


@dataclass(frozen=True, slots=True)
class CheckedBatch:
    """The verdicts of a batch, rows for the cache, and lines for people.

    `problems` are on our side: such URLs have no verdict of their own.
    """

    settled: tuple[Settled, ...]
    rows: tuple[Row, ...]
    notices: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings of a list, as packed lines of JSON, and their numbers."""

    entries: int
    findings: bytes
    severities: Mapping[str, int]
    rules: Mapping[str, int]


def read(job: Job, place: ListPlace) -> ReadList:
    """Read a list, for its links. Raises `ListError`."""
    one = _target(job, place, again=True)
    if one is None:
        return ReadList(excluded=True)
    remap = Remap(config_of(job).settings.links.remap)
    pairs = (json.dumps((host_of(remap(url)), url)) for url in one.urls_to_check)
    return ReadList(verdicts.pack(pairs))


def check(job: Job, urls: Sequence[str], known: Sequence[Row]) -> CheckedBatch:
    """Check the links of a batch; `known` are the rows that the cache has of them."""
    from listlint.links.batch import check_batch

    found, rows = check_batch(urls, link_options(job), known)
    settled = (_settled(url, found.verdicts.get(url)) for url in urls)
    return CheckedBatch(tuple(settled), tuple(rows), found.notices, found.problems)


def lint(job: Job, place: ListPlace, packed: bytes) -> Linted:
    """Lint a list with the verdicts of its links. Raises `ListError`."""
    one = _target(job, place, again=False)
    if one is None:
        return Linted(0, b"", {}, {})
    known = verdicts.by_url(packed)
    sound = {url: v for url, v in known.items() if v.evidence is not Evidence.LOCAL}
    if known and not sound:
        one = one.without_links
    one = replace(one, verdicts=sound, parsed=one.context)
    try:
        file = lint_list(one).report
    except RuleCrashedError as error:
        raise ListError(str(error)) from None
    shown = islice(file.findings, MOST_FINDINGS)
    lines = (json.dumps(diagnostic(file, finding), ensure_ascii=True) for finding in shown)
    return Linted(
        len(file.index.entries),
        verdicts.pack(lines),
        Counter(finding.severity.value for finding in file.findings),
        Counter(finding.rule for finding in file.findings),
    )


def not_checked(url: str, reason: str) -> Settled:
    """Return what is known of a URL whose batch could not be checked."""
    return _settled(url, Verdict(url, VerdictKind.UNKNOWN, Evidence.LOCAL, reason))


def host_of(url: str) -> str:
    """Return the host that a URL is grouped by: without `www.`; empty for one not requested."""
    try:
        return target(url).host.removeprefix("www.")
    except UnsupportedUrl:
        return ""


def _settled(url: str, found: Verdict | None) -> Settled:
    verdict = found or Verdict(url, VerdictKind.UNKNOWN, Evidence.LOCAL, "not reached")
    return Settled(
        url,
        verdict.kind.value,
        verdicts.dump(verdict),
        verdict.reason,
        verdict.final_url,
        verdict.repository.name if verdict.repository else None,
        verdict.failing_since,
        verdict.evidence is Evidence.LOCAL,
    )


def _target(job: Job, place: ListPlace, *, again: bool) -> LintTarget | None:
    """Return a list with its rules; None for one that the config excludes."""
    gc.set_threshold(150_000)  # as the command line does
    try:
        return prepare(fetch(place, again=again), config_of(job))
    except SourceError as error:
        raise ListError(str(error).removeprefix(f"{place.name}: ")) from None
