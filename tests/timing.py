"""Time measured so that a busy machine does not tell: processor time, the quickest of many runs."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

T = TypeVar("T")

LIMIT = 2.6  # what twice the text may take, against once
QUICK = 0.15  # seconds
HANGS = 5  # seconds after which something hangs
ROUNDS = 15


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what hangs, after so much processor time (where the system can tell us)."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def processor_time(work: Callable[[T], object], made: T) -> float:
    """Seconds of processor time that ``work`` takes; the collector of garbage waits."""
    gc.disable()
    try:
        with at_most(HANGS):
            start = time.process_time()
            work(made)
            return time.process_time() - start
    finally:
        gc.enable()


def assert_linear(
    work: Callable[[T], object], make: Callable[[int], T], size: int = 50_000
) -> None:
    """Twice the text takes at most LIMIT times as long.

    ``make`` prepares an input of so many characters; only ``work`` is timed. What is over QUICKly
    need not be compared: a pattern that looks at each pair of 100,000 characters would take a
    quarter of a minute. Other work on the machine only ever slows a run down, so short and long
    runs take turns and the quickest of each counts.
    """
    long = make(2 * size)
    if (twice := processor_time(work, long)) < QUICK:
        return
    short = make(size)
    once = float("inf")
    for _ in range(ROUNDS):
        once = min(once, processor_time(work, short))
        if twice <= LIMIT * once:
            return
        twice = min(twice, processor_time(work, long))
    pytest.fail(f"{size} characters: {once:.2f} s, twice as many: {twice:.2f} s")
