"""A part of all files, so that several machines can check one project between them."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from lintrain.source.hashing import digest


class Shard(NamedTuple):
    """Part ``number`` (from 1) ``of`` so many. Which part a file belongs to depends on its path alone."""

    number: int
    of: int

    def has(self, path: str) -> bool:
        """Tell whether a file, named as it is shown, belongs to this part."""
        name = path.replace(os.sep, "/").encode("utf-8", "surrogateescape")
        return int(digest(name), 16) % self.of == self.number - 1


def parse_shard(text: str) -> Shard:
    """Return what ``3/8`` means. Raises ValueError."""
    found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    shard = Shard(int(found[1]), int(found[2])) if found else Shard(0, 0)
    if not 1 <= shard.number <= shard.of:
        raise ValueError(f"`{text}` is no part of a whole: write 3/8 for the third of eight")
    return shard
