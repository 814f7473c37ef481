"""What a test may cost, without a clock: steps are counted, and what hangs is ended."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def steps(run: Callable[[], object]) -> int:
    """Return how many lines of Python run; what happens within C is not counted."""
    count = 0

    def trace(_frame: object, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


class HangError(Exception):
    """A block used far more CPU time than it needs anywhere."""


@contextmanager
def hang_guard(cpu_seconds: int = 40) -> Iterator[None]:
    """End a block that hangs, so that the test fails. This measures nothing.

    Give the block an input so large that a linear way takes a moment and a quadratic one many
    minutes. Windows has no such timer; there a test that hangs is ended by the limit of its job.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise HangError(f"took more than {cpu_seconds} seconds of CPU time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
