"""Spread work over processes, in an order that never varies, and survive the death of one.

On Linux workers are forked from a parent that has imported everything already: they start in
milliseconds. Elsewhere, and where other threads are running, they are spawned.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

J = TypeVar("J")
R = TypeVar("R")


def cpu_count() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(Generic[J, R]):
    """Runs ``function`` on every job. Jobs are started at once; results come in the order of the jobs.

    A worker that dies takes its pool with it. The jobs that it left are then run one by one, each in a
    process of its own, so that the guilty one is known: ``died`` says what its result is.
    """

    def __init__(
        self, function: Callable[[J], R], jobs: Sequence[J], workers: int, died: Callable[[J], R]
    ) -> None:
        import multiprocessing

        self._function, self._jobs, self._died = function, jobs, died
        self._others = multiprocessing.active_children()
        self._executor = _executor(workers)
        self._futures = [self._submit(job) for job in jobs]

    def __enter__(self) -> Pool[J, R]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import multiprocessing

        if error is not None:  # nobody waits for the results any more
            for child in multiprocessing.active_children():
                if child not in self._others:
                    child.terminate()
        self._executor.shutdown(cancel_futures=True)

    def results(self) -> Iterator[tuple[J, R]]:
        """Yield every job with its result."""
        from concurrent.futures.process import BrokenProcessPool

        for job, future in zip(self._jobs, self._futures, strict=True):
            try:
                result = future.result() if future else self._alone(job)
            except BrokenProcessPool:
                self._executor.shutdown()  # its threads must end before anything is forked again
                result = self._alone(job)
            yield job, result

    def _submit(self, job: J) -> Future[R] | None:
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._executor.submit(self._function, job)
        except BrokenProcessPool:
            return None

    def _alone(self, job: J) -> R:
        from concurrent.futures.process import BrokenProcessPool

        with _executor(1) as executor:
            try:
                return executor.submit(self._function, job).result()
            except BrokenProcessPool:
                return self._died(job)


def _executor(workers: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    fork = sys.platform == "linux" and threading.active_count() == 1
    gc.freeze()
    return ProcessPoolExecutor(workers, multiprocessing.get_context("fork" if fork else "spawn"), _begin)


def _begin() -> None:
    """Leave Ctrl-C to the parent, which ends its workers; and do not outlive it if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import multiprocessing

    parent = multiprocessing.parent_process()
    assert parent is not None  # this is a worker
    parent.join()
    os._exit(1)
