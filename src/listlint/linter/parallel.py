"""Calls of a function in several processes.

They only compute: the main process reads and writes files, and it alone gets Ctrl-C.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import active_children, get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def in_processes(
    work: Callable[[T], R], tasks: Sequence[T], sizes: Sequence[int], jobs: int
) -> list[R | None]:
    """Return the result of `work` for each task, the largest ones done first.

    Where a process ends unexpectedly, each task without a result gets another one for itself;
    the result is None if that ends, too. Where none can work, this process does.
    """
    order = sorted(range(len(tasks)), key=lambda index: -sizes[index])
    done = _done(work, [(index, tasks[index]) for index in order], jobs)
    if not done:
        return list(map(work, tasks))
    for index in order:
        if index not in done:
            done |= _done(work, [(index, tasks[index])], 1)
    return [done.get(index) for index in range(len(tasks))]


def _done(work: Callable[[T], R], tasks: Iterable[tuple[int, T]], jobs: int) -> dict[int, R]:
    """Return the results of numbered tasks, without those that a process ended with."""
    done: dict[int, R] = {}
    with _pool(jobs) as pool:
        with _sigint_blocked():
            futures = {index: pool.submit(work, task) for index, task in tasks}
        for index, future in futures.items():
            with suppress(BrokenProcessPool):
                done[index] = future.result()
    return done


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes; end them at once where an exception leaves the block."""
    context = get_context(_start_method())
    with ProcessPoolExecutor(jobs, context, _prepare, (gc.get_threshold(),)) as pool:
        try:
            yield pool
        except BaseException:
            for process in active_children():
                process.terminate()
            raise


def _start_method() -> str:
    """Return how processes start: a fork needs no imports again, but must not copy threads."""
    is_safe = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_safe else "spawn"


def _prepare(thresholds: tuple[int, int, int]) -> None:
    """Set up a new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*thresholds)


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Let Ctrl-C wait, so that no process gets it before `_prepare`: they inherit the mask."""
    if os.name == "nt":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
