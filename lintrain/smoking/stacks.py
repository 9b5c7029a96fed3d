"""Where the processes of a run stood when its time was up."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

_FRAME = re.compile(r'^  File "(?P<path>.*)", line (?P<row>\d+) in (?P<name>.*)$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One call that had not returned."""

    path: str
    row: int
    name: str


def main_thread(dump: str) -> list[Frame]:
    """Return the main thread's frames, innermost first: ``faulthandler`` writes it last."""
    last = dump.strip().rpartition("\n\n")[2]
    return [Frame(m["path"], int(m["row"]), m["name"]) for m in _FRAME.finditer(last)]


def read_stacks(folder: str) -> Iterator[tuple[int, list[Frame]]]:
    """Yield each process and its main thread's frames, if any were written."""
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", errors="surrogateescape") as stream:
            frames = main_thread(stream.read())
        if frames:
            yield int(name.removesuffix(".txt")), frames
