"""Inside of every Python process of a run: wait for torch, watch, and keep the account.

It is called by a ``sitecustomize`` before the user's script begins, and imports next to nothing.
"""

from __future__ import annotations

import atexit
import contextlib
import faulthandler
import importlib
import os
import signal
import sys
import time
import traceback
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Any

from lintrain.smoking.copying import Copying, watch_writes
from lintrain.smoking.foreign import libraries
from lintrain.smoking.imports import after_import
from lintrain.smoking.orders import VARIABLE, Orders, users_path
from lintrain.smoking.redirecting import Redirecting

if TYPE_CHECKING:
    from lintrain.findings import Finding
    from lintrain.smoking.accounts import Account, Failure

PAUSE = 0.2
"""Seconds between two accounts that tell only that something known was seen again."""


def begin() -> None:
    """Read the orders and make everything ready. The process goes on as if nothing had been."""
    orders = Orders.read(os.environ[VARIABLE])
    copying = None
    if orders.tree is not None:
        copying = Copying(orders.tree, orders.scratch, orders.roots)
        watch_writes(copying)
        redirecting = Redirecting(orders.tree, orders.roots, copying.busy)
        redirecting.install()
        after_import(libraries(copying, redirecting))
    watching = Watching(orders, copying)
    os.register_at_fork(after_in_child=watching.forked)
    atexit.register(watching.end)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, watching.terminated)
    after_import({"torch": watching.watch})
    watching.tell_where_it_stands()


