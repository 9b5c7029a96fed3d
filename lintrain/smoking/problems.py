"""Why a run cannot vouch for the training: it failed, never stepped, ran out of time, or was not watched."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lintrain.findings import Problem
from lintrain.smoking.accounts import Failure, Told
from lintrain.smoking.launching import Ended, Ending
from lintrain.smoking.stacks import Frame
from lintrain.source.paths import display

if TYPE_CHECKING:
    from lintrain.smoking.running import Wish


def problems(wish: Wish, told: Told, ended: Ended, stood: Sequence[Frame]) -> tuple[Problem, ...]:
    """Return what hinders the run from vouching, the cause first."""
    if told.blind:
        return (Problem(wish.target, f"cannot be watched: {told.blind}"),)
    if ended.how is Ending.TIMEOUT:
        return (_late(wish, told, stood),)
    made = told.steps >= wish.steps  # what happens after that happens because the run was ended
    if ended.how is Ending.ITSELF and ended.code and not made:
        return (_failed(wish, told.failure, ended.code),)
    return () if told.steps else (Problem(wish.target, _never(told)),)


def _late(wish: Wish, told: Told, stood: Sequence[Frame]) -> Problem:
    when = f"after optimizer step {told.steps}" if told.steps else "before the first optimizer step"
    message = f"ran out of time ({wish.timeout:g} s) {when}"
    if not stood:
        return Problem(wish.target, message)
    path, row = display(stood[0].path), stood[0].row
    return Problem(path, f"{message}; it stood here, in `{stood[0].name}`", row)


def _failed(wish: Wish, failure: Failure | None, code: int) -> Problem:
    if failure is not None:
        said = f"failed: {failure.kind}: {failure.message}" if failure.message else f"failed: {failure.kind}"
        path = display(failure.path) if failure.path else wish.target
        return Problem(path, said.partition("\n")[0], failure.row)
    if code < 0:
        return Problem(wish.target, f"was ended by {_signal(-code)}")
    return Problem(wish.target, f"failed: it ended with exit code {code}")


def _signal(number: int) -> str:
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


def _never(told: Told) -> str:
    if not told.torch:
        return "ended without importing torch: there was nothing to watch"
    forwards, backwards = told.forwards, told.backwards
    passes = f"{forwards} forward and {backwards} backward {'pass' if backwards == 1 else 'passes'}"
    seen = f"only {passes}" if forwards or backwards else "and no forward or backward pass either"
    return f"ended without an optimizer step that could be seen, {seen}"
