"""What becomes of the result of a call, as the code behind the call says.

A run does not show whether somebody will read a variable. The code does, where nothing in it loads the
variable's name: read once for each place, and kept.
"""

from __future__ import annotations

import dis
import os
import sys
from collections.abc import Iterator
from types import CodeType, FrameType

from torch import nn

from ._sites import is_ours, is_user

INTROSPECTS = frozenset(("locals", "globals", "vars", "eval", "exec"))
"""Whoever says one of these may read any variable."""


class Fates:
    """Remembers, for each call in the user's code, whether anybody can read what it returns."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[CodeType, str | None]] = {}

    def unread(self, frame: FrameType) -> str | None:
        """Return the name under which the result of the call at which ``frame`` stands is left unread.

        It is the empty string where the result is dropped at once, ``None`` where somebody may read it.
        """
        code, instruction = frame.f_code, frame.f_lasti
        known = self._known.get((id(code), instruction))
        if known is None or known[0] is not code:
            known = self._known[id(code), instruction] = code, _unread(code, instruction)
        return known[1]


def direct(*, hooked: bool = False) -> FrameType | None:
    """Return the innermost frame of the user's code if it has called torch itself, not through a library.

    ``None`` also where hooks of a module in between may take the result, unless they are all the same:
    ``hooked``.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not is_user(frame.f_code.co_filename):
        if not is_ours(frame.f_code.co_filename):
            return None
        if not hooked and _is_hooked(frame):
            return None
        frame = frame.f_back
    return frame


def _is_hooked(frame: FrameType) -> bool:
    if frame.f_code.co_name != "_call_impl":
        return False
    module = frame.f_locals.get("self")
    return isinstance(module, nn.Module) and bool(module._forward_hooks)


def _unread(code: CodeType, instruction: int) -> str | None:
    following = next((each for each in dis.get_instructions(code) if each.offset > instruction), None)
    if following is None:
        return None
    if following.opname == "POP_TOP":
        return ""
    name = following.argval
    if following.opname == "STORE_FAST_LOAD_FAST":  # Python 3.13 does both at once
        name = name[0]
    elif following.opname not in ("STORE_FAST", "STORE_NAME"):
        return None
    if not isinstance(name, str) or name in set(_read(code)) or INTROSPECTS & set(code.co_names):
        return None
    # What a module or a class calls so may be read by anybody who has it: by functions inside, at least.
    own = following.opname != "STORE_NAME" or (
        code.co_name == "<module>" and os.path.isfile(code.co_filename)
    )
    return name if own and name not in set(_read_inside(code)) else None


def _read(code: CodeType) -> Iterator[str]:
    """Yield the names that a function or module itself loads."""
    for each in dis.get_instructions(code):
        if "LOAD" in each.opname and each.argval is not None:
            loaded = each.argval if isinstance(each.argval, tuple) else (each.argval,)
            yield from map(str, loaded[1:] if each.opname == "STORE_FAST_LOAD_FAST" else loaded)


def _read_inside(code: CodeType) -> Iterator[str]:
    """Yield the names that functions inside of a code object speak of."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from (*constant.co_names, *constant.co_freevars)
            yield from _read_inside(constant)
