"""One run over many lists: read all, check their links host by host, lint all, report."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from listlint.config.discover import ConfigError
from listlint.diagnostics.records import dataclass
from listlint.fleet import verdicts, work
from listlint.fleet.cluster import Cluster, ClusterError, Done, TaskLostError
from listlint.fleet.job import Job, config_of, link_options
from listlint.fleet.report import summary, write
from listlint.fleet.sources import ListPlace, places
from listlint.fleet.state import Batch, State, StateError, Status, open_state
from listlint.language.words import counted
from listlint.links.batch import key_of
from listlint.links.cache import Key, Store, open_store
from listlint.links.settings import LinkCheckOptions
from listlint.urls.verdict import VerdictKind

STATE = "fleet.sqlite"
SHOWN = 20
"""Lists that cannot be checked that are printed; the report has all."""
MOST_TRIES = 3
"""How often a batch is checked whose worker has a problem of its own, such as no network."""

Watch = Callable[[str, int, int], None]
"""Called with what is done at the moment, and how much of how much."""


@dataclass(frozen=True, slots=True)
class FleetOptions:
    """Where the lists are, where the report goes, and who does the work.

    Without a `scheduler`, `workers` processes are started, one for each core by default.
    """

    lists: Path
    output: Path
    job: Job
    scheduler: str | None = None
    workers: int | None = None
    resume: bool = False


@dataclass
class FleetOutcome:
    """What came of a run; `problems` are lines on what kept it from being complete."""

    complete: bool = False
    interrupted: bool = False
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """The first lists that cannot be checked, and why."""
    summary: dict[str, Any] = field(default_factory=dict)


class FleetError(Exception):
    """The run cannot begin; the message is one line."""


def run_fleet(options: FleetOptions, watch: Watch) -> FleetOutcome:
    """Run, and write the report. Raises `FleetError`, `ConfigError`."""
    outcome = FleetOutcome()
    try:
        with open_state(options.output / STATE) as state:
            settings = link_options(options.job)
            key = _key(settings)
            _begin(options, state)
            try:
                with Cluster(options.scheduler, options.workers) as cluster:
                    with open_store(settings.cache, key=key) as store:
                        _FleetRun(options.job, state, cluster, store, watch).run()
                        state.add_notices(store.notices)
                    outcome.complete = True
            except KeyboardInterrupt:
                outcome.interrupted = True
            except ClusterError as error:
                outcome.problems.append(f"{error}; --resume continues")
            _conclude(options, state, outcome)
    except StateError as error:
        if not outcome.summary:
            raise FleetError(f"{error}; --resume continues when that is fixed") from None
        outcome.problems.append(str(error))
    return outcome


def _begin(options: FleetOptions, state: State) -> None:
    """Begin a run, or continue the one that was interrupted."""
    try:
        lines = options.lists.read_text("utf-8", "surrogateescape").splitlines()
    except OSError as error:
        raise FleetError(f"{options.lists}: {(error.strerror or str(error)).lower()}") from None
    digest = f"{options.job.digest} {_hash(lines)}"
    if options.resume:
        if state.digest is None:
            raise FleetError(f"{options.output}: has no unfinished run to resume")
        if state.digest != digest:
            raise FleetError(
                "the lists, the config or listlint have changed since the run that --resume is to"
                " continue; start a new one without it"
            )
        return
    state.begin(digest, places(lines))
    if not state.count(*Status):
        raise FleetError(f"{options.lists}: has no lists")


def _key(settings: LinkCheckOptions) -> Callable[[str], Key]:
    try:
        return key_of(settings)
    except ValueError as error:
        raise ConfigError(f"links: {error}") from None


def _hash(lines: Iterable[str]) -> str:
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    return blake2b(text, digest_size=8).hexdigest()


def _conclude(options: FleetOptions, state: State, outcome: FleetOutcome) -> None:
    """Write the report of what is known."""
    now = time.time()
    outcome.summary = summary(state)
    if outcome.complete:
        state.finish(now, outcome.summary)
    outcome.notices += state.notices()
    outcome.failed = state.failures(SHOWN)
    try:
        lines = [*outcome.problems, *outcome.notices]
        write(options.output, state, outcome.summary, lines, now)
    except OSError as error:
        place = error.filename or options.output
        outcome.problems.append(f"{place}: cannot be written ({error.strerror})")


class _FleetRun:
    """The three steps. Everything that is known is in the state and in the cache of links."""

    def __init__(
        self, job: Job, state: State, cluster: Cluster, store: Store, watch: Watch
    ) -> None:
        self._job = job
        self._state = state
        self._cluster = cluster
        self._store = store
        self._watch = watch

    def run(self) -> None:
        """Do whatever has not been done. Raises `ClusterError`, `StateError`."""
        self._read_all()
        if not config_of(self._job).settings.offline:
            self._check_all()
            _record(self._store, self._state)
        self._lint_all()
        if self._cluster.lost:
            lost = counted(self._cluster.lost, "worker")
            self._state.add_notices([f"{lost} lost; what they had not finished was done again"])

    # --- Lists -------------------------------------------------------------------------------

    def _read_all(self) -> None:
        def save(number: int, found: work.ReadList) -> None:
            if found.excluded:
                self._state.excluded(number)
            else:
                pairs = map(json.loads, verdicts.unpack(found.links))
                self._state.read(number, ((host, url) for host, url in pairs))

        tasks = (
            (number, work.read, (self._job, place)) for number, place in self._lists(Status.NEW)
        )
        self._each("Reading lists", tasks, self._state.count(Status.NEW), save)

    def _lint_all(self) -> None:
        def tasks() -> Iterator[tuple[int, Callable[..., Any], tuple[object, ...]]]:
            for number, place in self._lists(Status.READ):
                packed = verdicts.pack(self._state.verdicts_of(number))
                yield number, work.lint, (self._job, place, packed)

        self._each("Linting lists", tasks(), self._state.count(Status.READ), self._state.linted)

    def _lists(self, status: Status) -> Iterator[tuple[int, ListPlace]]:
        return self._state.lists(status)

    def _each(
        self,
        step: str,
        tasks: Iterator[tuple[int, Callable[..., Any], tuple[object, ...]]],
        total: int,
        save: Callable[[int, Any], None],
    ) -> None:
        """Have workers do something with each list, and save the results as they come."""
        done = under_way = 0
        while True:
            while under_way < self._cluster.most_tasks and (task := next(tasks, None)):
                number, function, arguments = task
                self._cluster.submit(number, function, *arguments)
                under_way += 1
            self._watch(step, done, total)
            if not under_way:
                return
            end = self._cluster.next()
            under_way -= 1
            done += 1
            assert isinstance(end.token, int)
            if end.error is None:
                save(end.token, end.result)
            else:
                self._state.failed(end.token, _problem(end.error))

    # --- Links -------------------------------------------------------------------------------

    def _check_all(self) -> None:
        """Check all links: those of one host by one worker at a time."""
        done, total = 0, self._state.group_by_host()
        batches: dict[int, tuple[Batch, int]] = {}
        again: deque[tuple[Batch, int]] = deque()
        number = 0
        while True:
            while len(batches) < self._cluster.most_tasks:
                fresh = None if again else self._state.next_batch()
                if not again and fresh is None:
                    break
                batch, tries = again.popleft() if again else (fresh, 1)
                assert batch is not None
                number += 1
                batches[number] = batch, tries
                known = tuple(self._store.rows(batch.urls))
                self._cluster.submit(number, work.check, self._job, batch.urls, known)
            self._watch("Checking links", done, total)
            if not batches:
                return
            end = self._cluster.next()
            assert isinstance(end.token, int)
            batch, tries = batches.pop(end.token)
            if self._save(batch, end, last=tries == MOST_TRIES):
                done += len(batch.urls)
            else:
                again.append((batch, tries + 1))

    def _save(self, batch: Batch, end: Done, *, last: bool) -> bool:
        """Save the verdicts of a batch; return whether it is done."""
        if end.error is not None:
            reason = _problem(end.error)
            line = f"{counted(len(batch.urls), 'link')} not checked: {reason}"
            self._state.add_notices([line])
            self._state.settled(batch, [work.not_checked(url, reason) for url in batch.urls])
            return True
        found: work.CheckedBatch = end.result
        self._store.add(found.rows)
        if found.problems and not last:
            return False
        self._state.settled(batch, found.settled)
        self._state.add_notices((*found.notices, *found.problems))
        return True


def _problem(error: Exception) -> str:
    """Return why a task failed, as one line."""
    if isinstance(error, work.ListError | TaskLostError):
        return str(error)
    text = " ".join(str(error).split())[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _record(store: Store, state: State) -> None:
    """Save the numbers of a complete run in the cache, as other runs do."""
    rows = state.select("SELECT kind, count(*) FROM url WHERE local = 0 GROUP BY kind")
    counts: dict[VerdictKind, int] = {}
    for kind, number in rows:
        with suppress(ValueError):
            counts[VerdictKind(kind)] = number
    store.record_run(counts, time.time())