class Watching:
    """The watch over one process, and its account."""

    def __init__(self, orders: Orders, copying: Copying | None) -> None:
        self._orders = orders
        self._copying = copying
        self._began = time.time()
        self._watch: Any = None
        self._run: Any = None
        self._before: dict[object, int] = {}
        self._made = 0
        self._steps_before = 0
        self._known = -1
        self._rank: int | None = None
        self._told = 0.0
        self._steps: int | None = None
        self._stacks: Any = None
        self._blind = ""
        self._own = True
        self._imported = 0
        places = (orders.roots, [(orders.tree or "") + root for root in orders.roots])
        self._inside = tuple(os.path.join(root, "") for roots in places for root in roots)
        self._own_files: tuple[str, ...] = ()

    def tell_where_it_stands(self) -> None:
        """Have the stacks of all threads written down when the time is up, even inside of C code."""
        left = self._orders.deadline - time.time() if self._orders.deadline else 0.0
        if left > 0:
            path = os.path.join(self._orders.stacks, f"{os.getpid()}.txt")
            self._stacks = open(path, "w", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115  # until the end
            faulthandler.dump_traceback_later(left, exit=False, file=self._stacks)

    def watch(self, torch: Any) -> None:  # noqa: ANN401  # torch, whose types are not known here
        """Enter the watch: torch has been imported. What goes wrong here ends the run: nobody would watch."""
        if self._orders.device == "cuda" and not torch.cuda.is_available():
            self._stop_blind("no CUDA device is available")
        try:
            self._enter()
        except Exception as error:  # noqa: BLE001  # the boundary: told with its place, and exit code 2
            self._stop_blind(_told(error))
        self.tell()

    def _stop_blind(self, why: str) -> None:
        self._blind = why
        self.tell()
        raise SystemExit(2)

    def _enter(self) -> None:
        from lintrain import packs
        from lintrain.rule import find_rule

        packs.use(self._orders.plugins)
        runtime = importlib.import_module("lintrain.runtime")
        importlib.import_module("lintrain.runtime._harmless").install(
            self._copying, eager=not self._orders.keep_compile
        )
        rules = [rule for rule in map(find_rule, self._orders.rules) if rule is not None]
        self._watch = runtime.watch(
            steps=self._orders.steps, rules=rules, overfit_one_batch=self._orders.overfit_one_batch
        )
        self._run = self._watch.__enter__()
        self._run.on_step.append(self._stepped)

    def _stepped(self, step: int) -> None:
        """Tell the number of steps each time, the rest when there is news; ``step`` counts from 0."""
        self._made = max(self._made, step + 1)
        steps = self._made - self._steps_before
        if self._steps is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            self._steps = os.open(self._path(".steps"), flags)
        os.pwrite(self._steps, b"%d" % steps, 0)
        last = self._made >= self._orders.steps
        known = len(self._run.findings)
        if last or known != self._known or time.monotonic() - self._told > PAUSE:
            self.tell()

    def tell(self, ended: bool = False) -> None:
        """Write the account, if there is anything to tell."""
        account = self._account(ended)
        if self._own or account.steps or account.findings or account.blind:
            account.write(self._path(".json"))
        self._known = len(self._run.findings) if self._run else -1
        self._told = time.monotonic()

    def _path(self, suffix: str) -> str:
        return os.path.join(self._orders.accounts, f"{os.getpid()}-{self._began:.6f}{suffix}")

    def _account(self, ended: bool) -> Account:
        from lintrain.smoking.accounts import Account

        account = Account(
            os.getpid(),
            self._began,
            ended=ended,
            files=self._files(),
            wrote=tuple(self._copying.outside) if self._copying else (),
            failure=self._failure() if ended else None,
            blind=self._blind,
        )
        if self._run is None:
            return account
        account = self._with_run(account)
        return self._measured(account) if self._orders.measure and ended else account

    def _with_run(self, account: Account) -> Account:
        torch = sys.modules["torch"]
        tree = self._orders.tree
        rank = _rank()
        if (
            rank is not None
        ):  # a process group that is destroyed at the end of a training has no ranks any more
            self._rank = rank
        return replace(
            account,
            rank=self._rank,
            torch=str(torch.__version__),
            device=_device(torch),
            steps=self._made - self._steps_before,
            forwards=self._run.forwards,
            backwards=self._run.backwards,
            findings=tuple(self._findings()),
            reached=frozenset((users_path(path, tree), row) for path, row in self._run.reached),
            judged={
                code: frozenset((users_path(path, tree), row) for path, row in sites)
                for code, sites in getattr(self._run, "judged", {}).items()
            },
        )

    def _measured(self, account: Account) -> Account:
        """Add what a report of the whole run is drawn from."""
        from lintrain.smoking.series import moments, points

        trace = moments(self._run.trace, self._orders.users) if self._orders.report else ()
        return replace(account, points=points(self._run.measurements), trace=trace)

    def _findings(self) -> list[Finding]:
        """Return what was seen here, not what a process that has forked this one saw before."""
        found = []
        for finding in self._run.findings:
            times = finding.seen.times - self._before.get(_key(finding), 0)
            if times > 0:
                seen = replace(finding.seen, times=times)
                found.append(_users(replace(finding, seen=seen), self._orders.tree))
        return found

    def _files(self) -> tuple[str, ...]:
        """Return the user's modules, without those of an environment that stands inside of the project."""
        if len(sys.modules) != self._imported:
            self._imported = len(sys.modules)
            loaded = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
            own = {path for path in loaded if isinstance(path, str) and path.startswith(self._inside)}
            users = (
                self._orders.users(path) for path in own if path.endswith(".py") and os.path.isfile(path)
            )
            self._own_files = tuple(sorted(filter(self._orders.is_users, users)))
        return self._own_files

    def _failure(self) -> Failure | None:
        from lintrain.smoking.accounts import Failure

        error = getattr(sys, "last_value", None)
        if not isinstance(error, BaseException):
            return None
        text = "".join(traceback.format_exception(error))
        where = [(f.filename, f.lineno) for f in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, SyntaxError) and error.filename:
            where.append((error.filename, error.lineno))
        own = [(path, row) for path, row in map(self._place, where) if self._orders.is_users(path)]
        path, row = own[-1] if own else ("", None)
        tree = self._orders.tree
        plain = text.replace(tree + os.sep, os.sep) if tree else text
        return Failure(type(error).__name__, str(error), time.time(), plain, path, row)

    def _place(self, where: tuple[str, int | None]) -> tuple[str, int | None]:
        return self._orders.users(os.path.abspath(where[0])), where[1]

    def end(self, error: BaseException | None = None) -> None:
        """Leave the watch and tell all of it. ``error`` is what has ended the program before its time."""
        faulthandler.cancel_dump_traceback_later()
        if self._watch is not None:
            watch, self._watch = self._watch, None
            try:
                watch.__exit__(type(error) if error else None, error, None)
            except Exception as error:  # noqa: BLE001  # the boundary: told, and exit code 2
                self._blind = _told(error)
        self.tell(ended=True)

    def terminated(self, number: int, frame: FrameType | None) -> None:
        """Tell all of it, and let the signal have its way."""
        with contextlib.suppress(OSError):
            self.end(SystemExit(number))
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def forked(self) -> None:
        """Begin an account of its own in a process that was forked from this one."""
        self._own = False
        self._known = -1
        self._began = time.time()
        self._steps = None
        self._stacks = None
        if self._run is not None:
            self._before = {_key(finding): finding.seen.times for finding in self._run.findings}
            self._steps_before = self._made


def _key(finding: Finding) -> tuple[object, ...]:
    return (finding.path, finding.span, finding.code)


def _users(finding: Finding, tree: str | None) -> Finding:
    """Return the finding at the user's own paths."""
    related = tuple(replace(item, path=users_path(item.path, tree)) for item in finding.related)
    return replace(finding, path=users_path(finding.path, tree), related=related)


def _told(error: Exception) -> str:
    """Return a failure of lintrain's own on one line."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"lintrain failed: {type(error).__name__}: {error} ({place.filename}:{place.lineno})"


def _rank() -> int | None:
    """Return the rank of this process: what torch says, or what the launcher said."""
    distributed = sys.modules.get("torch.distributed")
    if distributed is not None and distributed.is_available() and distributed.is_initialized():
        return int(distributed.get_rank())
    rank = os.environ.get("RANK", "")
    return int(rank) if rank.isdecimal() else None


def _device(torch: Any) -> str:  # noqa: ANN401  # torch, whose types are not known here
    """Return what the run most likely trains on, without waking up a device that nobody uses."""
    if torch.cuda.is_initialized():
        return f"cuda ({torch.cuda.get_device_name()})"
    return "cpu"
