"""Starts the script, waits for it, and leaves no process behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import FrameType

from lintrain.smoking.accounts import most_steps
from lintrain.smoking.forwarding import Forwarding
from lintrain.smoking.orders import VARIABLE, Orders

GRACE = 5.0
"""Seconds that a run may still take when it has made its steps; longer, if to make them took longer.

Other ranks may have begun later: on a busy machine it takes long to import torch.
"""

TERMINATION = 2.0
"""Seconds between asking processes to end and ending them."""

STACKS = 0.3
"""Seconds for processes to write down where they stand when the time is up."""

LAST_WORDS = 0.2
"""Seconds to read what was printed before the script ended."""

POLL = 0.05


class Ending(Enum):
    """How a run came to its end."""

    ITSELF = "by itself"
    STEPS = "its steps were made, and it went on"
    TIMEOUT = "the time was up"


@dataclass(frozen=True, slots=True)
class Ended:
    """How the script's own process ended. ``code`` is negative where a signal ended it."""

    how: Ending
    code: int
    pid: int


def launch(
    command: Sequence[str], folder: str, environment: Mapping[str, str], orders: Orders, show: Forwarding
) -> Ended:
    """Run ``command`` in ``folder`` until it ends or has to be ended."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=None if sys.stdin is not None and not sys.stdin.isatty() else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with _interrupting(), process:
        try:
            how = _Waiting(process, orders, show).wait()
            if how is Ending.TIMEOUT:
                time.sleep(STACKS)
        finally:
            end(process, orders)
    return Ended(how, process.returncode, process.pid)


class _Waiting:
    """Passes output on and looks at the clock."""

    def __init__(self, process: subprocess.Popen[bytes], orders: Orders, show: Forwarding) -> None:
        assert process.stdout is not None  # it is a pipe
        self._process = process
        self._pipe = process.stdout.fileno()
        self._began = time.monotonic()
        self._orders = orders
        self._show = show
        self._made: float | None = None
        self._over: float | None = None
        self._next = 0.0

    def wait(self) -> Ending:
        """Return how it ended; processes may still be alive."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe, selectors.EVENT_READ)
            while (how := self._how()) is None:
                if not selector.get_map():
                    time.sleep(POLL)
                elif selector.select(POLL) and not self._pass_on():
                    selector.unregister(self._pipe)
                    self._over = 0.0
            return how

    def _pass_on(self) -> bool:
        data = os.read(self._pipe, 1 << 16)
        self._show.output(data)
        return bool(data)

    def _how(self) -> Ending | None:
        now = time.monotonic()
        if now < self._next:
            return None
        self._next = now + POLL
        done = most_steps(self._orders.accounts)
        self._show.progress(done, self._orders.steps)
        if self._process.poll() is not None:
            # A process that outlives the script may hold the pipe: what was printed is read, no more.
            self._over = now + LAST_WORDS if self._over is None else self._over
            return Ending.ITSELF if now >= self._over else None
        if done >= self._orders.steps:
            self._made = now if self._made is None else self._made
            grace = max(GRACE, self._made - self._began)
            return Ending.STEPS if now >= self._made + grace else None
        late = self._orders.deadline is not None and time.time() >= self._orders.deadline
        return Ending.TIMEOUT if late else None


def end(process: subprocess.Popen[bytes], orders: Orders) -> None:
    """End the process and all that it has started: ask first, then insist."""
    asked = _signal(process, orders, signal.SIGTERM)
    limit = time.monotonic() + TERMINATION
    while asked and time.monotonic() < limit:
        process.poll()
        if not any(map(_alive, asked)):
            break
        time.sleep(POLL)
    _signal(process, orders, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[bytes], orders: Orders, number: signal.Signals) -> list[int]:
    """Send a signal to the run's process group and to those that left it; return who was there."""
    there = []
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
        there.append(-process.pid)
    for pid in _others(process.pid, orders):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
            there.append(pid)
    return there


def _alive(pid: int) -> bool:
    """Tell whether a process, or a group (as a negative number), has anybody in it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _others(group: int, orders: Orders) -> Iterator[int]:
    """Yield the processes that carry this run's orders but are in another group (torchrun's workers)."""
    mark = f"{VARIABLE}={orders.scratch}{os.sep}".encode()
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else ():
        pid = int(name) if name.isdecimal() else 0
        with contextlib.suppress(OSError):
            if pid and pid != os.getpid() and _carries(pid, mark) and os.getpgid(pid) != group:
                yield pid


def _carries(pid: int, mark: bytes) -> bool:
    with open(f"/proc/{pid}/environ", "rb") as stream:
        return any(variable.startswith(mark) for variable in stream.read().split(b"\0"))


@contextlib.contextmanager
def _interrupting() -> Iterator[None]:
    """Let a request to terminate this process end the run as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
