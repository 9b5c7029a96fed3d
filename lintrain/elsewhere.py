"""Work that is done by an executor of somebody else's: threads, processes, or machines of a cluster.

The file that is checked travels with the job. What it imports does not: a worker reads that from the disk,
so that all machines must see the project under the same paths. Whoever does not says so, file by file.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from uuid import uuid4

import lintrain
from lintrain.findings import FileReport, Problem
from lintrain.jobs import Job, Outcome, look_again, project_for, work
from lintrain.source.reading import read

_local = threading.local()
_moving = threading.Lock()


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker must agree about before it begins: who we are, where we stand, which run it is."""

    version: str
    here: str
    run: str


def outcomes(jobs: Sequence[Job], executor: Executor) -> Iterator[tuple[Job, Outcome]]:
    """Have all jobs done, largest first, and yield them in the order in which they began."""
    order = Order(lintrain.__version__, os.getcwd(), uuid4().hex)
    largest_first = sorted(jobs, key=lambda job: -len(job.data))
    futures = [executor.submit(done_here, order, job) for job in largest_first]
    try:
        for job, future in zip(largest_first, futures, strict=True):
            try:
                outcome = future.result()
            except Exception as error:  # noqa: BLE001  # whatever an executor raises: named with its file
                outcome = _failed(job, f"the executor failed: {type(error).__name__}: {error}")
            yield job, outcome
    finally:
        for future in futures:
            future.cancel()


def done_here(order: Order, job: Job) -> Outcome:
    """Do a job in a worker, if it is the same program and sees the same files."""
    if order.version != lintrain.__version__:
        return _failed(job, f"the worker has lintrain {lintrain.__version__}, and not {order.version}")
    try:
        if os.getcwd() == order.here:
            return _done(order, job)
        with _moving:  # paths are told relative to the working directory, which all threads share
            before = os.getcwd()
            os.chdir(order.here)
            try:
                return _done(order, job)
            finally:
                os.chdir(before)
    except OSError:
        return _failed(job, f"the worker does not see {order.here}")


def _done(order: Order, job: Job) -> Outcome:
    original = job.notebook.data if job.notebook else job.data
    if read(job.path) != original:
        return _failed(job, "the worker sees another file there, or none")
    if getattr(_local, "run", None) != order.run:
        _local.run = order.run
        project_for(job.events)
        look_again({})
    return work(job)


def _failed(job: Job, why: str) -> Outcome:
    return FileReport(job.path, problems=(Problem(job.path, f"cannot be checked: {why}"),)), None
