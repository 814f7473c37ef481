"""Workers, by Dask: the only module that imports it."""

import logging
import os
from collections.abc import Callable, Hashable
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self

import dask
from distributed import Client, Future, KilledWorker, LocalCluster

from listlint import __version__
from listlint.diagnostics.records import dataclass

MOST_DEATHS = 3
"""Workers that may be lost with the same task before it is given up."""
CONNECT_SECONDS = 20
RESTART_SECONDS = 60.0
"""How long a worker on this machine may take to start again before another one is started."""
NO_WORKER_SECONDS = 120.0
"""How long a run waits while there is no worker at all."""
TICK = 1.0
AHEAD = 2
"""Tasks of each thread of a worker that are sent: one runs, one is ready."""


class ClusterError(Exception):
    """The cluster cannot be used any more; the message is one line."""


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a task: its token, and its result or what was raised."""

    token: Hashable
    result: Any = None
    error: Exception | None = None


class TaskLostError(Exception):
    """A task was given up, because every worker that had it was lost."""


class Cluster:
    """Workers that a scheduler has, or that are started on this machine.

    Raises `ClusterError` if there are none, or if they have another version of listlint.
    """

    def __init__(self, scheduler: str | None = None, workers: int | None = None) -> None:
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        self._local: LocalCluster | None = None
        self._done: SimpleQueue[tuple[Hashable, Future[Any]]] = SimpleQueue()
        self._tasks: dict[Hashable, Future[Any]] = {}
        self._waited = 0.0
        self._wanted = workers or os.cpu_count() or 1
        self.lost = 0
        """The number of workers that were lost."""
        dask.config.set(
            {
                "distributed.scheduler.allowed-failures": MOST_DEATHS,
                "distributed.deploy.lost-worker-timeout": RESTART_SECONDS,
                "distributed.admin.large-graph-warning-threshold": "100MB",
                "logging.distributed": "critical",
            }
        )
        if scheduler is not None:
            dask.config.set({"distributed.comm.timeouts.connect": CONNECT_SECONDS})
        try:
            if scheduler is None:
                self._local = LocalCluster(
                    n_workers=self._wanted,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            self._client = Client(self._local or scheduler, timeout=CONNECT_SECONDS)
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            self.close()
            what = f"scheduler {scheduler}: cannot be reached" if scheduler else "no workers"
            raise ClusterError(f"{what} ({error})") from None
        self._workers = self._threads()
        self._check_versions()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def most_tasks(self) -> int:
        """How many tasks may be under way, so that no worker waits and little is in memory."""
        return AHEAD * max(1, sum(self._workers.values()))

    def submit(self, token: Hashable, work: Callable[..., Any], *arguments: object) -> None:
        """Have a worker do something; `next` returns its end."""
        future = self._client.submit(work, *arguments, pure=False)
        self._tasks[token] = future
        future.add_done_callback(lambda done: self._done.put((token, done)))

    def next(self) -> Done:
        """Return the next task that has ended. Raises `ClusterError`."""
        while True:
            try:
                token, future = self._done.get(timeout=TICK)
            except Empty:
                self._look_after_workers()
                continue
            del self._tasks[token]
            self._look_after_workers()
            if future.status == "finished":
                return Done(token, future.result())
            if future.status == "error":
                error = future.exception()
                if isinstance(error, KilledWorker):
                    lost = f"{MOST_DEATHS + 1} workers were lost with it"
                    return Done(token, error=TaskLostError(lost))
                return Done(token, error=error)
            raise ClusterError("the scheduler was lost")

    def close(self) -> None:
        """Drop what is under way, and end the workers that were started."""
        for future in self._tasks.values():
            with suppress(Exception):
                future.cancel()
        self._tasks.clear()
        for one in (getattr(self, "_client", None), self._local):
            if one is not None:
                with suppress(Exception):
                    one.close(timeout=5)

    def _threads(self) -> dict[str, int]:
        """Return the number of threads of each worker by address."""
        return dict(self._client.nthreads())

    def _look_after_workers(self) -> None:
        """Count the workers that were lost. Raises `ClusterError` if there are none for long."""
        try:
            now = self._threads()
        except (OSError, TimeoutError):  # `next` sees whether the scheduler is lost
            now = {}
        self.lost += len(self._workers.keys() - now.keys())
        self._workers = now
        self._waited = 0.0 if now else self._waited + TICK
        if self._local is not None and len(now) < self._wanted:
            self._local.scale(self._wanted)  # where one could not be started again
        if self._waited > NO_WORKER_SECONDS:
            raise ClusterError("there are no workers any more")

    def _check_versions(self) -> None:
        if self._local is None and not self._workers:
            self.close()
            raise ClusterError("the scheduler has no workers")
        try:
            versions = set(self._client.run(_version).values())
        except Exception as error:
            self.close()
            raise ClusterError(f"the workers cannot import listlint ({error})") from None
        if versions != {__version__}:
            self.close()
            other = ", ".join(sorted(versions - {__version__}))
            raise ClusterError(f"workers have listlint {other}, not {__version__}")


def _version() -> str:
    return __version__
