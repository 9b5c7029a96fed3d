"""Where in the user's source something happens: found by walking the stack, told as a span.

A walk costs a quarter of a microsecond. Text, rows and columns are worked out only for what is reported.
"""

from __future__ import annotations

import linecache
import os
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from dis import opmap
from functools import cache
from itertools import islice
from types import CodeType, FrameType

import torch

from lintrain.events import Place
from lintrain.findings import Position, Span

_CACHE = opmap.get("CACHE", -1)
MOST_NEAR = 4096
"""So many places are found without looking at the code."""
_TORCH = os.path.dirname(torch.__file__) + os.sep
_OURSELVES = os.path.dirname(__file__) + os.sep
_LIBRARIES = tuple(
    path + os.sep
    for path in {
        *map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib", "platlib")),
        *(path for path in sys.path if path.endswith(("site-packages", "dist-packages"))),
    }
)


@dataclass(frozen=True, slots=True)
class Site:
    """One call in a program: a code object and an instruction of it."""

    code: CodeType
    instruction: int

    @property
    def path(self) -> str:
        """Return the file, as an absolute path."""
        return os.path.abspath(self.code.co_filename)

    @property
    def span(self) -> Span:
        """Return the span of the call; on Python 3.10 the whole row. Columns count characters from 1."""
        first, last, start, end = self._position()
        opening = linecache.getline(self.code.co_filename, first)
        if start is None or end is None:
            text = opening.rstrip()
            indent = len(text) - len(text.lstrip())
            return Span(Position(first, indent + 1), Position(first, len(text) + 1))
        closing = linecache.getline(self.code.co_filename, last)
        return Span(
            Position(first, _characters(opening, start) + 1), Position(last, _characters(closing, end) + 1)
        )

    @property
    def row(self) -> int:
        """Return the 1-based row at which the call begins."""
        return self._position()[0]

    def _position(self) -> tuple[int, int, int | None, int | None]:
        positions = getattr(self.code, "co_positions", None)
        if positions is not None:
            found = next(islice(positions(), self.instruction // 2, None), None)
            if found is not None and found[0] is not None and found[1] is not None:
                return found[0], found[1], found[2], found[3]
        row = _row(self.code, self.instruction)
        return row, row, None, None


def _characters(row: str, column: int) -> int:
    """Return how many characters the first ``column`` bytes of ``row`` hold."""
    return len(row.encode("utf-8")[:column].decode("utf-8", "ignore"))


def _row(code: CodeType, instruction: int) -> int:
    rows = (row for start, end, row in code.co_lines() if start <= instruction < end and row is not None)
    return next(rows, code.co_firstlineno)


class Sites:
    """Numbers the places in the user's source at which something happened."""

    def __init__(self) -> None:
        self._places: dict[tuple[CodeType, int], Place] = {}
        self._near: dict[tuple[int, int], tuple[CodeType, Place]] = {}
        self._sites: list[Site] = []

    def __getitem__(self, place: Place) -> Site:
        return self._sites[place.key]

    def __iter__(self) -> Iterator[Site]:
        return iter(list(self._sites))

    def place(self, frame: FrameType) -> Place:
        """Return the place at which ``frame`` stands: always the same object for the same place."""
        code, instruction = frame.f_code, frame.f_lasti
        # By identity first: to hash a code object takes as long as the function is.
        near = self._near.get((id(code), instruction))
        if near is not None and near[0] is code:
            return near[1]
        return self._met(code, instruction)

    def _met(self, code: CodeType, instruction: int) -> Place:
        """Return a place in code that is new, or that was compiled again and is equal."""
        key = code, instruction
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = Place(code.co_filename, len(self._sites))
            self._sites.append(Site(*key))
        if len(self._near) >= MOST_NEAR:
            self._near.clear()
        self._near[id(code), instruction] = code, place
        return place

    def place_in(self, code: CodeType, instruction: int) -> Place:
        """Return the place of another instruction of code that is known."""
        return self._met(code, instruction)

    def here(self) -> Place:
        """Return where the user's own code stands now."""
        return self.place(user_frame())


def user_frame() -> FrameType:
    """Return the innermost frame of the user's own code.

    Where all code is installed in ``site-packages``, it is the innermost that is neither torch's nor ours.
    """
    here: FrameType | None = sys._getframe(1)
    while here is not None:
        if is_user(here.f_code.co_filename):
            return here
        here = here.f_back
    return _installed_frame()


def _installed_frame() -> FrameType:
    """Return the innermost frame that is neither torch's nor ours, or else the outermost of all."""
    here: FrameType | None = sys._getframe(1)
    outermost = sys._getframe(1)
    while here is not None:
        if not _is_inner(here.f_code.co_filename):
            return here
        outermost, here = here, here.f_back
    return outermost


def user_frames() -> Iterator[FrameType]:
    """Yield the frames of the user's own code, the innermost first."""
    here: FrameType | None = sys._getframe(1)
    while here is not None:
        if is_user(here.f_code.co_filename):
            yield here
        here = here.f_back


@cache
def is_user(filename: str) -> bool:
    """Tell whether a file is neither part of Python, nor of an installed package, nor of torch."""
    if filename.startswith("<frozen"):
        return False
    path = os.path.abspath(filename)
    return not path.startswith((*_LIBRARIES, _TORCH, _OURSELVES))


@cache
def is_ours(filename: str) -> bool:
    """Tell whether a file is torch's, or our own."""
    return os.path.abspath(filename).startswith((_TORCH, _OURSELVES))


@cache
def _is_inner(filename: str) -> bool:
    path = os.path.abspath(filename)
    stdlib = sysconfig.get_path("stdlib") + os.sep
    packages = os.path.join(stdlib, "site-packages")
    in_python = path.startswith(stdlib) and not path.startswith(packages)
    return filename.startswith("<frozen") or in_python or path.startswith((_TORCH, _OURSELVES))


def is_discarded(frame: FrameType) -> bool:
    """Tell whether nobody asks for what the call at which a frame stands returns."""
    code = frame.f_code.co_code
    following = (code[index] for index in range(frame.f_lasti + 2, len(code), 2))
    return next((op for op in following if op != _CACHE), None) == opmap["POP_TOP"]
