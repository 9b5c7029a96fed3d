"""One run, from the wish to what it came to: prepare the scratch folder, launch, read the accounts."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lintrain import packs
from lintrain.findings import Problem
from lintrain.smoking.accounts import Told, read_accounts
from lintrain.smoking.forwarding import forwarding
from lintrain.smoking.launching import Ended, launch
from lintrain.smoking.mirror import Mirror
from lintrain.smoking.orders import VARIABLE, Orders
from lintrain.smoking.problems import problems
from lintrain.smoking.stacks import Frame, read_stacks
from lintrain.smoking.trackers import switched_off
from lintrain.source.notebook import is_notebook

SITE = '''\
"""Watches this process, and then does what the sitecustomize would have done that this one hides."""

import os
import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != here]
try:
    from lintrain.smoking.child import begin
except ImportError:  # another interpreter, without lintrain
    pass
else:
    begin()
spec = PathFinder.find_spec("sitecustomize", sys.path)
if spec is not None:
    sys.modules["sitecustomize"] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules["sitecustomize"])
'''
"""The module that Python imports before anything else."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to be run: ``target`` is a script, or a module's name, with its arguments.

    ``timeout`` is in seconds. ``rules`` are codes. ``report`` and ``tensorboard`` say where the series go
    that a run measures, ``table`` that they are shown in short.
    """

    target: str
    arguments: tuple[str, ...] = ()
    module: bool = False
    rules: tuple[str, ...] = ()
    steps: int = 20
    device: str = "auto"
    in_place: bool = False
    keep_compile: bool = False
    timeout: float | None = None
    overfit_one_batch: bool = False
    report: str | None = None
    tensorboard: str | None = None
    table: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """What a run came to."""

    wish: Wish
    told: Told
    ended: Ended
    problems: tuple[Problem, ...] = ()
    changed: tuple[str, ...] = ()
    """Large files of the user's, linked in the scratch copy, that changed while the run went on."""


class Run:
    """A run that is about to be made, in a scratch folder that exists as long as the run."""

    def __init__(self, wish: Wish, scratch: str) -> None:
        self._wish = wish
        self._scratch = scratch
        self._here = os.getcwd()
        self.off = switched_off(scratch)
        """What is switched off, and by which variables."""

    def go(self) -> Watched:
        """Make the run and read what its processes told."""
        mirror = None if self._wish.in_place else self._mirror()
        orders = self._orders(mirror)
        environment = self._environment(orders)
        with forwarding(orders.tree) as show:
            ended = launch(self._command(orders), self._place(self._here, orders), environment, orders, show)
        told = read_accounts(orders.accounts)
        changed = tuple(mirror.changed()) if mirror else ()
        stood = _stood(orders, ended.pid)
        return Watched(self._wish, told, ended, problems(self._wish, told, ended, stood), changed)

    def _roots(self) -> tuple[str, ...]:
        """Return the working directory, and the script's own if that is elsewhere."""
        if self._wish.module:
            return (self._here,)
        script = os.path.abspath(self._wish.target)
        folder = script if os.path.isdir(script) else os.path.dirname(script)
        inside = os.path.join(folder, "").startswith(os.path.join(self._here, ""))
        return (self._here,) if inside else (self._here, folder)

    def _mirror(self) -> Mirror:
        mirror = Mirror(os.path.join(self._scratch, "tree"))
        for root in self._roots():
            mirror.add(root)
        return mirror

    def _orders(self, mirror: Mirror | None) -> Orders:
        wish = self._wish
        orders = Orders(
            self._scratch,
            wish.steps,
            wish.rules,
            self._roots(),
            mirror.tree if mirror else None,
            wish.device,
            wish.keep_compile,
            measure=bool(wish.report or wish.tensorboard or wish.table),
            overfit_one_batch=wish.overfit_one_batch,
            report=wish.report,
            tensorboard=wish.tensorboard,
            plugins=packs.chosen(),
        )
        for folder in (orders.accounts, orders.stacks):
            os.mkdir(folder)
        return orders if wish.timeout is None else replace(orders, deadline=time.time() + wish.timeout)

    def _command(self, orders: Orders) -> list[str]:
        target = self._wish.target if self._wish.module else self._place(self._wish.target, orders)
        return [sys.executable, *(["-m"] if self._wish.module else []), target, *self._wish.arguments]

    def _place(self, path: str, orders: Orders) -> str:
        """Return where an absolute path stands in the mirror; a relative one means the same there."""
        inside = any(os.path.join(path, "").startswith(os.path.join(root, "")) for root in orders.roots)
        return orders.tree + path if orders.tree and inside else path

    def _environment(self, orders: Orders) -> dict[str, str]:
        site = os.path.join(self._scratch, "site")
        os.mkdir(site)
        with open(os.path.join(site, "sitecustomize.py"), "w", encoding="utf-8") as stream:
            stream.write(SITE)
        given = os.environ.get("PYTHONPATH", "")
        folders = [self._place(folder, orders) for folder in given.split(os.pathsep) if given]
        environment = {"PYTHONFAULTHANDLER": "1", "PYTHONUNBUFFERED": "1", **os.environ}
        for variables in self.off.values():
            environment |= variables
        if self._wish.device == "cpu":
            environment["CUDA_VISIBLE_DEVICES"] = ""
        if orders.tree:
            environment |= {"PWD": self._place(self._here, orders), "PYTHONDONTWRITEBYTECODE": "1"}
        paths = {VARIABLE: orders.write(), "PYTHONPATH": os.pathsep.join([site, *folders])}
        return environment | paths


@contextlib.contextmanager
def prepared(wish: Wish) -> Iterator[Run]:
    """Give a run its scratch folder, and take it away afterwards."""
    with tempfile.TemporaryDirectory(prefix="lintrain-smoke-", ignore_cleanup_errors=True) as scratch:
        yield Run(wish, os.path.realpath(scratch))


def hindrance(wish: Wish) -> Problem | None:
    """Say why there can be no run at all, if so."""
    if not wish.module and not os.path.exists(wish.target):
        return Problem(wish.target, "does not exist")
    if not wish.module and is_notebook(wish.target):
        return Problem(wish.target, "cannot be run: it is a notebook")
    if importlib.util.find_spec("torch") is None:
        install = "pip install 'lintrain[runtime]'"
        return Problem(wish.target, f"cannot be watched: {sys.executable} has no torch ({install})")
    return None


def _stood(orders: Orders, pid: int) -> Sequence[Frame]:
    """Return where the main thread of the script's own process stood, at the user's own paths."""
    stacks: Mapping[int, list[Frame]] = dict(read_stacks(orders.stacks))
    frames = stacks.get(pid) or next(iter(stacks.values()), [])
    frames = [replace(frame, path=orders.users(frame.path)) for frame in frames]
    return [frame for frame in frames if orders.is_users(frame.path)]
